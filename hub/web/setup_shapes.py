"""What a page needs to know of a hall before it shows anything: names, lines, counters, rules."""

from typing import TypedDict

from hub.web.shapes import Text


class Named(TypedDict):
    code: str
    names: Text


class PriorityNamed(Named):
    """``conditions``: who may claim it."""

    conditions: Text


class CounterNamed(TypedDict):
    """``direction``: how to get there."""

    number: int
    names: Text
    direction: Text


class AreaShown(TypedDict):
    """``speaker``: who says the calls of its counters: ``board``, ``hub`` or ``none``."""

    code: str
    names: Text
    counters: list[int]
    speaker: str


class RulesShown(TypedDict):
    assignment: str
    start_required: bool
    max_items: int
    undo_s: int
    rating_window_s: int


class AfarShown(TypedDict):
    """``on``: are tickets given from afar? ``hold_s``: how long a place is held; ``position``: may a phone check in by its own?"""

    on: bool
    hold_s: int
    position: bool


class AfarCode(TypedDict):
    """``left_s``: seconds until the next one."""

    code: str
    left_s: int


class Setup(TypedDict):
    """``languages``: those that have texts, the hall's own first. ``spoken``: clip -> the name that it says.

    ``booking``: can citizens book a slot? ``closes``: time of the day at which the counters end, or "".
    """

    hall: str
    names: Text
    timezone: str
    languages: list[str]
    lines: list[Named]
    priorities: list[PriorityNamed]
    counters: list[CounterNamed]
    areas: list[AreaShown]
    spoken: Text
    rules: RulesShown
    booking: bool
    afar: AfarShown
    closes: str
    bench: bool
