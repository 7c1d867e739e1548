-- The versions of one file, newest first; ?2 other than 0: only that one.
SELECT f.name, d.version, d.state, d.sha256, d.sheet, d.encoding, d.has_bom, d.delimiter,
       d.decoded_sample, d.header_line, d.rows_read, d.rows_new, d.rows_changed, d.rows_same,
       d.rows_removed, d.rows_faulty, d.fault_count, d.warning_count,
       (SELECT total(m.count) FROM moved m WHERE m.drop_id = d.id) + d.moved_unlisted, d.seen_utc_ms,
       d.taken_utc_ms, d.took_ms, d.id, d.size, d.mtime_ns, d.ctime_ns, d.inode, d.device
FROM file f
JOIN drops d ON d.file_id = f.id
WHERE f.name = ?1 AND (?2 = 0 OR d.version = ?2)
ORDER BY d.version DESC
