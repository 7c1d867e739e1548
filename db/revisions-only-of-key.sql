-- What was revised of one board key, newest first. An index has just these.
SELECT m.at_utc_ms, m.indicator, m.period, m.before, m.after, m.is_revision, f.name, d.version
FROM moved m
JOIN drops d ON d.id = m.drop_id
JOIN file f ON f.id = d.file_id
WHERE m.indicator = ?4 AND m.at_utc_ms >= ?1 AND m.is_revision
ORDER BY m.at_utc_ms DESC, m.id DESC
LIMIT ?3
