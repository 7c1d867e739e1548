INSERT INTO fault (drop_id, is_warning, seq, kind, line, cell_index, byte, header, cell, first,
                   second, indicator, place, item, period)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
