-- The file that was refused last, if its newest version is still refused.
SELECT f.name, d.seen_utc_ms
FROM file f
JOIN drops d ON d.id = f.newest_drop
WHERE d.state = 3
ORDER BY d.seen_utc_ms DESC, d.id DESC
LIMIT 1
