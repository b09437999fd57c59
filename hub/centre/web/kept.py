"""What was worked out of each hall, kept until something of it changes; and the sums of nodes made of it.

Theory of operation. A part of a hall holds what sums, order and search need. It is made again where the hall has changed, the store
told something else of its hours, it fell silent or came back, or a minute begins that may end or begin a surge. A node's sums are
kept until a part in its branch is another one. So a picture costs what has changed, and one glance at every hall's age.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from hub.centre.claims import claimed, documents_of, load_ratio
from hub.centre.halls import STALE_MS, HallNow, Halls
from hub.centre.hours import HallHour
from hub.centre.outlook import Wall
from hub.centre.surge import LEAST_ARRIVALS, Surge
from hub.centre.tree import Tree
from hub.centre.urgency import Urgency, urgency
from hub.centre.web.figures import MINUTE_MS, Figures
from hub.centre.web.shown import state_of

ADDED = (
    "open_halls", "stale", "waiting", "open", "serving", "over_15", "served", "overdue", "alarms",
    "visits", "hours_served", "wait_s", "on_the_spot", "hours_over_15",
)  # fmt: skip
HIGHEST = ("longest_s", "p50_most_s")
NONE = -1
"""A wait that nobody knows, below all others."""


@dataclass(frozen=True, slots=True)
class Part:
    """One hall. ``numbers``: of ``ADDED``, then of ``HIGHEST``. ``by_minute``: may its surge begin or end with the next minute?
    ``words``: id and names, as a search compares them."""

    now: HallNow
    state: str
    stale: bool
    wall: Wall
    surge: Surge | None
    by_minute: bool
    numbers: tuple[int, ...]
    ratio: float | None
    urgent: Urgency
    words: str
    documents: tuple[int, ...]


class Kept:
    """Of the halls of a centre, which it follows from now on."""

    def __init__(self, halls: Halls, figures: Figures, tree: Tree) -> None:
        self.figures, self.tree = figures, tree
        self._halls = halls
        self._parts: dict[str, Part] = {}
        self._due = {each.hall for each in halls.all()}
        self._minute = 0
        self._branches: dict[str, list[str]] = {}
        self._sums: dict[str, dict[str, Any]] = {}
        self._claims: dict[str, dict[str, Any]] = {}
        self._documents: dict[str, Counter[int]] = {}
        self.stop = halls.add_listener(lambda hall: self._due.add(hall.hall))
        figures.told = self._told

    def _told(self, hall: str, same: bool) -> None:
        part = self._parts.get(hall)
        if not same or part is None or part.by_minute:
            self._due.add(hall)

    def refresh(self) -> None:
        """Bring everything up to now."""
        now_ms = self._halls.wall_ms()
        due, self._due = self._due, set()
        for hall, part in self._parts.items():
            if (now_ms - part.now.received_ms > STALE_MS) != part.stale:
                due.add(hall)
        if now_ms // MINUTE_MS != self._minute:
            self._minute = now_ms // MINUTE_MS
            due.update(hall for hall, part in self._parts.items() if self._turned(part))
        for hall in due:
            now = self._halls.get(hall)
            if now is not None:
                self._keep(now, self._made(now, now_ms))

    def _turned(self, part: Part) -> bool:
        wall = self.figures.wall(part.now)
        return part.by_minute or (wall.hour, wall.day) != (part.wall.hour, part.wall.day)

    def _keep(self, now: HallNow, part: Part) -> None:
        before = self._parts.get(now.hall)
        self._parts[now.hall] = part
        if before is None:
            for kept in (self._branches, self._sums, self._claims, self._documents):
                kept.clear()
            return
        same = before.numbers == part.numbers
        if same and before.ratio == part.ratio and before.documents == part.documents:
            return
        for node in self.tree.above(now.hall):
            self._claims.pop(node, None)
            if not same:
                self._sums.pop(node, None)
            if before.documents != part.documents:
                self._documents.pop(node, None)

    def _made(self, hall: HallNow, now_ms: int) -> Part:
        figures, before = self.figures, self._parts.get(hall.hall)
        wall, state = figures.wall(hall), state_of(hall, now_ms)
        found = figures.surge(hall)
        usual = figures.usual(hall.hall, wall, wall.hour)
        by_minute = usual.visits is not None and figures.arrived(hall, wall) >= LEAST_ARRIVALS
        if before is not None and before.now.card is hall.card:
            words, documents = before.words, before.documents
        else:
            words, documents = words_of(hall), documents_of(hall.card)
        return Part(
            hall, state, hall.stale(now_ms), wall, found, by_minute, numbers_of(hall, state, figures.known(hall.hall).sum),
            load_ratio(hall), urgency(hall, state, overrun=found is not None), words, documents,
        )  # fmt: skip

    def part(self, hall: str) -> Part:
        """What was kept of a hall at the last ``refresh``."""
        return self._parts[hall]

    def surges(self) -> dict[str, Surge]:
        """Hall -> its surge, of those that are overrun."""
        return {hall: part.surge for hall, part in self._parts.items() if part.surge}

    def branch(self, node: str) -> Sequence[str]:
        """Halls anywhere below a node, by id."""
        if not self._branches:
            for each in self._halls.all():
                for above in self.tree.above(each.hall):
                    self._branches.setdefault(above, []).append(each.hall)
        return self._branches.get(node, ())

    def parts(self, node: str, search: str = "") -> list[Part]:
        """Of the halls below a node whose id or name, in any language, holds these words."""
        wanted = folded(search)
        found = [self._parts[hall] for hall in self.branch(node)]
        return [part for part in found if wanted in part.words] if wanted else found

    def sums(self, node: str) -> dict[str, Any]:
        """A branch in one line; what is stale is counted, not added."""
        if node not in self._sums:
            self._sums[node] = summed(self._parts[hall].numbers for hall in self.branch(node))
        return shown_sums(self._sums[node], len(self.branch(node)))

    def claims(self, node: str) -> dict[str, Any]:
        """What the reform claims, over a branch."""
        if node not in self._claims:
            self.sums(node)
            parts, of = self.parts(node), self._sums[node]
            if node not in self._documents:
                self._documents[node] = Counter(chain.from_iterable(part.documents for part in parts))
            hours = HallHour(
                "", "", 0, served=of["hours_served"], on_the_spot=of["on_the_spot"], over_15=of["hours_over_15"]
            )
            ratios = [part.ratio for part in parts if part.ratio is not None]
            self._claims[node] = asdict(claimed(ratios, self._documents[node], hours))
        return self._claims[node]


def numbers_of(hall: HallNow, state: str, today: HallHour) -> tuple[int, ...]:
    """``ADDED`` and ``HIGHEST`` of one hall. ``today``: its hours, added up."""
    told = hall.standing if state == "open" else None
    hours = (today.visits, today.served, today.wait_s, today.on_the_spot, today.over_15)
    alarms = int(bool(hall.alarms))
    if told is None:
        return 0, int(state in ("stale", "unknown")), 0, 0, 0, 0, 0, 0, alarms, *hours, 0, NONE
    return (
        1, 0, told.waiting, told.open, told.serving, told.over_15, told.served, told.overdue, alarms, *hours,
        told.longest_s, NONE if told.p50_s is None else told.p50_s,
    )  # fmt: skip


def summed(rows: Iterable[tuple[int, ...]]) -> dict[str, Any]:
    """All of them as one: ``ADDED`` added, of ``HIGHEST`` the highest."""
    columns = list(zip(*rows, strict=True)) or [()] * (len(ADDED) + len(HIGHEST))
    sums = dict(zip(ADDED, map(sum, columns), strict=False))
    return sums | {name: max(column, default=NONE) for name, column in zip(HIGHEST, columns[len(ADDED) :], strict=True)}


def shown_sums(of: dict[str, Any], halls: int) -> dict[str, Any]:
    """The sums of a branch as its page has them."""
    return {
        "halls": halls, **{name: of[name] for name in ADDED[:9]}, "longest_s": max(of["longest_s"], 0),
        "p50_most_s": None if of["p50_most_s"] == NONE else of["p50_most_s"], "visits": of["visits"],
        "mean_wait_s": round(of["wait_s"] / of["hours_served"]) if of["hours_served"] else None,
    }  # fmt: skip


def words_of(hall: HallNow) -> str:
    """What a search compares: the id, then the names of all languages."""
    return folded("\n".join((hall.hall, *(hall.card.names.values() if hall.card else ()))))


def folded(words: str) -> str:
    """Upper and lower case alike, and nothing around it."""
    return words.casefold().strip()
