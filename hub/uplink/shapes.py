"""What crosses the link: runs of events, standings, a question and its answer. Pure; both sides read it here.

Subjects: ``hall.{hall}.events`` and ``hall.{hall}.now`` go up, ``centre.{hall}.ask`` is answered, ``centre.{hall}.told`` comes
down. A run is JSON, ``{"epoch", "life", "events": [...]}``, compressed by zlib where that is worth it.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from hub.core.dispatch import Dispatch, fault_of
from hub.core.standing import Standing, as_values, of_values

MOST_BYTES = 60_000
"""Of one message; NATS itself is told to refuse a little more than that."""

MOST_UNPACKED = 2_000_000
"""Of a compressed run: a hostile one may blow up a thousandfold."""

MOST_EVENTS = 256
MOST_STANDING = 1024
WORTH_IT = 600
"""Bytes from which on a run is compressed."""

EVENTS_FOR_ALL, NOW_FOR_ALL, ASK_FOR_ALL = "hall.*.events", "hall.*.now", "centre.*.ask"


class BadMessage(ValueError):
    """It cannot be taken. ``reason``: size | schema | foreign."""

    def __init__(self, reason: str, why: str) -> None:
        super().__init__(why)
        self.reason = reason


def events_subject(hall: str) -> str:
    return f"hall.{hall}.events"


def now_subject(hall: str) -> str:
    return f"hall.{hall}.now"


def ask_subject(hall: str) -> str:
    return f"centre.{hall}.ask"


def told_subject(hall: str) -> str:
    return f"centre.{hall}.told"


def inbox(hall: str) -> str:
    """Where answers to this hall go; nobody else may listen there."""
    return f"_INBOX_{hall}"


def hall_of(subject: str) -> str:
    """The hall of a subject: NATS has let nobody publish in another's name."""
    return subject.split(".")[1]


@dataclass(frozen=True, slots=True)
class Piece:
    """One event on its way. ``body``: its dispatch as JSON."""

    seq: int
    body: bytes


Epoch = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


@dataclass(frozen=True, slots=True)
class Run:
    """Events of one hall, one after the other. ``life``: counted up by the centre each time the history became another."""

    epoch: Epoch
    life: int
    events: tuple[Dispatch, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a hall asks. ``at``: which hash the centre has there; ``fork``: from the event behind it on, history is another one,
    ``hash`` that of the fork. Without either: where to go on."""

    epoch: Epoch
    at: int | None = None
    fork: int | None = None
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Where to go on: behind event ``seq``, which has this ``hash``. ``refused``: fenced, or "". ``epoch``: the highest heard.

    ``hash``: that of ``Ask.at`` where it asked for one."""

    life: int = 0
    seq: int = 0
    hash: str = ""
    epoch: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the centre says unasked. ``again``: go on behind this number; ``fenced``: a hub of this higher epoch is there.

    ``better``: a hall that calls sooner, as ``hub.core.better`` has it; empty: there is none any more."""

    again: int | None = None
    fenced: int | None = None
    better: dict[str, Any] | None = None


def pack_run(epoch: int, life: int, pieces: Sequence[Piece]) -> bytes:
    """The message of some events."""
    raw = b'{"epoch":%d,"life":%d,"events":[%b]}' % (epoch, life, b",".join(piece.body for piece in pieces))
    return zlib.compress(raw, 6) if len(raw) >= WORTH_IT else raw


def read_run(hall: str, payload: bytes) -> Run:
    """The run of a message. Raises ``BadMessage``."""
    if len(payload) > MOST_BYTES:
        raise BadMessage("size", f"{len(payload)} bytes")
    run: Run = decoded(unpacked(payload), Run)
    if not 0 < len(run.events) <= MOST_EVENTS:
        raise BadMessage("size", f"{len(run.events)} events")
    for index, told in enumerate(run.events):
        if told.hall != hall:
            raise BadMessage("foreign", f"an event of {told.hall[:32]!r}")
        if told.seq != run.events[0].seq + index:
            raise BadMessage("schema", f"event {told.seq} behind {run.events[index - 1].seq}")
        if fault := fault_of(told):
            raise BadMessage("schema", fault)
    return run


def unpacked(payload: bytes) -> bytes:
    """The JSON of a message. Raises ``BadMessage``."""
    if payload.startswith(b"{"):
        return payload
    unzip = zlib.decompressobj()
    try:
        raw = unzip.decompress(payload, MOST_UNPACKED)
    except zlib.error as error:
        raise BadMessage("schema", "neither JSON nor zlib") from error
    if not unzip.eof:
        raise BadMessage("size", "unpacks to too much, or is cut off")
    return raw


def decoded(raw: bytes, kind: Any) -> Any:
    """Raises ``BadMessage`` with what msgspec found."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage("schema", str(error)[:200]) from error


def pack_standing(told: Standing) -> bytes:
    return msgspec.json.encode(as_values(told))


def read_standing(hall: str, payload: bytes) -> Standing:
    """The standing of a message. Raises ``BadMessage``."""
    if len(payload) > MOST_STANDING:
        raise BadMessage("size", f"{len(payload)} bytes")
    try:
        values = decoded(payload, Any)
        if isinstance(values, list) and values[:1] == [hall]:
            values[0] = hall  # the text that the caller has: of many halls a second one of each is a lot
        told = of_values(values)
    except BadMessage:
        raise
    except ValueError as error:
        raise BadMessage("schema", str(error)) from error
    if told.hall != hall:
        raise BadMessage("foreign", f"a standing of {told.hall!r}")
    return told


def packed(message: Ask | Answer | Told) -> bytes:
    """The fields that say something."""
    return json.dumps(
        {key: value for key, value in msgspec.to_builtins(message).items() if value not in (None, "")}
    ).encode()
