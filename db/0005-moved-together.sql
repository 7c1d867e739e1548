-- What a drop moved of one indicator and period lies together: a row for each figure, with an index
-- of their keys, took more of a drop than its rows did. The rows of before stay one for each figure.
-- Their key is [place/]name[/item], and its parts may have slashes: of the indicators whose name it
-- has, the one meant stands behind a place, else first, and of those that begin there is the longest.
ALTER TABLE moved RENAME TO moved_figure;
CREATE TABLE moved (
    id           INTEGER PRIMARY KEY,
    drop_id      INTEGER NOT NULL REFERENCES drops (id),
    at_utc_ms    INTEGER NOT NULL,
    indicator    INTEGER NOT NULL, -- word
    period       TEXT NOT NULL,
    count        INTEGER NOT NULL, -- of figures
    has_revision INTEGER NOT NULL,
    figures      TEXT NOT NULL     -- JSON: [[board key, before, after, is_revision], ...]
);
INSERT INTO moved (id, drop_id, at_utc_ms, indicator, period, count, has_revision, figures)
SELECT m.id, m.drop_id, m.at_utc_ms, coalesce(meant.word_id, 0), m.period, 1, m.is_revision,
       json_array(json_array(m.indicator, m.before, m.after, m.is_revision))
FROM moved_figure m
LEFT JOIN (SELECT f.id AS moved_id, w.id AS word_id,
                  row_number() OVER (
                      PARTITION BY f.id
                      ORDER BY EXISTS (SELECT 1 FROM word p
                                       WHERE p.is_place
                                         AND instr(f.indicator || '/',
                                                   p.text || '/' || w.text || '/') = 1) DESC,
                               instr('/' || f.indicator || '/', '/' || w.text || '/'),
                               length(w.text) DESC) AS rank
           FROM moved_figure f
           JOIN word w ON instr('/' || f.indicator || '/', '/' || w.text || '/') > 0
           WHERE w.id IN (SELECT indicator FROM subject) AND w.text <> '') meant
       ON meant.moved_id = m.id AND meant.rank = 1
ORDER BY m.id;
DROP TABLE moved_figure;
CREATE INDEX moved_by_drop ON moved (drop_id);
CREATE INDEX moved_by_time ON moved (at_utc_ms);
CREATE INDEX moved_by_indicator ON moved (indicator, at_utc_ms);
-- A figure is asked each time whether it was revised; few ever are.
CREATE INDEX revision_by_indicator ON moved (indicator, at_utc_ms) WHERE has_revision;
