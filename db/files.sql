-- The newest version of every file, by name.
SELECT f.name, d.version, d.state, d.sha256, d.sheet, d.encoding, d.has_bom, d.delimiter,
       d.decoded_sample, d.header_line, d.rows_read, d.rows_new, d.rows_changed, d.rows_same,
       d.rows_removed, d.rows_faulty, d.fault_count, d.warning_count,
       (SELECT total(m.count) FROM moved m WHERE m.drop_id = d.id) + d.moved_unlisted, d.seen_utc_ms,
       d.taken_utc_ms, d.took_ms, d.id, d.size, d.mtime_ns, d.ctime_ns, d.inode, d.device
FROM file f
JOIN drops d ON d.id = f.newest_drop
ORDER BY f.name
