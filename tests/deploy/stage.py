"""A screen of the hall on a machine that can be shaken: a real Chromium on a display of its own, with real keys and a mouse.

Chromium reads its policy from a folder of the system. The stage puts the written one there in a mount namespace that only
this browser lives in, so nothing of the machine changes, and neither root nor a container image of its own is needed.
"""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from hub.web.limits import Limits
from tests.pages.hall import PAGES, ShownHall, city
from tools.deploying import keyboard
from tools.deploying.files import files_of, write
from tools.deploying.onscreen import Pipe, Unwell, start_browser, stop_browser
from tools.deploying.screens import screen_of

CHROMIUM = "/usr/bin/chromium"
WAYS = Path(__file__).parent / "ways"
SIZE = (1280, 800)
FOR_A_TEST = ("--no-sandbox", "--disable-gpu", f"--window-size={SIZE[0]},{SIZE[1]}", "--window-position=0,0")
"""What the stage adds to the flags of a real screen: tests run as root, and no window manager gives a window its size."""

POLICY_FOLDER = "/etc/chromium"
PATIENCE_S = 20
BUSY = Limits(tickets_rate=100, tickets_burst=1000)
"""One kiosk takes as many tickets in a minute as a hall's in an hour."""
LISTENS = 'addEventListener("keydown", (event) => !event.ctrlKey && !event.altKey && TRIES[event.key]?.());\n'
"""The scripts that lead away; a page that refuses nothing has none either, so that only the visitor's keys are seen."""

GUARD = '<script type="module" src="/web/lib/screen.js"></script>\n'


def careless_pages(folder: Path, guarded: bool = True) -> Path:
    """The pages as shipped, the kiosk with ways that lead out; ``guarded`` or without what the page itself refuses."""
    pages = Path(shutil.copytree(PAGES, folder / "web"))
    for name in ("ways.js", "ways.css"):
        shutil.copy(WAYS / name, pages / name)
    if not guarded:
        (pages / "ways.js").write_text((WAYS / "ways.js").read_text().replace(LISTENS, ""))
    kiosk = pages / "pages" / "kiosk.html"
    text = kiosk.read_text()
    assert GUARD in text and LISTENS in (WAYS / "ways.js").read_text()
    text = text if guarded else text.replace(GUARD, "")
    kiosk.write_text(text.replace("</body>", (WAYS / "ways.html").read_text() + "</body>"))
    return pages


@contextmanager
def display() -> Iterator[str]:
    """The name of a screen in memory."""
    reads, writes = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    try:
        with os.fdopen(reads) as told:
            name = told.readline().strip()
        assert name, "Xvfb did not start"
        yield f":{name}"
    finally:
        server.kill()
        server.wait()


def use_keyboard_of(files: Path, screen: str) -> None:
    """Give a display the keyboard of a screen of the hall; what is pressed then is a place, such as 37 for Ctrl."""
    parts = {"keycodes": "evdev", "types": "complete", "compat": "complete", "symbols": keyboard.LAYOUT}
    keymap = "".join(f'xkb_{kind} {{ include "{name}" }};\n' for kind, name in parts.items())
    command = ["xkbcomp", "-w0", f"-I{files / 'etc/xkb'}", "-I/usr/share/X11/xkb", "-", screen]
    subprocess.run(command, input=f"xkb_keymap {{\n{keymap}}};\n", check=True, capture_output=True, text=True)


def in_its_own_system(folder: Path) -> list[str]:
    """Words before a command that then sees ``folder`` as /etc/chromium."""
    mine = [] if os.geteuid() == 0 else ["--map-root-user"]
    script = f'mount --bind "$0" {POLICY_FOLDER} && exec "$@"'
    return ["unshare", "--mount", *mine, "--", "sh", "-c", script, str(folder)]


