-- The aggregates of one indicator (a word) and period.
SELECT body FROM aggregate WHERE indicator = ?1 AND period_to = ?2 AND period_from = ?3
