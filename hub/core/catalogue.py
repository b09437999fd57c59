"""What a hall offers and how it is set up: items, lines, priorities, counters, rules.

The catalogue starts from ``hall.toml`` and changes by ``Configured`` events only, so that every call can be
explained by the configuration it was made under.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Text = dict[str, str]
"""A text for people: language code ("zh", "en") -> words."""


MOST_ALSO = 16
"""Everyday words of an item."""

ALSO_LETTERS = 40
"""In one of them."""

RATING_REASONS = ("long_wait", "attitude", "unclear", "papers", "not_solved", "equipment")
"""Reasons that a citizen may choose for a 2 or a 1, by code; pages and pads offer some of them."""


class Depth(StrEnum):
    """办理深度: how far an item gets while the citizen is in the hall."""

    SELF_SERVICE = "self_service"
    INSTANT = "instant"
    WITHIN_30_MIN = "within_30_min"
    TIME_LIMITED = "time_limited"


class Assignment(StrEnum):
    """Who starts a call: the clerk's *next* key, or the hub after a rest."""

    PRESS = "press"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Line:
    """A business line (业务线), such as social insurance."""

    code: str
    names: Text


@dataclass(frozen=True, slots=True)
class Item:
    """A service item (事项). ``mean_s``: expected service time in seconds until the hall has learned its own.

    ``limit_days``: working days in which a time-limited one is decided; 0: none is promised. ``also``: everyday words that
    people use for it, in whatever language; they are searched and never shown as its name.
    """

    code: str
    names: Text
    line: str
    depth: Depth = Depth.INSTANT
    mean_s: int = 600
    documents: tuple[Text, ...] = ()
    levels: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    limit_days: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority class. ``weight``: points gained for each second of waiting (a walk-in gains 1).

    ``conditions``: who may claim it, in words.
    """

    code: str
    names: Text
    weight: float
    conditions: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CounterSetup:
    """A counter of the hall. ``items`` empty: general-purpose (无差别), it serves everything.

    ``overflow``: items that are none of its own, which it helps out with after its own.
    """

    number: int
    names: Text = field(default_factory=dict)
    items: tuple[str, ...] = ()
    overflow: tuple[str, ...] = ()
    direction: Text = field(default_factory=dict)

    def accepts(self, items: tuple[str, ...]) -> bool:
        """All of the items, its own or to help out?"""
        return not self.items or set(items) <= {*self.items, *self.overflow}


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers a hall may change. Times in seconds, days are working days."""

    assignment: Assignment = Assignment.PRESS
    start_required: bool = False
    rest_s: int = 20
    walk_s: int = 20
    max_wait_s: int = 1800
    means_ratio: float = 3.0
    booked_weight: float = 1.5
    booking_tolerance_s: int = 600
    overflow_after_s: int = 600
    first_asked_s: int = 300
    missed_penalty_s: int = 300
    missed_expires_s: int = 3600
    miss_after_s: int = 0
    undo_s: int = 10
    stale_press_s: int = 10
    rating_window_s: int = 1800
    complaint_due_s: int = 10_800
    matter_remind_days: int = 5
    matter_warn_days: int = 2
    max_items: int = 8
    max_waiting: int = 2000


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of the day, as wall-clock times of the hall ("09:00" to "12:00")."""

    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class RosterShift:
    """When these counters are at work, on the wall of the hall: "09:00" to "17:30" but for the breaks.

    ``weekdays``: 1 (Monday) to 7; empty: every day. A forecast goes by it, nobody is kept from opening or closing.
    """

    counters: tuple[int, ...]
    begins: str
    ends: str
    breaks: tuple[Hours, ...] = ()
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BookingRules:
    """Which slots can be booked. ``weekdays``: 1 (Monday) to 7; ``closed``: ISO dates without slots. Off by default.

    A slot lasts ``slot_minutes`` and has ``per_slot`` places; a day can be booked ``days_ahead`` days before, or on the
    day itself. Check-in opens ``checkin_early_s`` before the slot and ends ``checkin_late_s`` after it has begun.
    """

    on: bool = False
    slot_minutes: int = 20
    per_slot: int = 2
    days_ahead: int = 7
    hours: tuple[Hours, ...] = (Hours("09:00", "12:00"), Hours("14:00", "17:00"))
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    closed: tuple[str, ...] = ()
    checkin_early_s: int = 1800
    checkin_late_s: int = 900


@dataclass(frozen=True, slots=True)
class AfarRules:
    """Tickets from afar (远程取号). ``most``: how many the hall holds at once whose citizens are not there yet.

    ``per_address``: how many of those one address holds. ``hold_s``: how long a place is held after its turn has come.
    ``radius_m``: how near a phone must be to check in by its position. ``code_s``: how long the code on the boards stays.
    """

    most: int = 10
    per_address: int = 3
    hold_s: int = 900
    radius_m: int = 200
    code_s: int = 300


class Level(StrEnum):
    """Which level of the administration a hall or a centre belongs to."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hall is, for citizens who do not stand in it yet. Degrees are WGS 84; None: not on the map.

    ``directions``: how to get there. ``remote``: may tickets be taken from afar? ``url``: where the hall's own pages are
    for whoever is not there, or "".
    """

    level: Level = Level.COUNTY
    address: Text = field(default_factory=dict)
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    directions: Text = field(default_factory=dict)
    remote: bool = False
    url: str = ""


@dataclass(frozen=True)
class HallSetup:
    """The whole configuration of one hall."""

    hall: str
    names: Text
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    priorities: tuple[Priority, ...]
    counters: tuple[CounterSetup, ...]
    timezone: str = "Asia/Shanghai"
    closes: str = ""
    languages: tuple[str, ...] = ("zh", "en")
    notices: tuple[Text, ...] = ()
    rules: Rules = field(default_factory=Rules)
    booking: BookingRules = field(default_factory=BookingRules)
    roster: tuple[RosterShift, ...] = ()
    place: Place = field(default_factory=Place)
    afar: AfarRules = field(default_factory=AfarRules)

    @property
    def afar_on(self) -> bool:
        """Does the hall give tickets from afar? Only where a phone that is not in the hall reaches its pages."""
        return self.place.remote and bool(self.place.url)

    def item(self, code: str) -> Item | None:
        """The item with this code, or None."""
        return self._items_by_code.get(code)

    @cached_property
    def _items_by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    def counter(self, number: int) -> CounterSetup | None:
        """The counter with this number, or None."""
        return self._counters_by_number.get(number)

    @cached_property
    def _counters_by_number(self) -> dict[int, CounterSetup]:
        return {counter.number: counter for counter in self.counters}

    def weight(self, priority: str) -> float:
        """Points per second of a priority class; an unknown class counts as a walk-in."""
        return self._weights_by_code.get(priority, 1.0)

    @cached_property
    def _weights_by_code(self) -> dict[str, float]:
        return {priority.code: priority.weight for priority in self.priorities}
