-- Aggregates lie together as they are computed: one row for an indicator and period. A daemon
-- computes all of them when it starts.
DROP TABLE aggregate;
DROP TABLE board_key;
CREATE TABLE aggregate (
    indicator   INTEGER NOT NULL, -- word
    period_to   INTEGER NOT NULL,
    period_from INTEGER NOT NULL,
    body        BLOB NOT NULL, -- see store_aggregate.c
    PRIMARY KEY (indicator, period_to DESC, period_from)
) WITHOUT ROWID;
