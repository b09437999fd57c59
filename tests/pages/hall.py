"""A whole hall behind the pages: real service, real web app, a journal in memory, a clock that is moved."""

import asyncio
import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

from hub.assembly import BENCH
from hub.core import commands as c
from hub.core.appointments import MINUTE_MS, minute_of
from hub.core.better import Better
from hub.core.catalogue import AfarRules, HallSetup
from hub.core.events import TicketTaken
from hub.core.hall import Hall
from hub.core.ticket import LegState
from hub.devices.pairing import Pairing
from hub.planning.planner import Days, Planner
from hub.service import Answer, HallService
from hub.settings import Settings, load_settings
from hub.settings.hall_file import HallFile
from hub.shadow.watcher import ShadowWatch
from hub.voice import HallVoice
from hub.web.app import WebApp
from hub.web.bench import BenchFolders
from hub.web.limits import Limits
from hub.web.users import Users
from tests.fakes.archive import memory_answers, memory_archive
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal
from tests.fakes.workbench import FakeWorkbench

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "display" / "web"
CITY = ROOT / "hub" / "halls" / "city.toml"
START_MS = 1_767_229_200_000
"""2026-01-01 09:00 in Shanghai."""

DAY, OPENS = "2026-01-01", 9 * 60

PASSWORD = "only for this hall"
PEOPLE = {
    "clerk-2": "clerk",
    "clerk-3": "clerk",
    "clerk-1": "clerk",
    "clerk-4": "clerk",
    "supervisor": "supervisor",
    "pad-1": "pad",
}


def city() -> HallSetup:
    """The hall of a city, as it is shipped."""
    return load_settings(CITY).setup


class ShownHall:
    """One hall with its pages at ``url``."""

    def __init__(
        self,
        setup: HallSetup,
        folder: Path,
        bench: BenchFolders = BENCH,
        pages: Path = PAGES,
        limits: Limits | None = None,
        spoken: Settings | None = None,
    ) -> None:
        """``spoken``: settings of a hall that calls aloud."""
        self.setup = setup
        self.clock = FakeClock(START_MS)
        self.journal = FakeJournal()
        self.service = HallService(self.journal, self.clock, Hall(setup))
        self.users = Users(folder / "access.db", time_cost=1, memory_kib=64)
        self.devices: list[dict[str, object]] = []
        self.centre = ""
        self.better: Better | None = None
        self.file = folder / "hall.toml"
        shutil.copy(CITY, self.file)
        self.hall_file = HallFile(self.file, folder / "settings", self.clock.hall_ms)
        self.pairing = Pairing(self._give, self.clock.mono_ms)
        self.given: list[tuple[str, str]] = []
        self.voice = HallVoice(spoken, folder, self.clock.hall_ms, self.clock.seconds) if spoken else None
        archive = memory_archive(self.journal)
        self.planner = Planner(Days(archive.days, archive.events))
        self.shadow = ShadowWatch(self.hall_file.shadow, memory_answers(self.journal), self.clock.seconds)
        self.web = WebApp(
            self.service, self.users, texts=ROOT / "display" / "texts", pages=pages,
            read_after=self.journal.read_after, devices=lambda: self.devices, bench=(FakeWorkbench(), bench),
            pairing=self.pairing, voice=self.voice, limits=limits, archive=archive,
            screens=("127.0.0.1",), settings=self.hall_file, planner=self.planner,
            shadow=self.shadow, centre=lambda: self.centre, better=lambda: self.better,
        )  # fmt: skip
        self._origins = count(1)

    async def start(self) -> None:
        """Serve, with people who may sign in and the day open."""
        for name, role in PEOPLE.items():
            self.users.add(name, PASSWORD, role)
        self._worker = asyncio.create_task(self.service.run())
        self.url = f"http://127.0.0.1:{await self.web.start('127.0.0.1', 0)}"
        await self.do(c.StartHub(clock_ok=True, gap_known=True))
        await self.do(c.Configure(self.setup))
        await self.do(c.OpenDay(DAY))

    def _give(self, device: str, role: str) -> dict[str, object]:
        """The configuration of a paired device, which only has to exist here."""
        self.given.append((device, role))
        return {"device": device}

    async def stop(self) -> None:
        await self.planner.cancel()
        await self.shadow.cancel()
        await self.web.stop()
        self._worker.cancel()
        self.users.close()

    async def do(self, *commands: c.Command, after_s: float = 0) -> Answer:
        """Commands from elsewhere in the hall; the last one's answer."""
        for command in commands:
            self.clock.forward_s(after_s)
            answer = await self.service.handle(c.Request(f"t:{next(self._origins)}", "t", "t", command))
            assert answer.refusal is None, answer.refusal
        return answer

    async def take(self, *items: str, **fields: object) -> TicketTaken:
        """A ticket from the dispenser."""
        codes = items or (self.setup.items[0].code,)
        link = f"link-of-this-citizen-{next(self._origins)}"
        answer = await self.do(c.TakeTicket(codes, c.Channel.DISPENSER, link, **fields))  # type: ignore[arg-type]
        taken = answer.first(TicketTaken)
        assert taken is not None
        return taken

    async def book(self, time: str = "09:20", code: str = "K7M4P2XW", item: int = 0) -> str:
        """An appointment of today for the item at this place of the catalogue; its code."""
        slot_ms = START_MS + (minute_of(time) - OPENS) * MINUTE_MS
        await self.do(c.Book((self.setup.items[item].code,), code, DAY, minute_of(time), slot_ms, DAY))
        return code

    async def give_from_afar(self, **rules: int) -> None:
        """From now on the hall gives tickets from afar."""
        self.setup = replace(
            self.setup, place=replace(self.setup.place, url=self.url), afar=replace(AfarRules(), **rules)
        )  # fmt: skip
        await self.do(c.Configure(self.setup))

    def second_policy(self, rules: str) -> None:
        """Give the hall's file a table ``[shadow]`` with these lines, as an editor would."""
        self.file.write_text(self.file.read_text(encoding="utf-8") + f"\n[shadow]\n{rules}\n", encoding="utf-8")

    def state(self, number: str) -> LegState:
        """State of the present leg of the ticket with this number."""
        ticket = next(each for each in self.service.record.tickets.values() if each.number == number)
        return self.service.record.leg_of(ticket).state
