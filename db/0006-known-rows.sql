-- Rows are known again by their bytes. In which context those in force of a file were read (0: in
-- none that is known; 1: they say something about each other), and until which day no plain one is
-- a figure to come. In row_hash, subjects have in their highest bit that the row is plain: then its
-- hash is that of its bytes and of its key; in the next one, that another row had its key.
ALTER TABLE file ADD COLUMN rows_context INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN rows_today INTEGER NOT NULL DEFAULT 0;
-- What those hashes are made with, so that nobody can write two rows of one hash.
CREATE TABLE secret (bytes BLOB NOT NULL);
INSERT INTO secret (bytes) VALUES (randomblob(192));
