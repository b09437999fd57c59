"""How a hall stands at this moment, in so few bytes that a village's line carries it every second (350 at most)."""

from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from hub.core.counter import CounterState
from hub.core.forecast import forecast_hall, forecast_kinds
from hub.core.hall import Hall
from hub.core.kinds import MOST_KINDS
from hub.core.ticket import LegState

QUARTER_S = 900
"""The 15 minutes of the service circle."""

BAD = 2
"""The best score that asks for a reason."""

HEAD = 16
"""Hex characters of the chain's hash: enough to notice, not to prove."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Today's: how many, their sum, and how many are bad (2 or 1)."""

    n: int = 0
    sum: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole hall in one line. On the wire it is the list of its values in this order: a new one goes to the end.

    ``seq``, ``head``: the last event and the first 16 hex characters of its hash. ``day``: "" while closed. ``open``:
    counters at work; ``serving``: those with a citizen. ``longest_s``: of the oldest that waits. ``p50_s``, ``p80_s``: the wait
    of a walk-in who comes now, None with no counter open. ``over_15``: waiting longer than 15 minutes. ``served``: legs of
    today. ``least_min``, ``most_min``: minutes that the least busy and the busiest counter at work have worked today.
    ``overdue``: matters. ``alarms``: code -> how many. ``kinds_s``: P50 and P80 of each kind of item in turn (``ItemCard.kind``), None
    where no counter at work serves it; empty where all items wait alike.
    """

    hall: str
    epoch: int
    seq: int
    head: str
    at_ms: int
    day: str = ""
    open: int = 0
    serving: int = 0
    waiting: int = 0
    longest_s: int = 0
    p50_s: int | None = None
    p80_s: int | None = None
    over_15: int = 0
    served: int = 0
    least_min: int = 0
    most_min: int = 0
    overdue: int = 0
    ratings: Ratings = field(default_factory=Ratings)
    alarms: dict[str, int] = field(default_factory=dict)
    clock_ok: bool = True
    kinds_s: tuple[int | None, ...] = ()


NAMES = tuple(each.name for each in fields(Standing))
TEXTS = tuple(map(NAMES.index, ("hall", "head")))
OTHERS = tuple(map(NAMES.index, ("day", "ratings", "alarms", "clock_ok", "kinds_s")))
COUNTS = tuple(place for place in range(len(NAMES)) if place not in (*TEXTS, *OTHERS))
"""Places of values by their kind, so that most are looked at without asking for their names. The texts are among those needed."""

MOST_TEXT = 32

MOST = 2**53
NOTHING: dict[str, int] = {}
"""The alarms of most halls; nobody puts anything into it."""

NEEDED = 5
"""Values without which there is no standing: hall, epoch, seq, head, at_ms."""


def standing(hall: Hall, now_ms: int, head: str, alarms: dict[str, int], *, clock_ok: bool = True) -> Standing:
    """The hall at hall time ``now_ms``. ``head``: hash (hex) of event ``hall.seq``; ``alarms``: what it cannot know itself."""
    waits = [max(now_ms - leg.arrived_ms, 0) // 1000 for leg in hall.waiting_legs()]
    wait = forecast_hall(hall)
    counters = [each for each in hall.counters.values() if each.state != CounterState.CLOSED]
    worked = [each.worked_ms // 60_000 for each in counters] or [0]
    return Standing(
        hall.setup.hall, hall.epoch, hall.seq, head[:HEAD], now_ms, hall.day if hall.day_open else "",
        len(hall.open_counters()), sum(each.state == CounterState.SERVING for each in counters),
        len(waits), max(waits, default=0), wait.p50_s, wait.p80_s, sum(each > QUARTER_S for each in waits),
        sum(leg.state == LegState.SERVED for leg in hall.legs.values()), min(worked), max(worked),
        overdue(hall), ratings(hall), {**own_alarms(hall, now_ms), **alarms}, clock_ok, waits_by_kind(hall),
    )  # fmt: skip


def waits_by_kind(hall: Hall) -> tuple[int | None, ...]:
    """As ``Standing.kinds_s``."""
    kinds = forecast_kinds(hall)
    return tuple(each_s for wait in kinds for each_s in (wait.p50_s, wait.p80_s)) if len(kinds) > 1 else ()


def overdue(hall: Hall) -> int:
    """Matters that have been pushed to the next level, or are about to be."""
    late = hall.matters.late
    return len(late) + sum(bool(each.level) and each.id not in late for each in hall.matters.live.values())


def ratings(hall: Hall) -> Ratings:
    """What citizens said today."""
    scores = [leg.score for leg in hall.legs.values() if leg.score is not None]
    return Ratings(len(scores), sum(scores), sum(score <= BAD for score in scores))


def own_alarms(hall: Hall, now_ms: int) -> dict[str, int]:
    """``help``: counters that ask for it; ``complaint``: those whose answer is late."""
    due_ms = hall.setup.rules.complaint_due_s * 1000
    found = {
        "help": sum(each.help_asked for each in hall.counters.values()),
        "complaint": sum(hall.opening_ms(each, now_ms) > due_ms for each in hall.complaints.values()),
    }
    return {code: count for code, count in found.items() if count}


def as_values(told: Standing) -> list[Any]:
    """The standing as its wire has it: plain JSON values in the order of the fields."""
    values = {name: getattr(told, name) for name in NAMES}
    said = told.ratings
    ratings = [said.n, said.sum, said.bad]
    return list({**values, "ratings": ratings, "clock_ok": int(told.clock_ok), "kinds_s": list(told.kinds_s)}.values())


def of_values(values: object) -> Standing:
    """The standing of such a list. Values that a newer hall adds are passed over. Raises ``ValueError`` with what is wrong."""
    if not isinstance(values, list) or len(values) < NEEDED:
        raise ValueError(f"a standing is a list of at least {NEEDED} values")
    read = values[: len(NAMES)]
    there = len(read)
    for place in TEXTS:
        if not (type(value := read[place]) is str and len(value) <= MOST_TEXT):
            read_value(NAMES[place], value)
    for place in OTHERS:
        if place < there:
            read[place] = read_value(NAMES[place], read[place])
    for place in COUNTS:
        if place < there and not (type(value := read[place]) is int and 0 <= value < MOST):
            read[place] = read_value(NAMES[place], value)
    return Standing(*read)


def read_value(name: str, value: object) -> Any:
    """One value, checked by its name. Raises ``ValueError``."""
    if name in ("hall", "head", "day"):
        if isinstance(value, str) and len(value) <= MOST_TEXT:
            return same_day(value) if name == "day" else value
    elif name == "ratings":
        if isinstance(value, list) and len(value) == 3 and all(map(is_count, value)):
            return ratings_of(*value)
    elif name == "alarms":
        if isinstance(value, dict) and len(value) <= 16 and all(is_alarm(*each) for each in value.items()):
            return value or NOTHING
    elif name == "kinds_s":
        if (
            isinstance(value, list)
            and len(value) <= 2 * MOST_KINDS
            and all(each is None or is_count(each) for each in value)
        ):
            return tuple(value)
    elif name == "clock_ok":
        if value in (0, 1):
            return bool(value)
    elif is_count(value) or (value is None and name in ("p50_s", "p80_s")):
        return value
    raise ValueError(f"{name} of a standing is {str(value)[:40]!r}")


@lru_cache(64)
def same_day(day: str) -> str:
    """Equal days of many halls are one text."""
    return day


@lru_cache(4096)
def ratings_of(count: int, total: int, bad: int) -> Ratings:
    """Equal ones of many halls are one."""
    return Ratings(count, total, bad)


def is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < MOST


def is_alarm(code: object, count: object) -> bool:
    return (
        isinstance(code, str)
        and 0 < len(code) <= 16
        and code.isascii()
        and code.replace("_", "").isalpha()
        and is_count(count)
    )
