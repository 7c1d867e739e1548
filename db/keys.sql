-- Board keys that have aggregates.
SELECT k.key, w.text
FROM board_key k
JOIN word w ON w.id = k.indicator
WHERE EXISTS (SELECT 1 FROM aggregate a WHERE a.key_id = k.id)
ORDER BY k.key
