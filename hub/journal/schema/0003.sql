-- Version 3: states of the hall, so that a start reads only what came after one. They may be lost: events make them again.

CREATE TABLE snapshot (
    seq   INTEGER PRIMARY KEY REFERENCES event (seq),
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    shape TEXT NOT NULL,
    state BLOB NOT NULL
) STRICT;
