"""A whole web side in a test: the real service over a journal in memory, on a port that the system gave."""

import asyncio
import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar

from hub.core import commands as c
from hub.core.catalogue import HallSetup
from hub.core.hall import Hall
from hub.service import Answer, HallService, replay
from hub.settings.hall_file import HallFile
from hub.web.app import WebApp
from hub.web.bench import BenchFolders, BenchParts
from hub.web.gate import PLAIN_COOKIE
from hub.web.limits import Limits
from hub.web.pairing_desk import NoPairing, PairingDesk
from hub.web.planning_desk import NoPlanner, Planner
from hub.web.shadow_desk import NoShadow, ShadowDesk
from hub.web.users import Users
from hub.web.voice_desk import NoVoice, Voice
from tests.core.story import START_MS, setup
from tests.fakes.archive import memory_archive
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal
from tests.fakes.workbench import FakeWorkbench

VILLAGE = Path(__file__).resolve().parents[2] / "hub" / "halls" / "village.toml"
TEXTS = Path(__file__).resolve().parents[2] / "display" / "texts"
USERS = {"wang": "clerk", "li": "clerk", "boss": "supervisor", "pad-1": "pad"}
DAY = "2020-01-13"

PAGE = "<!doctype html><title>Anycounter</title>"


class World:
    """A hall that is open, with users, reached over real HTTP. ``password``: everybody's."""

    def __init__(
        self,
        folder: Path,
        hall_setup: HallSetup | None = None,
        limits: Limits | None = None,
        screens: Sequence[str] = (),
    ) -> None:
        self.screens = screens
        self.setup = hall_setup or setup()
        self.clock = FakeClock(START_MS)
        self.journal = FakeJournal()
        self.users = Users(folder / "access.db", time_cost=1, memory_kib=64)
        self.password = secrets.token_urlsafe(12)
        self.pages = folder / "web"
        self.limits = limits or Limits()
        self.devices: list[dict[str, Any]] = []
        self.workbench = FakeWorkbench()
        shutil.copy(VILLAGE, folder / "hall.toml")
        self.hall_file = HallFile(folder / "hall.toml", folder / "settings", lambda: START_MS)
        self.bench: BenchParts | None = (self.workbench, make_bench(folder / "bench"))
        self.pairing: PairingDesk = NoPairing()
        self.voice: Voice = NoVoice()
        self.planner: Planner = NoPlanner()
        self.shadow: ShadowDesk = NoShadow()
        self._sessions: list[ClientSession] = []
        make_pages(self.pages)
        for name, role in USERS.items():
            self.users.add(name, self.password, role)

    async def start(self, *, open_day: bool = True) -> None:
        self.begin_service()
        await self.command(c.StartHub(clock_ok=True, gap_known=True))
        if not self.service.record.counters:
            await self.command(c.Configure(self.setup))
        if open_day:
            await self.command(c.OpenDay(DAY))
        await self.begin_web()

    def begin_service(self) -> None:
        self.service = HallService(self.journal, self.clock, replay(self.journal, Hall(self.setup)))
        self._running = asyncio.create_task(self.service.run())

    async def begin_web(self) -> None:
        self.web = WebApp(
            self.service, self.users, texts=TEXTS, pages=self.pages, read_after=self.journal.read_after,
            devices=lambda: self.devices, pairing=self.pairing, voice=self.voice, limits=self.limits, bench=self.bench,
            screens=self.screens, archive=memory_archive(self.journal), settings=self.hall_file, planner=self.planner,
            shadow=self.shadow, mono_s=self.clock.seconds, wall_s=self.clock.seconds,
        )  # fmt: skip
        self.port = await self.web.start("127.0.0.1", 0)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def restart(self) -> None:
        """The hub goes away and comes back from its journal and its access.db."""
        await self._end()
        self.begin_service()
        await self.command(c.StartHub(clock_ok=True, gap_known=True))
        await self.begin_web()

    async def stop(self) -> None:
        await self._end()
        self.workbench.stop()
        for session in self._sessions:
            await session.close()
        self.users.close()

    async def _end(self) -> None:
        await self.web.stop()
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def command(self, command: c.Command) -> Answer:
        """A command past the web."""
        return await self.service.handle(c.Request(secrets.token_hex(8), "tester", "test", command))

    def client(self, token: str = "") -> "Client":
        session = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self._sessions.append(session)
        return Client(self, session, token)

    async def signed_in(self, name: str) -> "Client":
        """A client of this user; the session is made without the cost of a password."""
        user = self.users.get(name)
        assert user is not None
        return self.client(await self.web.parts.sessions.open(user))


