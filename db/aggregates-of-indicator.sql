-- The aggregates of one indicator (a word) in all periods, newest first; of equal ends the longest.
SELECT period_to, period_from, body
FROM aggregate
WHERE indicator = ?1
ORDER BY period_to DESC, period_from
