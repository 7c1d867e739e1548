-- The newest version of each file.
SELECT f.id, d.id, d.state, d.taken_utc_ms, d.seen_utc_ms
FROM file f
JOIN drops d ON d.id = f.newest_drop
ORDER BY f.id