class Client:
    """Somebody's browser."""

    def __init__(self, world: World, session: ClientSession, token: str) -> None:
        self.world, self.session = world, session
        self.cookies = {PLAIN_COOKIE: token} if token else {}

    async def ask(self, method: str, path: str, body: object = None, **options: Any) -> ClientResponse:
        """One request; the whole answer has been read."""
        headers = {key: value for key, value in options.pop("headers", {}).items() if value is not None}
        if key := options.pop("key", ""):
            headers["Idempotency-Key"] = key
        if body is not None:
            options["json"] = body
        address = self.world.base + (
            path if path.startswith(("/live", "/api", "/healthz", "/metrics", "/voice")) else f"/api/v1{path}"
        )
        response = await self.session.request(method, address, headers=headers, cookies=self.cookies, **options)
        await response.read()
        return response

    async def get(self, path: str, **options: Any) -> ClientResponse:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, body: object = None, **options: Any) -> ClientResponse:
        return await self.ask("POST", path, body, **options)

    async def delete(self, path: str, **options: Any) -> ClientResponse:
        return await self.ask("DELETE", path, **options)

    async def take(self, *items: str, **fields: Any) -> dict[str, Any]:
        """Take a ticket."""
        response = await self.post("/tickets", {"items": items or ("card",), **fields})
        assert response.status == 201, await response.text()
        return dict(await response.json())

    async def live(self, path: str = "/live", **options: Any) -> ClientWebSocketResponse:
        """A live connection; the close frame is left for the test to see."""
        address, headers = self.world.base + path, self._cookie_header()
        return await self.session.ws_connect(address, headers=headers, autoclose=False, **options)

    def _cookie_header(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}


def make_pages(folder: Path) -> None:
    """A folder of pages as small as can be, with things that must not be served beside them."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for name in (
        "index", "board", "counter", "kiosk", "pad", "clerk", "ticket", "receipt", "afar", "supervisor", "matters", "devices",
        "reports", "replay", "settings",
        "signin", "bench",
    ):  # fmt: skip
        (folder / "pages" / f"{name}.html").write_text(PAGE, encoding="utf-8")
    (folder / "bench").mkdir(exist_ok=True)
    (folder / "bench" / "worker.js").write_text("export const works = true;\n", encoding="utf-8")
    (folder / "board.js").write_text("export const here = true;\n", encoding="utf-8")
    (folder / "README.md").write_text("not for browsers\n", encoding="utf-8")
    (folder / ".hidden.js").write_text("secret\n", encoding="utf-8")
    (folder.parent / "outside.js").write_text("secret\n", encoding="utf-8")
    (folder / "way-out.js").symlink_to(folder.parent / "outside.js")


def make_bench(folder: Path) -> BenchFolders:
    """What a bench serves, as small as can be."""
    files = {
        "runtime": "micropython.mjs micropython.wasm",
        "firmware": "keypad.py wire/errors.py",
        "fakes": "machine.py",
    }
    for place, names in files.items():
        for name in names.split():
            (folder / place / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / place / name).write_text(f"{place} {name}", encoding="utf-8")
    return BenchFolders(folder / "runtime", folder / "firmware", folder / "fakes")


async def until(condition: Callable[[], bool]) -> None:
    """Let everybody else work until it is so."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0)
