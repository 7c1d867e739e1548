-- Indicators and periods of kind ?1 that have rows in force, in an order that does not depend on
-- what came first.
SELECT w.text, s.period_to, s.period_from
FROM subject s
JOIN word w ON w.id = s.indicator
WHERE s.kind = ?1 AND EXISTS (SELECT 1 FROM pack p WHERE p.subject_id = s.id)
ORDER BY w.text, s.period_to DESC, s.period_from
