-- Board keys of one indicator that have aggregates.
SELECT k.key, w.text
FROM word w
JOIN board_key k ON k.indicator = w.id
WHERE w.text = ?1 AND EXISTS (SELECT 1 FROM aggregate a WHERE a.key_id = k.id)
ORDER BY k.key
