-- How many files have which state (enum drop_state: 0 taken, 1 partial, 2 unchanged, 3 refused), and
-- when one was last taken.
SELECT count(*) FILTER (WHERE d.state IN (0, 2)),
       count(*) FILTER (WHERE d.state = 1),
       count(*) FILTER (WHERE d.state = 3),
       coalesce(max(d.taken_utc_ms) FILTER (WHERE d.state < 3), 0)
FROM file f
JOIN drops d ON d.id = f.newest_drop
