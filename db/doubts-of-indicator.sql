-- The same of one indicator, by way of its index.
SELECT t.is_warning, t.kind, t.line, t.cell_index, t.byte, t.header, t.cell, t.first, t.second,
       t.indicator, t.place, t.item, t.period, f.id, d.version, d.taken_utc_ms, d.id
FROM fault t
JOIN drops d ON d.id = t.drop_id
JOIN file f ON f.id = d.file_id AND f.newest_drop = d.id
WHERE t.indicator = ?1 AND t.indicator <> ''
ORDER BY d.id, t.is_warning, t.seq
