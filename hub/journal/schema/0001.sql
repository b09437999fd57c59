-- Version 1: the events, and which action they answer.

CREATE TABLE event (
    seq       INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    day       TEXT NOT NULL,
    type      TEXT NOT NULL,
    actor     TEXT NOT NULL,
    device    TEXT NOT NULL,
    mono      INTEGER NOT NULL,
    wall      INTEGER NOT NULL,
    clock_ok  INTEGER NOT NULL CHECK (clock_ok IN (0, 1)),
    body      TEXT NOT NULL,
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash      BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE inbox (
    origin    TEXT PRIMARY KEY,
    first_seq INTEGER NOT NULL REFERENCES event (seq),
    last_seq  INTEGER NOT NULL REFERENCES event (seq),
    CHECK (first_seq <= last_seq)
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE deletes without asking a DELETE trigger: the insert itself must refuse what is there already.
CREATE TRIGGER event_in_order BEFORE INSERT ON event
BEGIN
    SELECT RAISE(ABORT, 'event: seq must follow the last one')
        WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event);
    SELECT RAISE(ABORT, 'event: prev_hash must be the hash of the last one')
        WHERE NEW.prev_hash IS NOT coalesce((SELECT hash FROM event WHERE seq = NEW.seq - 1), zeroblob(32));
    SELECT RAISE(ABORT, 'event: key is taken')
        WHERE EXISTS (SELECT 1 FROM event WHERE key = NEW.key);
END;

CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'event: rows are never changed');
END;

CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'event: rows are never deleted');
END;

CREATE TRIGGER inbox_once BEFORE INSERT ON inbox
WHEN EXISTS (SELECT 1 FROM inbox WHERE origin = NEW.origin)
BEGIN
    SELECT RAISE(ABORT, 'inbox: origin is answered');
END;

CREATE TRIGGER inbox_stays BEFORE UPDATE ON inbox
BEGIN
    SELECT RAISE(ABORT, 'inbox: rows are never changed');
END;

CREATE TRIGGER inbox_remains BEFORE DELETE ON inbox
BEGIN
    SELECT RAISE(ABORT, 'inbox: rows are never deleted');
END;
