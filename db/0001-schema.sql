-- The first schema of Plumb's store (user_version 1). README.md says what each table promises.

-- Repeated words of the sheets: places, indicators, departments, units ...
CREATE TABLE word (
    id       INTEGER PRIMARY KEY,
    text     TEXT NOT NULL UNIQUE,
    is_place INTEGER NOT NULL DEFAULT 0 -- some row named it as its place
);

CREATE INDEX word_by_place ON word (text) WHERE is_place;

-- What rows are about. kind is that of the sheet; 合格率 and 数量 are one kind. Figures have an
-- indicator and a period, targets an indicator, all others neither (0).
CREATE TABLE subject (
    id          INTEGER PRIMARY KEY,
    kind        INTEGER NOT NULL,
    indicator   INTEGER NOT NULL, -- word
    period_to   INTEGER NOT NULL, -- day number
    period_from INTEGER NOT NULL,
    UNIQUE (kind, indicator, period_to, period_from)
);

CREATE TABLE file (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    folder_place TEXT NOT NULL,              -- place of rows that name none; ''
    newest_drop  INTEGER NOT NULL DEFAULT 0, -- whatever came last, refused ones included
    good_drop    INTEGER NOT NULL DEFAULT 0, -- the one in force; 0: none. Larger is newer
    next_row     INTEGER NOT NULL DEFAULT 0  -- rows of a file are numbered, never twice the same
);

-- One version of a file, or its withdrawal.
CREATE TABLE drops (
    id             INTEGER PRIMARY KEY,
    file_id        INTEGER NOT NULL REFERENCES file (id),
    version        INTEGER NOT NULL,
    state          INTEGER NOT NULL, -- enum drop_state
    sha256         TEXT NOT NULL,
    size           INTEGER NOT NULL,
    mtime_ns       INTEGER NOT NULL,
    ctime_ns       INTEGER NOT NULL,
    inode          INTEGER NOT NULL,
    device         INTEGER NOT NULL,
    seen_utc_ms    INTEGER NOT NULL,
    taken_utc_ms   INTEGER NOT NULL DEFAULT 0,
    took_ms        INTEGER NOT NULL DEFAULT 0,
    sheet          TEXT NOT NULL DEFAULT '',
    encoding       TEXT NOT NULL DEFAULT '',
    has_bom        INTEGER NOT NULL DEFAULT 0,
    delimiter      TEXT NOT NULL DEFAULT '',
    decoded_sample TEXT NOT NULL DEFAULT '',
    header_line    INTEGER NOT NULL DEFAULT 0,
    rows_read      INTEGER NOT NULL DEFAULT 0,
    rows_new       INTEGER NOT NULL DEFAULT 0,
    rows_changed   INTEGER NOT NULL DEFAULT 0,
    rows_same      INTEGER NOT NULL DEFAULT 0,
    rows_removed   INTEGER NOT NULL DEFAULT 0,
    rows_faulty    INTEGER NOT NULL DEFAULT 0,
    fault_count    INTEGER NOT NULL DEFAULT 0,
    warning_count  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (file_id, version)
);
CREATE INDEX drops_by_content ON drops (sha256);

-- Rows in force: those of one subject, file and drop lie together, in the order of the file.
CREATE TABLE pack (
    id         INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject (id),
    file_id    INTEGER NOT NULL REFERENCES file (id),
    first_row  INTEGER NOT NULL,
    born       INTEGER NOT NULL REFERENCES drops (id),
    rows       BLOB NOT NULL -- per row: number less the one before, length, body
);
CREATE UNIQUE INDEX pack_by_subject ON pack (subject_id, file_id, first_row);

-- Rows no longer in force: valid from drop `born` until drop `gone`.
CREATE TABLE past (
    id         INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject (id),
    file_id    INTEGER NOT NULL REFERENCES file (id),
    first_row  INTEGER NOT NULL,
    born       INTEGER NOT NULL REFERENCES drops (id),
    gone       INTEGER NOT NULL REFERENCES drops (id),
    rows       BLOB NOT NULL
);
CREATE INDEX past_by_file ON past (file_id, born);
CREATE INDEX past_by_subject ON past (subject_id);

