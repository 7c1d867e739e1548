-- What a drop moved of one indicator and period lies together: a row for each figure, with an index
-- of their keys, took more of a drop than its rows did. The rows of before stay one for each figure;
-- of the indicators whose name the key has, the longest name is the one meant.
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
SELECT m.id, m.drop_id, m.at_utc_ms,
       coalesce((SELECT w.id FROM word w
                 WHERE w.id IN (SELECT indicator FROM subject) AND w.text <> ''
                   AND instr('/' || m.indicator || '/', '/' || w.text || '/') > 0
                 ORDER BY length(w.text) DESC LIMIT 1), 0),
       m.period, 1, m.is_revision,
       json_array(json_array(m.indicator, m.before, m.after, m.is_revision))
FROM moved_figure m
ORDER BY m.id;
DROP TABLE moved_figure;
CREATE INDEX moved_by_drop ON moved (drop_id);
CREATE INDEX moved_by_time ON moved (at_utc_ms);
CREATE INDEX moved_by_indicator ON moved (indicator, at_utc_ms);
-- A figure is asked each time whether it was revised; few ever are.
CREATE INDEX revision_by_indicator ON moved (indicator, at_utc_ms) WHERE has_revision;
