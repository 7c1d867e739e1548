-- Figures that a drop moved besides those in the table moved: the first load of a large sheet moves
-- them all.
ALTER TABLE drops ADD COLUMN moved_unlisted INTEGER NOT NULL DEFAULT 0;
