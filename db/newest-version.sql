-- What came last of one file.
SELECT d.id, d.state, d.sha256, d.size, d.mtime_ns, d.ctime_ns, d.inode, d.device
FROM file f
JOIN drops d ON d.id = f.newest_drop
WHERE f.name = ?1
