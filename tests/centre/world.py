"""A centre in a test: halls of different size with cards and standings, a clock that is moved, a store in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hub.centre.halls import Halls
from hub.centre.hours import HallHour
from hub.centre.outbox import Outbox
from hub.centre.settings import Node
from hub.centre.store import Store
from hub.centre.tree import Tree
from hub.centre.web.app import CentreWeb
from hub.centre.web.past import Past
from hub.core.catalogue import Depth, Level, Line
from hub.core.hall_card import HallCard, ItemCard
from hub.core.standing import Ratings, Standing
from hub.web.limits import Limits
from hub.web.users import Users

ROOT = Path(__file__).resolve().parents[2]
TEXTS, PAGES = ROOT / "display" / "texts", ROOT / "display" / "web"
START_MS = 1_767_580_200_000
"""Monday 2026-01-05 10:30 in Shanghai."""
DAY = "2026-01-05"
PASSWORD = "only for this centre"
PEOPLE = {"watcher": "watcher", "chief": "administrator"}

LINES = (
    Line("social", {"zh": "社保", "en": "Social insurance"}),
    Line("talent", {"zh": "人才", "en": "Talent services"}),
)
ITEMS = (
    ItemCard("card", {"zh": "社会保障卡申领", "en": "Apply for a social security card"}, "social", Depth.INSTANT, 1),
    ItemCard("pension", {"zh": "养老待遇资格认证", "en": "Confirm pension entitlement"}, "social", Depth.INSTANT, 2),
    ItemCard("archive", {"zh": "档案接收和转递", "en": "Move a personnel file"}, "talent", Depth.TIME_LIMITED, 4),
)
CITY = HallCard(
    "city", {"zh": "市人社综合服务大厅", "en": "City service hall"}, Level.CITY, {"zh": "人民路 1 号", "en": "1 Renmin Road"}, "12333",
    31.2304, 121.4737, {"zh": "地铁 2 号线人民广场站 3 口", "en": "Metro line 2, exit 3"}, closes="17:30", lines=LINES, items=ITEMS,
    counters=20, remote=True, url="https://city.example", hold_s=900,
)  # fmt: skip
TOWN = HallCard(
    "town", {"zh": "河东镇人社所", "en": "Hedong township office"}, Level.TOWNSHIP, {"zh": "河东街 8 号", "en": "8 Hedong Street"},
    "021-5550100", 31.2370, 121.4790, {"zh": "公交 12 路河东站", "en": "Bus 12, Hedong"}, closes="17:00", lines=LINES,
    items=ITEMS[:2], counters=4,
)  # fmt: skip
VILLAGE = HallCard(
    "village", {"zh": "柳树村人社服务站", "en": "Liushu village station"}, Level.VILLAGE, latitude=31.2800, longitude=121.5600,
    lines=LINES[:1], items=ITEMS[:1], counters=1,
)  # fmt: skip
STANDINGS = {
    "city": Standing(
        "city",
        3,
        900,
        "a" * 16,
        START_MS,
        DAY,
        18,
        18,
        64,
        2400,
        1500,
        2100,
        31,
        210,
        95,
        118,
        2,
        Ratings(40, 184, 3),
        {"help": 1},
    ),
    "town": Standing(
        "town", 1, 80, "b" * 16, START_MS, DAY, 3, 2, 1, 60, 120, 300, 0, 25, 60, 66, 0, Ratings(5, 24, 0)
    ),
    "village": Standing("village", 2, 12, "c" * 16, START_MS, DAY, 1, 0, 0, 0, 0, 0, 0, 3, 20, 20),
}
NODES = (
    Node("east", {"zh": "东区", "en": "East district"}, Level.COUNTY),
    Node("river", {"zh": "河东镇", "en": "Hedong township"}, Level.TOWNSHIP, "east"),
)
TREE = Tree({each.id: each for each in NODES}, {"town": "river", "village": "east"})


class Clock:
    """The centre's wall clock, moved by the test."""

    def __init__(self) -> None:
        self.ms = START_MS

    def __call__(self) -> int:
        return self.ms

    def seconds(self) -> float:
        return self.ms / 1000

    def forward_s(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


class MemoryPast(Past):
    """A store of hours; ``asked``: what was asked of it."""

    def __init__(self, hours: Sequence[HallHour] = ()) -> None:
        self.rows = list(hours)
        self.asked: list[tuple[str, str]] = []

    async def hours(self, halls: Sequence[str] | None, first: str, last: str) -> list[HallHour]:
        self.asked.append((first, last))
        return [each for each in self.rows if (halls is None or each.hall in halls) and first <= each.day <= last]


def usual(hall: str, visits: int, wait_s: int) -> list[HallHour]:
    """Nine weeks of Mondays, 9 to 16 o'clock, the waits of each a little longer than those of the one before; today up to now."""
    found = []
    for week in range(9):
        day = (date.fromisoformat(DAY) - timedelta(weeks=week)).isoformat()
        for hour in range(9, 11 if week == 0 else 17):
            mean_s = wait_s + 30 * (8 - week)
            sums = {"on_the_spot": visits * 8 // 10, "wait_s": visits * mean_s, "over_15": visits // 10}
            more = {"service_s": visits * 420, "documents": visits * 2}
            found.append(HallHour(hall, day, hour, visits, visits, **sums, **more, ratings={5: 6, 2: 1}))
    return found


PAST = (*usual("city", 60, 600), *usual("town", 12, 120), *usual("village", 2, 0))


class CentreWorld:
    """A centre that is open, reached over real HTTP at ``url``."""

    def __init__(
        self, folder: Path, cards: Sequence[HallCard] = (CITY, TOWN, VILLAGE), tree: Tree = TREE, past: Sequence[HallHour] = PAST,
        pages: Path = PAGES, **more: Any,
    ) -> None:  # fmt: skip
        self.clock = Clock()
        self.halls = Halls((), self.clock)
        for card in cards:
            self.halls.change(card.hall, card=card)
            self.hear(STANDINGS.get(card.hall, replace(STANDINGS["town"], hall=card.hall)))
        self.past = MemoryPast(past)
        self.store = Store(f"sqlite:///{folder / 'centre.db'}")
        self.outbox = Outbox(f"sqlite:///{folder / 'centre.db'}", "here")
        self.users = Users(folder / "access.db", time_cost=1, memory_kib=64, roles=tuple(set(PEOPLE.values())))
        for name, role in PEOPLE.items():
            self.users.add(name, PASSWORD, role)
        self.web = CentreWeb(
            self.halls, self.past, self.store, self.outbox, self.users, texts=TEXTS, pages=pages, tree=tree,
            names={"zh": "市级中心", "en": "City centre"}, limits=more.pop("limits", Limits()),
            mono_s=self.clock.seconds, wall_s=self.clock.seconds, **more,
        )  # fmt: skip

    def hear(self, standing: Standing) -> None:
        """A standing that arrives now."""
        self.halls.change(
            standing.hall, standing=standing, received_ms=self.clock.ms, epoch=standing.epoch, stored_seq=standing.seq
        )

    async def start(self) -> None:
        self.url = f"http://127.0.0.1:{await self.web.start('127.0.0.1', 0)}"

    async def stop(self) -> None:
        await self.web.stop()
        self.users.close()
        self.store.close()