-- The rows in force of one file by number, 1,024 a piece: hash of the content (16 bytes, all zero
-- for a row that is gone) and subject (4 bytes). What the next version is compared with.
CREATE TABLE row_hash (
    file_id  INTEGER NOT NULL REFERENCES file (id),
    piece    INTEGER NOT NULL, -- row number / 1,024
    hashes   BLOB NOT NULL,
    subjects BLOB NOT NULL,
    PRIMARY KEY (file_id, piece)
) WITHOUT ROWID;

-- Their lines in the version in force. Apart from the hashes, because a row inserted at the top
-- moves every line and changes no row. Runs of (difference, repeats).
CREATE TABLE row_line (
    file_id INTEGER NOT NULL REFERENCES file (id),
    piece   INTEGER NOT NULL,
    runs    BLOB NOT NULL,
    PRIMARY KEY (file_id, piece)
) WITHOUT ROWID;

-- Rows that stay in force only because the version in force has a faulty row in their place.
CREATE TABLE kept_row (
    file_id INTEGER NOT NULL REFERENCES file (id),
    row     INTEGER NOT NULL,
    version INTEGER NOT NULL, -- the newest that holds the row
    line    INTEGER NOT NULL,
    PRIMARY KEY (file_id, row)
) WITHOUT ROWID;

-- Findings as facts; their sentences are made when they are read, in the reader's language.
CREATE TABLE fault (
    drop_id    INTEGER NOT NULL REFERENCES drops (id),
    is_warning INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    line       INTEGER NOT NULL,
    cell_index INTEGER NOT NULL,
    byte       INTEGER NOT NULL,
    header     TEXT NOT NULL,
    cell       TEXT NOT NULL,
    first      TEXT NOT NULL,
    second     TEXT NOT NULL,
    indicator  TEXT NOT NULL,
    place      TEXT NOT NULL,
    item       TEXT NOT NULL,
    period     TEXT NOT NULL,
    PRIMARY KEY (drop_id, is_warning, seq)
) WITHOUT ROWID;
CREATE INDEX fault_by_indicator ON fault (indicator) WHERE indicator <> '';

-- What each drop moved on the wall.
CREATE TABLE moved (
    id          INTEGER PRIMARY KEY,
    drop_id     INTEGER NOT NULL REFERENCES drops (id),
    at_utc_ms   INTEGER NOT NULL,
    indicator   TEXT NOT NULL, -- board key
    period      TEXT NOT NULL,
    before      TEXT NOT NULL,
    after       TEXT NOT NULL,
    is_revision INTEGER NOT NULL
);
CREATE INDEX moved_by_drop ON moved (drop_id);
CREATE INDEX moved_by_indicator ON moved (indicator);
CREATE INDEX moved_by_time ON moved (at_utc_ms);

-- Keys of the board that have, or had, aggregates.
CREATE TABLE board_key (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    indicator INTEGER NOT NULL, -- word
    place     TEXT NOT NULL,
    item      TEXT NOT NULL
);
CREATE INDEX board_key_by_indicator ON board_key (indicator, key);

-- What computing made of the rows: one figure of one period.
CREATE TABLE aggregate (
    key_id         INTEGER NOT NULL REFERENCES board_key (id),
    period_to      INTEGER NOT NULL,
    period_from    INTEGER NOT NULL,
    indicator      INTEGER NOT NULL, -- word
    updated_utc_ms INTEGER NOT NULL,
    body           BLOB NOT NULL, -- presence, counts, amount
    detail         TEXT NOT NULL, -- JSON of computing's own
    PRIMARY KEY (key_id, period_to DESC, period_from)
) WITHOUT ROWID;
CREATE INDEX aggregate_by_subject ON aggregate (indicator, period_to, period_from);

-- Boards as they were shown: whole ones, and merge patches from one to the next.
CREATE TABLE publication (
    id        INTEGER PRIMARY KEY,
    run       TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    at_utc_ms INTEGER NOT NULL,
    is_whole  INTEGER NOT NULL,
    body      TEXT NOT NULL,
    UNIQUE (run, seq)
);
CREATE INDEX publication_by_time ON publication (at_utc_ms);
