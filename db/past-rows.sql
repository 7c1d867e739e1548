-- Rows of kind ?1 that are no longer in force, and when they were.
SELECT p.file_id, b.taken_utc_ms, g.taken_utc_ms, p.first_row, p.rows
FROM subject s
JOIN past p ON p.subject_id = s.id
JOIN drops b ON b.id = p.born
JOIN drops g ON g.id = p.gone
WHERE s.kind = ?1
ORDER BY g.id, p.id
