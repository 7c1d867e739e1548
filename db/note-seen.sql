-- The same content was seen again: its identity and time, and that nothing changed.
UPDATE drops
SET seen_utc_ms = ?2,
    size = ?3,
    mtime_ns = ?4,
    ctime_ns = ?5,
    inode = ?6,
    device = ?7,
    state = CASE state WHEN ?8 THEN ?9 ELSE state END
WHERE id = (SELECT newest_drop FROM file WHERE name = ?1)
