-- All board keys of one indicator (a word) and period.
SELECT k.key, w.text, k.place, k.item, a.period_to, a.period_from, a.updated_utc_ms, a.body, a.detail
FROM aggregate a
JOIN board_key k ON k.id = a.key_id
JOIN word w ON w.id = k.indicator
WHERE a.indicator = ?1 AND a.period_to = ?2 AND a.period_from = ?3
ORDER BY k.key
