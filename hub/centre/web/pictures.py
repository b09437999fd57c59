"""Whole pictures of halls for people, as JSON: the open one of all halls, the wall of a node, one hall. Made once for all who look."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import msgspec

from hub.centre.claims import claims
from hub.centre.halls import HallNow, Halls
from hub.centre.hours import HallHour, added
from hub.centre.nearby import Reach
from hub.centre.surge import Advice
from hub.centre.tree import TOP, Tree
from hub.centre.web.boards import Boards
from hub.centre.web.figures import Figures
from hub.centre.web.past import by
from hub.core.catalogue import Text
from hub.web.pictures import Topic

OPEN_FRESH_MS = 1000
"""The open picture is made at most once a second, however many ask."""

Picture = dict[str, Any]


def state_of(hall: HallNow, now_ms: int) -> str:
    """open, closed, stale (not heard for a while) or unknown (never heard)."""
    if hall.standing is None:
        return "unknown"
    if hall.stale(now_ms):
        return "stale"
    return "open" if hall.standing.day else "closed"


def hall_shown(hall: HallNow, now_ms: int) -> Picture:
    """What everybody may know. A wait is told only while it is fresh and a counter can call."""
    card, told, state = hall.card, hall.standing, state_of(hall, now_ms)
    fresh = told if told and state == "open" else None
    return {
        "hall": hall.hall, "names": card.names if card else {}, "level": str(card.level) if card else "",
        "latitude": card.latitude if card else None, "longitude": card.longitude if card else None,
        "address": card.address if card else {}, "phone": card.phone if card else "",
        "directions": card.directions if card else {}, "closes": card.closes if card else "",
        "timezone": card.timezone if card else "", "remote": bool(card and card.remote),
        "url": card.url if card and card.remote else "",
        "counters": card.counters if card else 0, "items": [item.code for item in card.items] if card else [],
        "state": state, "heard_ms": hall.received_ms, "open": fresh.open if fresh else None,
        "waiting": fresh.waiting if fresh else None, "p50_s": fresh.p50_s if fresh else None,
        "p80_s": fresh.p80_s if fresh else None,
    }  # fmt: skip


class CentrePictures:
    """``names``: of the centre. ``epoch``: seconds at its start, so that pages believe the newer run."""

    def __init__(self, halls: Halls, figures: Figures, tree: Tree, names: Text, level: str, boards: Boards) -> None:
        self.halls, self.figures, self.tree, self.names, self.level = halls, figures, tree, names, level
        self.boards = boards
        self.epoch, self.rev = halls.wall_ms() // 1000, 0
        self._open: tuple[int, bytes, str] = (-OPEN_FRESH_MS, b"", "")

    def changed(self) -> None:
        """Something of a hall is new."""
        self.rev += 1

    def open_halls(self) -> tuple[bytes, str]:
        """All halls for everybody, and the ETag of exactly these bytes."""
        now_ms = self.halls.wall_ms()
        if not 0 <= now_ms - self._open[0] < OPEN_FRESH_MS:
            made = msgspec.json.encode(self._open_picture(now_ms))
            self._open = (now_ms, made, f'"{hashlib.sha256(made).hexdigest()[:32]}"')
        return self._open[1:]

    def _open_picture(self, now_ms: int) -> Picture:
        halls = self.halls.all()
        shown = [{**hall_shown(each, now_ms), "next_hours": self._next(each)} for each in halls]
        return {
            "names": self.names, "heard_ms": max((each.received_ms for each in halls), default=0), "halls": shown,
            "items": catalogue(halls),
        }  # fmt: skip

    def _next(self, hall: HallNow) -> list[Picture]:
        return [
            {"hour": each.hour, "low_s": each.low_s, "high_s": each.high_s} for each in self.figures.next_hours(hall)
        ]

    def open_hall(self, hall: HallNow) -> Picture:
        """One hall for everybody, with all that its card says."""
        card = hall.card
        more = {
            "lines": [asdict(line) for line in card.lines] if card else [],
            "accepts": [asdict(item) for item in card.items] if card else [],
            "hours": [asdict(part) for part in card.hours] if card else [],
        }
        return {**hall_shown(hall, self.halls.wall_ms()), "next_hours": self._next(hall), **more}

    def reached(self, found: Iterable[Reach]) -> Picture:
        """Halls by how soon they serve somebody who starts now."""
        now_ms = self.halls.wall_ms()
        return {
            "halls": [
                {**way_shown(each), "hall": each.hall.hall, "state": state_of(each.hall, now_ms)} for each in found
            ]
        }

    def message(self, topic: Topic) -> bytes | None:
        """The picture as a live message: ``{type, epoch, rev, <type>: picture}``."""
        picture = self.picture(topic)
        if picture is None:
            return None
        head = f'{{"type":"{topic.kind}","epoch":{self.epoch},"rev":{self.rev},"{topic.kind}":'
        return head.encode() + msgspec.json.encode(picture) + b"}"

    def picture(self, topic: Topic) -> Picture | None:
        """Of ``wall`` (of: a node) or ``centre_hall`` (of: a hall); None where there is no such."""
        head = {
            "epoch": self.epoch, "rev": self.rev, "at_ms": self.halls.wall_ms(),
            "store_failing_ms": self.halls.store_failing_ms,
        }  # fmt: skip
        if topic.kind == "wall":
            return {**head, **self.wall(topic.of)} if topic.of == TOP or topic.of in self.tree.nodes else None
        hall = self.halls.get(topic.of)
        return {**head, **self.one(hall)} if hall else None

    def wall(self, node: str) -> Picture:
        """A node: its branch summed up, the nodes below it, its halls."""
        everybody = {each.hall: each for each in self.halls.all()}

        def below(part: str) -> list[HallNow]:
            return [everybody[hall] for hall in self.tree.branch(part, everybody)]

        branch = below(node)
        here = self.tree.nodes.get(node)
        return {
            "node": node, "names": here.names if here else self.names, "level": str(here.level) if here else self.level,
            "path": [{"id": each.id, "names": each.names} for each in self.tree.path(node)],
            "children": [
                {"id": each.id, "names": each.names, "level": str(each.level), **self._sums(below(each.id))}
                for each in self.tree.children(node)
            ],
            "sums": self._sums(branch), "claims": asdict(claims(branch, self._today(branch))),
            "halls": [self._row(each) for each in branch],
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

    def _today(self, halls: Iterable[HallNow]) -> list[HallHour]:
        return [hour for each in halls for hour in self.figures.today(each.hall)]

    def _row(self, hall: HallNow) -> Picture:
        """A hall as staff sees it among others."""
        told, now_ms = hall.standing, self.halls.wall_ms()
        overrun = self.figures.advice(hall)
        return {
            "hall": hall.hall, "names": hall.card.names if hall.card else {}, "level": str(hall.card.level) if hall.card else "",
            "state": state_of(hall, now_ms), "heard_ms": hall.received_ms, "counters": hall.card.counters if hall.card else 0,
            "open": told.open if told else 0, "serving": told.serving if told else 0, "waiting": told.waiting if told else 0,
            "longest_s": told.longest_s if told else 0, "p50_s": told.p50_s if told else None, "p80_s": told.p80_s if told else None,
            "over_15": told.over_15 if told else 0, "served": told.served if told else 0, "overdue": told.overdue if told else 0,
            "least_min": told.least_min if told else 0, "most_min": told.most_min if told else 0,
            "rated": told.ratings.n if told else 0, "score": mean(told.ratings.sum, told.ratings.n) if told else None,
            "bad": told.ratings.bad if told else 0, "alarms": hall.alarms, "clock_off_s": hall.clock_off_s,
            "rewritten": hall.rewritten, "surge": advice_shown(overrun) if overrun else None,
        }  # fmt: skip

    def _sums(self, halls: list[HallNow]) -> Picture:
        """A branch in one line; what is stale is counted, not added."""
        now_ms = self.halls.wall_ms()
        states = Counter(state_of(each, now_ms) for each in halls)
        fresh = [each.standing for each in halls if each.standing and state_of(each, now_ms) == "open"]
        waits = [each.p50_s for each in fresh if each.p50_s is not None]
        today = added(self._today(halls))
        return {
            "halls": len(halls), "open_halls": states["open"], "stale": states["stale"] + states["unknown"],
            "waiting": sum(each.waiting for each in fresh), "open": sum(each.open for each in fresh),
            "serving": sum(each.serving for each in fresh), "over_15": sum(each.over_15 for each in fresh),
            "served": sum(each.served for each in fresh), "overdue": sum(each.overdue for each in fresh),
            "longest_s": max((each.longest_s for each in fresh), default=0), "p50_most_s": max(waits, default=None),
            "alarms": sum(bool(each.alarms) for each in halls), "visits": today.visits,
            "mean_wait_s": round(today.wait_s / today.served) if today.served else None,
        }  # fmt: skip


def lines_of(hall: HallNow) -> dict[str, str]:
    """Item -> the line that it belongs to."""
    return {item.code: item.line for item in hall.card.items} if hall.card else {}


def link_shown(hall: HallNow) -> Picture:
    """How far the link has come, for whoever runs the centre."""
    seq = hall.standing.seq if hall.standing else 0
    return {"epoch": hall.epoch, "seq": seq, "stored": hall.stored_seq, "refused": hall.refused}


def way_shown(each: Reach) -> Picture:
    way = each.way
    return {
        "minutes": way.minutes if way else None, "how": way.how if way else "", "metres": way.metres if way else None,
        "total_min": each.total_min,
    }  # fmt: skip


def advice_shown(found: Advice) -> Picture:
    room = [
        {"hall": each.hall.hall, "names": each.hall.card.names if each.hall.card else {}, **way_shown(each)}
        for each in found.room
    ]
    return {**asdict(found.surge), "room": room}


def catalogue(halls: Iterable[HallNow]) -> list[Picture]:
    """Each item once, under the names that most halls give it: one hall cannot rename the others' items."""
    said: dict[str, Counter[bytes]] = {}
    for each in halls:
        for item in each.card.items if each.card else ():
            said.setdefault(item.code, Counter())[msgspec.json.encode({"names": item.names, "line": item.line})] += 1
    return [{"code": code, **msgspec.json.decode(said[code].most_common(1)[0][0])} for code in sorted(said)]


def mean(total: float, count: int) -> float | None:
    return round(total / count, 2) if count else None
