-- The newest version of a file.
SELECT f.id, d.id, d.state, d.taken_utc_ms, d.seen_utc_ms
FROM file f
JOIN drops d ON d.id = f.newest_drop
WHERE f.id = ?1
