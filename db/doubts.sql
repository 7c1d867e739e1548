-- Findings that name a figure, in what came last of each file.
SELECT t.is_warning, t.kind, t.line, t.cell_index, t.byte, t.header, t.cell, t.first, t.second,
       t.indicator, t.place, t.item, t.period, f.id, d.version, d.taken_utc_ms, d.id
FROM file f
JOIN drops d ON d.id = f.newest_drop
JOIN fault t ON t.drop_id = d.id
WHERE t.indicator <> ''
ORDER BY d.id, t.is_warning, t.seq
