-- The whole board before the moment ?1, and the patches from there to it. The order is that of
-- publishing: should a clock go back, the later publication still comes later.
SELECT p.run, p.seq, p.is_whole, p.body
FROM publication p
WHERE p.id <= (SELECT id FROM publication WHERE at_utc_ms <= ?1 ORDER BY at_utc_ms DESC, id DESC
               LIMIT 1)
  AND p.id >= (SELECT max(w.id) FROM publication w
               WHERE w.is_whole
                 AND w.id <= (SELECT id FROM publication WHERE at_utc_ms <= ?1
                              ORDER BY at_utc_ms DESC, id DESC LIMIT 1))
ORDER BY p.id
