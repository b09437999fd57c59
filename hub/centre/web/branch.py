"""The sums of a node's branch, kept up as its halls change: what one hall was goes, what it is now comes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from hub.centre.claims import claimed, documents_of, load_ratio
from hub.centre.halls import HallNow
from hub.centre.hours import HallHour
from hub.centre.outlook import Wall
from hub.centre.surge import Surge
from hub.centre.urgency import Urgency, urgency
from hub.centre.web.figures import Sums
from hub.centre.web.search import folded, searched

Value = TypeVar("Value", int, float)
Same = TypeVar("Same", tuple[int, ...], frozenset[str])

ADDED = (
    "open_halls", "stale", "waiting", "open", "serving", "over_15", "served", "overdue", "alarms",
    "visits", "hours_served", "wait_s", "on_the_spot", "hours_over_15",
)  # fmt: skip
NOW = 9
"""So many of them are of this moment; the others are of the day's hours."""

MOST_MOVES = 64
"""Of a branch that nobody asks for: what is gone is held no longer. With 350 branches of 200 halls each, all that waited in them were
as large as the halls themselves."""

NONE = -1
"""A wait that nobody knows, below all others."""


@dataclass(slots=True)
class Part:
    """One hall. ``numbers``: of ``ADDED``. ``longest_s``: of those who wait; ``likely_s``: of who comes now; ``NONE`` where unknown.
    ``by_minute``: may its surge begin or end with the next minute? ``words``: id, names and address, as a search compares them;
    ``items``: codes of what it accepts."""

    now: HallNow
    state: str
    wall: Wall
    surge: Surge | None
    by_minute: bool
    numbers: tuple[int, ...]
    longest_s: int
    likely_s: int
    ratio: float | None
    urgent: Urgency
    words: str
    items: frozenset[str]
    documents: tuple[int, ...]


class Branch:
    """``halls``: anywhere below the node, by id; with another hall it is another branch."""

    def __init__(self, halls: list[str], parts: Iterable[Part]) -> None:
        self.halls = halls
        self._numbers = [0] * len(ADDED)
        self._ratios: Counter[float] = Counter()
        self._documents: Counter[int] = Counter()
        self._longest: Counter[int] = Counter()
        self._likely: Counter[int] = Counter()
        self._gone: list[Part] = []
        self._come = list(parts)

    def move(self, before: Part, now: Part) -> None:
        """A hall has become another one; what that changes is added up when somebody asks, for many of them at once."""
        self._gone.append(before)
        self._come.append(now)
        if len(self._gone) >= MOST_MOVES:
            self._settle()

    def _settle(self) -> None:
        gone, self._gone = self._gone, []
        come, self._come = self._come, []
        for sign, parts in ((-1, gone), (1, come)):
            columns = zip(*(part.numbers for part in parts), strict=True)
            for index, column in enumerate(columns):
                self._numbers[index] += sign * sum(column)
        move(self._longest, (part.longest_s for part in gone), (part.longest_s for part in come))
        move(self._likely, (part.likely_s for part in gone), (part.likely_s for part in come))
        move(self._ratios, ratios(gone), ratios(come))
        if [part.documents for part in gone] != [part.documents for part in come]:
            chained = chain.from_iterable
            move(self._documents, chained(part.documents for part in gone), chained(part.documents for part in come))

    def sums(self) -> dict[str, Any]:
        """The branch in one line; what is stale is counted, not added."""
        self._settle()
        of, longest_s, likely_s = self._of(), max(self._longest, default=NONE), max(self._likely, default=NONE)
        return {
            "halls": len(self.halls), **{name: of[name] for name in ADDED[:NOW]}, "longest_s": max(longest_s, 0),
            "p50_most_s": None if likely_s == NONE else likely_s, "visits": of["visits"],
            "mean_wait_s": round(of["wait_s"] / of["hours_served"]) if of["hours_served"] else None,
        }  # fmt: skip

    def claims(self) -> dict[str, Any]:
        """What the reform claims, over the branch."""
        self._settle()
        of = self._of()
        hours = HallHour(
            "", "", 0, served=of["hours_served"], on_the_spot=of["on_the_spot"], over_15=of["hours_over_15"]
        )
        return asdict(claimed(self._ratios, self._documents, hours))

    def _of(self) -> dict[str, int]:
        return dict(zip(ADDED, self._numbers, strict=True))


def move(counts: Counter[Value], gone: Iterable[Value], come: Iterable[Value]) -> None:
    """Fewer of some values, more of others; what is there no more is left out."""
    counts.update(come)
    for value, count in Counter(gone).items():
        counts[value] -= count
        if not counts[value]:
            del counts[value]


def ratios(parts: Iterable[Part]) -> Iterator[float]:
    """The loads that are known."""
    return (part.ratio for part in parts if part.ratio is not None)


def numbers_of(hall: HallNow, state: str, hours: Sums) -> tuple[int, ...]:
    """``ADDED`` of one hall. ``hours``: those of today, added up."""
    alarms = int(hall.alarmed)
    if (told := hall.standing) is None or state != "open":
        return 0, int(state in ("stale", "unknown")), 0, 0, 0, 0, 0, 0, alarms, *hours
    return 1, 0, told.waiting, told.open, told.serving, told.over_15, told.served, told.overdue, alarms, *hours


def part_of(
    hall: HallNow, state: str, wall: Wall, overrun: Surge | None, today: Sums, before: Part | None, *, by_minute: bool
) -> Part:  # fmt: skip
    """All that is kept of a hall. ``before``: what was, for what its card alone decides."""
    told = hall.standing if state == "open" else None
    longest_s = NONE if told is None else told.longest_s
    likely_s = NONE if told is None or told.p50_s is None else told.p50_s
    if before is not None and before.now.card is hall.card:
        words, items, documents = before.words, before.items, before.documents
    else:
        words, items, documents = words_of(hall), items_of(hall), same(documents_of(hall.card))
    return Part(
        hall, state, wall, overrun, by_minute, numbers_of(hall, state, today), longest_s, likely_s, load_ratio(hall),
        urgency(hall, state, overrun=overrun is not None), words, items, documents,
    )  # fmt: skip


@lru_cache(4096)
def same(found: Same) -> Same:
    """Equal ones of many halls are one: a province has 70,000 halls of a few kinds."""
    return found


def words_of(hall: HallNow) -> str:
    """What a search compares: the id, names and addresses of all languages; both by their sound as well."""
    card = hall.card
    if card is None:
        return folded(hall.hall)
    return "\n".join((folded(hall.hall), searched((*card.names.values(), *card.address.values()))))


def items_of(hall: HallNow) -> frozenset[str]:
    """Codes of what a hall accepts."""
    return same(frozenset(item.code for item in hall.card.items)) if hall.card else frozenset()
