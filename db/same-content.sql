-- Another file, not withdrawn, whose newest version has this content.
SELECT f.name
FROM drops d
JOIN file f ON f.id = d.file_id AND f.newest_drop = d.id
WHERE d.sha256 = ?1 AND f.name <> ?2 AND d.state <> ?3
ORDER BY d.id DESC
LIMIT 1
