"""Events and hall states as JSON, by msgspec from the dataclasses of the core: there is no second description.

A field that has its default is not written, and takes it again when the row is read, as one that was added later does: so
no default may ever change. What could not be read back equal is refused before it is written: text that is not Unicode, a
number that JSON has no room for, a list where a tuple belongs.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, replace
from typing import Any

import msgspec

from hub.core.events import EVENTS, Event, Recorded, type_name
from hub.core.hall import Hall
from hub.core.outlook import Outlooks
from hub.journal.chain import Head, Row, sealed
from hub.service import JournalFailed


def default_of(field: Field[Any]) -> Any:
    """``MISSING`` where the field has none."""
    return field.default if field.default_factory is MISSING else field.default_factory()


_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[str, msgspec.json.Decoder[Event]] = {name: msgspec.json.Decoder(kind) for name, kind in EVENTS.items()}
DEFAULTS: dict[str, dict[str, Any]] = {
    name: {field.name: default_of(field) for field in fields(kind)} for name, kind in EVENTS.items()
}
"""What each field of a kind of event has where a row does not say; ``MISSING``: it must."""

_HALL = msgspec.json.Decoder(Hall)

COMPRESSION = 1
"""zlib's fastest level: a state of 2,000 tickets shrinks tenfold, and levels above gain little."""

SHAPE = hashlib.sha256(_ENCODER.encode(msgspec.json.schema(Hall))).hexdigest()[:16]
"""Names and types of all that a hall state holds. A state of another shape is not read: events make it again."""


class Unstorable(JournalFailed):
    """The batch holds something that would not read back equal. Nothing was written."""


class Unreadable(Exception):
    """A row or a state that this program does not know how to read."""


def encode_event(event: Event) -> str:
    """The event's fields that say something, as JSON. Raises ``Unstorable``."""
    try:
        said = {
            name: value
            for name, usual in DEFAULTS[type_name(event)].items()
            if (value := getattr(event, name)) != usual
        }
        body = _ENCODER.encode(said)
        again = _DECODERS[type_name(event)].decode(body)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unstorable(f"{type(event).__name__}: {error}") from error
    if again != event:
        raise Unstorable(f"{type(event).__name__} would not read back equal")
    return body.decode()


def decode_event(kind: str, body: str) -> Event:
    """The event of a stored type and body. Raises ``Unreadable``."""
    try:
        event: Event = _DECODERS[kind].decode(body)
    except (KeyError, msgspec.MsgspecError) as error:
        raise Unreadable(f"event type {kind!r}: {error}") from error
    return event


def to_rows(batch: Iterable[Recorded], head: Head) -> list[Row]:
    """The rows of a batch, chained to ``head``. The events of one origin must stand together. Raises ``Unstorable``."""
    rows: list[Row] = []
    origin, index, last = None, 0, head.hash
    for recorded in batch:
        index = index + 1 if recorded.origin == origin else 0
        origin = recorded.origin
        rows.append(_to_row(recorded, f"{origin}#{index}", last))
        last = rows[-1].hash
    return rows


def _to_row(recorded: Recorded, key: str, prev_hash: bytes) -> Row:
    row = Row(
        recorded.seq, key, recorded.day, type_name(recorded.event), recorded.actor, recorded.device,
        recorded.mono_ms, recorded.at_ms, int(recorded.clock_ok), encode_event(recorded.event), prev_hash, b"",
    )  # fmt: skip
    try:
        return sealed(row)
    except (struct.error, UnicodeEncodeError) as error:
        raise Unstorable(f"event {recorded.seq}: {error}") from error


def origin_of(key: str) -> str:
    """The action of an event's key."""
    return key.rpartition("#")[0]


def to_recorded(row: Row) -> Recorded:
    """The event of a row, at its place. Raises ``Unreadable``."""
    return Recorded(
        row.seq, row.wall, row.mono, bool(row.clock_ok), row.day, origin_of(row.key), row.actor, row.device,
        decode_event(row.type, row.body),
    )  # fmt: skip


def encode_hall(hall: Hall) -> bytes:
    """The whole state as JSON. Raises ``Unstorable``."""
    try:
        return _ENCODER.encode(replace(hall, outlooks=Outlooks()))
    except (TypeError, ValueError, OverflowError) as error:
        raise Unstorable(f"hall state: {error}") from error


def pack_state(state: bytes) -> bytes:
    """The JSON of a state, compressed. Raises ``Unstorable`` where it would not read back the same."""
    try:
        again = _ENCODER.encode(_HALL.decode(state))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unstorable(f"hall state: {error}") from error
    # As values, not as bytes: a whole number in a float field is written 0 the first time and 0.0 the second.
    if again != state and msgspec.json.decode(again) != msgspec.json.decode(state):
        raise Unstorable("the hall state would not read back equal")
    return zlib.compress(state, COMPRESSION)


def decode_hall(packed: bytes) -> Hall:
    """The state of a snapshot. Raises ``Unreadable``."""
    try:
        hall: Hall = _HALL.decode(zlib.decompress(packed))
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable(f"hall state: {error}") from error
    return hall
