-- How many patches, and of what length, stand behind the newest whole board of run ?1, and how
-- long that is. Without one: nothing.
SELECT count(p.id), total(length(CAST(p.body AS BLOB))),
       (SELECT length(CAST(w.body AS BLOB)) FROM publication w
        WHERE w.id = (SELECT max(id) FROM publication WHERE run = ?1 AND is_whole))
FROM publication p
WHERE p.id > (SELECT max(id) FROM publication WHERE run = ?1 AND is_whole)