class Stage:
    """One browser with one page. ``told``: what the page last said of itself; ``hall``: whose page it is."""

    def __init__(self, hall: ShownHall, screen: str, command: Sequence[str], folder: Path) -> None:
        self.hall, self.screen = hall, screen
        self.url = f"{hall.url}/kiosk"
        self.pipe = Pipe()
        home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": str(folder / "cache")}
        self.environment = {**os.environ, **home, "DISPLAY": screen}
        self.browser = start_browser([*command, f"--user-data-dir={folder / 'profile'}"], self.pipe, self.environment)
        self.taken = 0

    def stop(self) -> None:
        stop_browser(self.browser)

    async def pages(self) -> list[str]:
        return await asyncio.to_thread(self.pipe.pages)

    async def told(self) -> dict[str, Any]:
        """What the page says of itself in its address; empty where another page is shown."""
        for page in await self.pages():
            address, _, words = page.partition("#")
            if address == self.url and words.startswith("%7B"):
                return dict(json.loads(unquote(words).rpartition("-")[0]))
        return {}

    async def until(self, step: str) -> dict[str, Any]:
        """The page at this step, drawn; or a failure with what there was instead."""
        told: dict[str, Any] = {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not (told.get("step") == step and told.get("next") and told.get("ready")):
                    told = await self.told()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pytest.fail(f"no step {step}: {await self.pages()}")
        return told

    async def x(self, *words: str | int) -> str:
        """What xdotool says."""
        done = await asyncio.to_thread(
            subprocess.run, ["xdotool", *map(str, words)], env=self.environment, capture_output=True, text=True
        )
        return str(done.stdout)

    async def windows(self) -> set[str]:
        """Windows that can be seen: dialogs and menus are windows too."""
        return set((await self.x("search", "--onlyvisible", "--maxdepth", 1, "--name", ".*")).split())

    async def ready(self) -> None:
        """Wait for the page, and remember how it is."""
        self.zoom = (await self.until("lines"))["zoom"]
        self.seen = await self.windows()

    async def click(self, at: Sequence[int], button: int = 1) -> None:
        await self.x("mousemove", *at, "click", button)

    async def type(self, text: str) -> None:
        await self.x("type", "--delay", 1, text)

    async def key(self, *keys: str) -> None:
        await self.x("key", *keys)

    async def session(self) -> str:
        """A hold on the page itself, which only a policy with developer tools gives."""
        (page,) = (each for each in await self.ask("Target.getTargets", "targetInfos") if each["type"] == "page")
        return str(await self.ask("Target.attachToTarget", "sessionId", targetId=page["targetId"], flatten=True))

    async def ask(self, method: str, field: str = "", session: str = "", **fields: object) -> Any:
        """A field of what the browser answers."""
        answer = await asyncio.to_thread(lambda: self.pipe.ask(method, session, **fields))
        return answer.get(field)

    async def wrongs(self) -> list[str]:
        """How this is not the one page that it was, if it is not."""
        try:
            pages, windows, told = await self.pages(), await self.windows(), await self.told()
        except Unwell as ended:
            return [str(ended)]
        wrong = [f"shows {page}" for page in pages if page.partition("#")[0] != self.url]
        wrong += [] if len(pages) == 1 else [f"{len(pages)} pages"]
        wrong += (
            []
            if windows == self.seen
            else [f"{len(windows - self.seen)} more windows, {len(self.seen - windows)} less"]
        )
        if told.get("zoom", self.zoom) != self.zoom:
            wrong.append(f"zoomed {told['zoom']}, was {self.zoom}")
        return wrong + ([f"selected {told['selected']!r}"] if told.get("selected") else [])

    async def take_ticket(self) -> None:
        """As a citizen does it, by mouse, at the places where the keys were drawn."""
        before = len(self.hall.service.record.tickets)
        for step in ("lines", "items", "confirm", "ticket"):
            await self.click((await self.until(step))["next"])
        await self.until("lines")
        assert len(self.hall.service.record.tickets) == before + 1


@contextmanager
def browsing(command: Sequence[str], hall: ShownHall) -> Iterator[Stage]:
    """A stage with this browser."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, display() as screen:
        stage = Stage(hall, screen, command, Path(folder))
        try:
            yield stage
        finally:
            stage.stop()


def deployed(hall: ShownHall, folder: Path, **changed: object) -> list[str]:
    """The command of a screen, out of the files that deploy writes; ``changed``: rows of its policy."""
    files = files_of(screen_of("kiosk", f"{hall.url}/kiosk"))
    write(files, folder)
    policy = folder / "etc/chromium/policies/managed/anycounter.json"
    policy.write_text(json.dumps({**json.loads(policy.read_text()), **changed}))
    settings = json.loads((folder / "etc/anycounter/screen.json").read_text())
    flags = [flag.replace("#beat-0", "") for flag in settings["flags"]]
    return [*in_its_own_system(folder / "etc/chromium"), CHROMIUM, *FOR_A_TEST, *flags]


async def careless_hall(folder: Path, guarded: bool = True) -> ShownHall:
    """A hall with the careless kiosk, started."""
    hall = ShownHall(city(), folder, pages=careless_pages(folder, guarded), limits=BUSY)
    await hall.start()
    return hall
