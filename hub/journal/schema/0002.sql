-- Version 2: the last line. What the core decides wrongly, the same transaction refuses:
-- one citizen for a number of a day, one rating for a leg, one open call for a counter.

CREATE TABLE ticket (
    day    TEXT NOT NULL,
    number TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (day, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE rating (
    leg TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE open_call (
    counter INTEGER PRIMARY KEY,
    leg     TEXT NOT NULL UNIQUE,
    seq     INTEGER NOT NULL
) STRICT;

-- Where a business day starts: days lie one after the other, so that a day needs no index of its own on event.
CREATE TABLE day (
    day       TEXT PRIMARY KEY,
    first_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER after_ticket_taken AFTER INSERT ON event WHEN NEW.type = 'ticket_taken'
BEGIN
    INSERT INTO ticket VALUES (NEW.day, json_extract(NEW.body, '$.number'), NEW.seq);
END;

CREATE TRIGGER after_rated AFTER INSERT ON event WHEN NEW.type = 'rated'
BEGIN
    INSERT INTO rating VALUES (json_extract(NEW.body, '$.leg'), NEW.seq);
END;

CREATE TRIGGER after_called AFTER INSERT ON event WHEN NEW.type = 'called'
BEGIN
    INSERT INTO open_call VALUES (json_extract(NEW.body, '$.counter'), json_extract(NEW.body, '$.leg'), NEW.seq);
END;

CREATE TRIGGER after_leg_left AFTER INSERT ON event
WHEN NEW.type IN ('served', 'missed', 'held', 'transferred', 'cancelled', 'abandoned')
BEGIN
    DELETE FROM open_call WHERE leg = json_extract(NEW.body, '$.leg');
END;

-- A slip taken back: calls it made are closed, calls it closed are open again.
CREATE TRIGGER after_undone AFTER INSERT ON event WHEN NEW.type = 'undone'
BEGIN
    DELETE FROM open_call WHERE leg IN (
        SELECT json_extract(value, '$[0]') FROM json_each(NEW.body, '$.moves')
        WHERE json_extract(value, '$[1]') IN ('call', 'resume'));
    INSERT INTO open_call
        SELECT json_extract(NEW.body, '$.counter'), json_extract(value, '$[0]'), NEW.seq
        FROM json_each(NEW.body, '$.moves')
        WHERE json_extract(value, '$[1]') IN ('finish', 'miss', 'hold', 'transfer');
END;

-- Nobody stands at a counter that is closed, nor in a day that has not begun.
CREATE TRIGGER after_counter_closed AFTER INSERT ON event WHEN NEW.type = 'counter_closed'
BEGIN
    DELETE FROM open_call WHERE counter = json_extract(NEW.body, '$.counter');
END;

CREATE TRIGGER after_day_opened AFTER INSERT ON event WHEN NEW.type = 'day_opened'
BEGIN
    DELETE FROM open_call;
    INSERT INTO day VALUES (json_extract(NEW.body, '$.day'), NEW.seq);
END;

-- What version 1 had stored. Calls that are open across the step are known again from the next call on.
INSERT INTO ticket SELECT day, json_extract(body, '$.number'), seq FROM event WHERE type = 'ticket_taken';
INSERT INTO rating SELECT json_extract(body, '$.leg'), seq FROM event WHERE type = 'rated';
INSERT INTO day SELECT json_extract(body, '$.day'), seq FROM event WHERE type = 'day_opened';
