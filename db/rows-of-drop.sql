-- The rows that were in force of its file when drop ?1 was taken.
SELECT p.subject_id, p.first_row, p.rows
FROM drops d
JOIN pack p ON p.file_id = d.file_id AND p.born <= d.id
WHERE d.id = ?1
UNION ALL
SELECT p.subject_id, p.first_row, p.rows
FROM drops d
JOIN past p ON p.file_id = d.file_id AND p.born <= d.id AND p.gone > d.id
WHERE d.id = ?1
