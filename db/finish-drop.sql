UPDATE drops
SET state = ?2,
    rows_new = ?3,
    rows_changed = ?4,
    rows_same = ?5,
    rows_removed = ?6,
    taken_utc_ms = ?7,
    sheet = ?8,
    encoding = ?9,
    has_bom = ?10,
    delimiter = ?11,
    decoded_sample = ?12,
    header_line = ?13,
    rows_read = ?14,
    rows_faulty = ?15,
    fault_count = ?16,
    warning_count = ?17
WHERE id = ?1
