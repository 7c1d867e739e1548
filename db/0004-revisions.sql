-- A figure is asked each time whether it was revised; few ever are.
CREATE INDEX revision_by_indicator ON moved (indicator, at_utc_ms) WHERE is_revision;
