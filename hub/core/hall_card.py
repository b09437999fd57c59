"""What a hall publishes about itself whenever its setup changes: where it is, what it accepts. Nothing of any citizen."""

import re
from dataclasses import dataclass, field

from hub.core.catalogue import Depth, HallSetup, Hours, Level, Line, Text
from hub.core.kinds import kinds_of

ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]{1,190}", re.IGNORECASE | re.ASCII)
"""What becomes a link for citizens: a web address that is not too long, and nothing that runs in their browser."""


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item as others need to know it. ``documents``: how many must be brought. ``also``: everyday words for it.
    ``kind``: which of the waits by kind in a standing is its own."""

    code: str
    names: Text
    line: str
    depth: Depth = Depth.INSTANT
    documents: int = 0
    also: tuple[str, ...] = ()
    kind: int = 0


@dataclass(frozen=True, slots=True)
class HallCard:
    """One hall. Degrees are WGS 84, None where it is on no map; ``closes``: "17:30" or "".

    ``hours``: parts of the day that can be booked, empty where nothing can. ``counters``: how many it has.
    ``remote``: does it give tickets from afar? ``hold_s``: then how long it holds a place whose turn has come; 0: it has not said,
    as hubs did before. ``url``: of its own pages, http or https, at most 200 characters, or "". A hall may
    say what it likes there, so anything else is "" as soon as there is a card.
    """

    hall: str
    names: Text
    level: Level = Level.COUNTY
    address: Text = field(default_factory=dict)
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    directions: Text = field(default_factory=dict)
    hours: tuple[Hours, ...] = ()
    closes: str = ""
    timezone: str = "Asia/Shanghai"
    lines: tuple[Line, ...] = ()
    items: tuple[ItemCard, ...] = ()
    counters: int = 0
    remote: bool = False
    url: str = ""
    hold_s: int = 0

    def __post_init__(self) -> None:
        if self.url and not (isinstance(self.url, str) and ADDRESS.fullmatch(self.url)):
            object.__setattr__(self, "url", "")


def hall_card(setup: HallSetup) -> HallCard:
    """The card of a hall that is set up like this."""
    place = setup.place
    return HallCard(
        setup.hall, setup.names, place.level, place.address, place.phone, place.latitude, place.longitude, place.directions,
        setup.booking.hours if setup.booking.on else (), setup.closes, setup.timezone, setup.lines,
        tuple(
            ItemCard(item.code, item.names, item.line, item.depth, len(item.documents), item.also, kind)
            for item, kind in zip(setup.items, kinds_of(setup), strict=True)
        ),
        len(setup.counters), setup.afar_on, place.url, setup.afar.hold_s if setup.afar_on else 0,
    )  # fmt: skip
