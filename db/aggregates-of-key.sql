-- All periods of one board key, newest first; of equal ends the longest.
SELECT k.key, w.text, k.place, k.item, a.period_to, a.period_from, a.updated_utc_ms, a.body, a.detail
FROM board_key k
JOIN word w ON w.id = k.indicator
JOIN aggregate a ON a.key_id = k.id
WHERE k.key = ?1
ORDER BY a.period_to DESC, a.period_from
LIMIT ?2
