-- Findings of one drop, faults or warnings, in the order of the file.
SELECT is_warning, kind, line, cell_index, byte, header, cell, first, second, indicator, place,
       item, period
FROM fault
WHERE drop_id = ?1 AND is_warning = ?2
ORDER BY seq
