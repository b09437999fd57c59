"""Whole pictures of halls for people, as JSON: the wall of a node, one hall. Made once for all who look."""

import heapq
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import msgspec

from hub.centre.claims import claims
from hub.centre.halls import HallNow, Halls
from hub.centre.nearby import Reach
from hub.centre.tree import TOP, Tree
from hub.centre.web.boards import Boards
from hub.centre.web.figures import Figures
from hub.centre.web.kept import Kept
from hub.centre.web.open_feed import OpenFeed
from hub.centre.web.past import by
from hub.centre.web.shown import hall_shown, hours_shown, lines_of, link_shown, reach_shown, row_shown
from hub.core.catalogue import Text
from hub.web.pictures import Topic

SHOWN = 120
"""Halls of a wall, the most urgent ones: more is no wall. The nodes below have their own, and a search finds each."""

Picture = dict[str, Any]


class CentrePictures:
    """``names``: of the centre. ``epoch``: seconds at its start, so that pages believe the newer run."""

    def __init__(self, halls: Halls, figures: Figures, tree: Tree, names: Text, level: str, boards: Boards) -> None:
        self.halls, self.figures, self.tree, self.names, self.level = halls, figures, tree, names, level
        self.boards = boards
        self.kept = Kept(halls, figures, tree)
        self.open_feed = OpenFeed(halls, figures, self.kept, names)
        self.epoch, self.rev = halls.wall_ms() // 1000, 0

    def stop(self) -> None:
        """Follow the halls no longer."""
        self.kept.stop()
        self.open_feed.stop()

    def changed(self) -> None:
        """Something of a hall is new."""
        self.rev += 1

    def open_hall(self, hall: HallNow) -> Picture:
        """One hall for everybody, with all that its card says."""
        card = hall.card
        more = {
            "lines": [asdict(line) for line in card.lines] if card else [],
            "accepts": [asdict(item) for item in card.items] if card else [],
            "hours": [asdict(part) for part in card.hours] if card else [],
        }
        shown = hall_shown(hall, self.halls.wall_ms())
        return {**shown, "next_hours": hours_shown(self.figures.next_hours(hall)), **more}

    def reached(self, found: Iterable[Reach]) -> Picture:
        """Halls by how soon they serve somebody who starts now, each with the wait that this was added up from."""
        now_ms = self.halls.wall_ms()
        return {"halls": [reach_shown(each, now_ms) for each in found]}

    def message(self, topic: Topic) -> bytes | None:
        """The picture as a live message: ``{type, epoch, rev, <type>: picture}``."""
        picture = self.picture(topic)
        if picture is None:
            return None
        head = f'{{"type":"{topic.kind}","epoch":{self.epoch},"rev":{self.rev},"{topic.kind}":'
        return head.encode() + msgspec.json.encode(picture) + b"}"

    def picture(self, topic: Topic, search: str = "") -> Picture | None:
        """Of ``wall`` (of: a node) or ``centre_hall`` (of: a hall); None where there is no such. ``search``: of a wall's halls."""
        head = {
            "epoch": self.epoch, "rev": self.rev, "at_ms": self.halls.wall_ms(),
            "store_failing_ms": self.halls.store_failing_ms,
        }  # fmt: skip
        if topic.kind == "wall":
            return {**head, **self.wall(topic.of, search)} if topic.of == TOP or topic.of in self.tree.nodes else None
        hall = self.halls.get(topic.of)
        return {**head, **self.one(hall)} if hall else None

    def wall(self, node: str, search: str = "") -> Picture:
        """A node: its branch summed up, the nodes below it, the most urgent of its halls that fit the search, and how many fit."""
        self.kept.refresh()
        here = self.tree.nodes.get(node)
        found = self.kept.parts(node, search)
        urgent = heapq.nsmallest(SHOWN, (part.urgent for part in found))
        return {
            "node": node, "names": here.names if here else self.names, "level": str(here.level) if here else self.level,
            "path": [{"id": each.id, "names": each.names} for each in self.tree.path(node)],
            "children": [
                {"id": each.id, "names": each.names, "level": str(each.level), **self.kept.sums(each.id)}
                for each in self.tree.children(node)
            ],
            "sums": self.kept.sums(node), "claims": self.kept.claims(node),
            "halls": [self._row(self.kept.part(hall).now) for _, _, hall in urgent], "count": len(found),
        }  # fmt: skip

    def one(self, hall: HallNow) -> Picture:
        """A hall for staff: now, its board, today by hour, what the link says."""
        today = by(self.figures.today(hall.hall), "hour")
        return {
            **self._row(hall), **self.open_hall(hall), "names": hall.card.names if hall.card else {},
            "path": [{"id": each.id, "names": each.names} for each in self.tree.path(self.tree.of_hall.get(hall.hall, TOP))],
            "today": [asdict(each) for each in today], "day": self.figures.wall(hall).day,
            "claims": asdict(claims([hall], today)),
            "link": link_shown(hall), "board": self.boards.shown(hall.hall, lines_of(hall)),
        }  # fmt: skip

    def _row(self, hall: HallNow) -> Picture:
        return row_shown(hall, self.halls.wall_ms(), self.figures.advice(hall))
