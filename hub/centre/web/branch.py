"""The sums of a node's branch, kept up as its halls change: what one hall was goes, what it is now comes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hub.centre.claims import claimed, documents_of, load_ratio
from hub.centre.halls import HallNow
from hub.centre.hours import HallHour
from hub.centre.outlook import Wall
from hub.centre.surge import Surge
from hub.centre.urgency import Urgency, urgency

ADDED = (
    "open_halls", "stale", "waiting", "open", "serving", "over_15", "served", "overdue", "alarms",
    "visits", "hours_served", "wait_s", "on_the_spot", "hours_over_15",
)  # fmt: skip
NOW = 9
"""So many of them are of this moment; the others are of the day's hours."""

NONE = -1
"""A wait that nobody knows, below all others."""


@dataclass(slots=True)
class Part:
    """One hall. ``numbers``: of ``ADDED``. ``highest``: the longest wait, and the likely one of who comes now, in seconds.
    ``by_minute``: may its surge begin or end with the next minute? ``words``: id and names, as a search compares them."""

    now: HallNow
    state: str
    wall: Wall
    surge: Surge | None
    by_minute: bool
    numbers: tuple[int, ...]
    highest: tuple[int, int]
    ratio: float | None
    urgent: Urgency
    words: str
    documents: tuple[int, ...]


class Branch:
    """``halls``: anywhere below the node, by id; with another hall it is another branch."""

    def __init__(self, halls: list[str], parts: Iterable[Part]) -> None:
        self.halls = halls
        parts = list(parts)
        columns = zip(*(part.numbers for part in parts), strict=True)
        self._numbers = [sum(column) for column in columns] or [0] * len(ADDED)
        self._highest = highest_of(parts)
        self._fallen = False
        self._ratios = Counter(part.ratio for part in parts if part.ratio is not None)
        self._documents = Counter(count for part in parts for count in part.documents)

    def move(self, before: Part, now: Part) -> None:
        """A hall has become another one."""
        if before.numbers != now.numbers:
            rows = zip(self._numbers, before.numbers, now.numbers, strict=True)
            self._numbers = [of + new - old for of, old, new in rows]
        if before.highest != now.highest:
            self._rise(before.highest, now.highest)
        if before.ratio != now.ratio:
            count(self._ratios, before.ratio, -1)
            count(self._ratios, now.ratio, 1)
        if before.documents != now.documents:
            for sign, documents in ((-1, before.documents), (1, now.documents)):
                for each in documents:
                    count(self._documents, each, sign)

    def _rise(self, before: tuple[int, int], now: tuple[int, int]) -> None:
        """The highest may have fallen: then it is looked for again, by whoever asks next."""
        longest, likely = self._highest
        self._fallen |= before[0] == longest > now[0] or before[1] == likely > now[1]
        self._highest = max(longest, now[0]), max(likely, now[1])

    def sums(self, parts: Mapping[str, Part]) -> dict[str, Any]:
        """The branch in one line; what is stale is counted, not added."""
        if self._fallen:
            self._highest, self._fallen = highest_of(parts[hall] for hall in self.halls), False
        of, (longest_s, likely_s) = self._of(), self._highest
        return {
            "halls": len(self.halls), **{name: of[name] for name in ADDED[:NOW]}, "longest_s": max(longest_s, 0),
            "p50_most_s": None if likely_s == NONE else likely_s, "visits": of["visits"],
            "mean_wait_s": round(of["wait_s"] / of["hours_served"]) if of["hours_served"] else None,
        }  # fmt: skip

    def claims(self) -> dict[str, Any]:
        """What the reform claims, over the branch."""
        of = self._of()
        hours = HallHour(
            "", "", 0, served=of["hours_served"], on_the_spot=of["on_the_spot"], over_15=of["hours_over_15"]
        )
        return asdict(claimed(self._ratios, self._documents, hours))

    def _of(self) -> dict[str, int]:
        return dict(zip(ADDED, self._numbers, strict=True))


def count(counts: Counter[Any], value: float | None, sign: int) -> None:
    """One more of a value, or one less."""
    if value is not None:
        counts[value] += sign
        if not counts[value]:
            del counts[value]


def highest_of(parts: Iterable[Part]) -> tuple[int, int]:
    """Of all of them."""
    found = [part.highest for part in parts]
    return max((each for each, _ in found), default=NONE), max((each for _, each in found), default=NONE)


def numbers_of(hall: HallNow, state: str, today: HallHour) -> tuple[int, ...]:
    """``ADDED`` of one hall. ``today``: its hours, added up."""
    hours = (today.visits, today.served, today.wait_s, today.on_the_spot, today.over_15)
    alarms = int(bool(hall.alarms))
    if (told := hall.standing) is None or state != "open":
        return 0, int(state in ("stale", "unknown")), 0, 0, 0, 0, 0, 0, alarms, *hours
    return 1, 0, told.waiting, told.open, told.serving, told.over_15, told.served, told.overdue, alarms, *hours


def part_of(
    hall: HallNow, state: str, wall: Wall, overrun: Surge | None, today: HallHour, before: Part | None, *, by_minute: bool
) -> Part:  # fmt: skip
    """All that is kept of a hall. ``before``: what was, for what its card alone decides."""
    told = hall.standing if state == "open" else None
    highest = (NONE, NONE) if told is None else (told.longest_s, NONE if told.p50_s is None else told.p50_s)
    if before is not None and before.now.card is hall.card:
        words, documents = before.words, before.documents
    else:
        words, documents = words_of(hall), documents_of(hall.card)
    return Part(
        hall, state, wall, overrun, by_minute, numbers_of(hall, state, today), highest, load_ratio(hall),
        urgency(hall, state, overrun=overrun is not None), words, documents,
    )  # fmt: skip


def words_of(hall: HallNow) -> str:
    """What a search compares: the id, then the names of all languages."""
    return folded("\n".join((hall.hall, *(hall.card.names.values() if hall.card else ()))))


def folded(words: str) -> str:
    """Upper and lower case alike, and nothing around it."""
    return words.casefold().strip()
