"""The program that shows the page: it waits in the dark, lets nothing else be open, and ends when the page does not live."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from tests.deploy.stage import FOR_A_TEST, PATIENCE_S, display, in_its_own_system
from tests.pages.hall import ShownHall, city
from tools.deploying import keyboard, units
from tools.deploying.files import files_of, write
from tools.deploying.onscreen import Unwell, Watch, wait_for_hub
from tools.deploying.screens import screen_of

URL = "http://hub.local/kiosk"
COMMANDS = (
    "ctrl+n",
    "ctrl+t",
    "ctrl+w",
    "alt+F4",
    "F11",
    "F12",
    "ctrl+o",
    "ctrl+alt+F2",
    "alt+Escape",
    "Super_L",
    "alt+Tab",
)
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
"""The compositor refuses to run as root, as it should."""


def test_a_page_that_counts_in_its_address_lives() -> None:
    watch = Watch(URL, patience_s=30, now_s=0)
    for beat in range(100):
        watch.look([f"{URL}#beat-{beat}"], now_s=beat * 20)


def test_an_address_that_stands_still_is_a_page_that_hangs() -> None:
    watch = Watch(URL, patience_s=30, now_s=0)
    watch.look([f"{URL}#beat-1"], now_s=10)
    watch.look([f"{URL}#beat-1"], now_s=40)
    with pytest.raises(Unwell, match="no sign of life for 30 s"):
        watch.look([f"{URL}#beat-1"], now_s=41)


def test_a_browser_that_never_shows_a_page_is_not_waited_for_for_ever() -> None:
    watch = Watch(URL, patience_s=30, now_s=0)
    watch.look([], now_s=30)
    with pytest.raises(Unwell, match="no sign of life"):
        watch.look([], now_s=31)


@pytest.mark.parametrize(
    "pages", [[f"{URL}#beat-1", "chrome://newtab/"], ["http://hub.local/supervisor"], ["file:///etc/passwd"]]
)
def test_any_other_page_is_unwell(pages: list[str]) -> None:
    with pytest.raises(Unwell, match=r"open|shows"):
        Watch(URL, patience_s=30, now_s=0).look(pages, now_s=1)


def test_the_hub_is_waited_for_as_long_as_it_takes() -> None:
    answers, pauses = iter([False] * 1000 + [True]), list[float]()
    wait_for_hub(URL, pauses.append, lambda _: next(answers))
    assert len(pauses) == 1000


class Launched:
    """The program in a process of its own; ``said``: what it has told systemd."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], told: socket.socket) -> None:
        self._told = told
        self.process = subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def until(self, words: str) -> None:
        """Read on until systemd hears this."""
        while words not in self._told.recv(4096).decode():
            pass

    def end(self) -> str:
        """Its last words, once it has ended by itself with the code of an unwell screen."""
        _, words = self.process.communicate(timeout=60)
        assert self.process.returncode == 1, words
        return words

    def browser(self, kind: str = "") -> list[int]:
        """Processes of its browser: all, the oldest first, or those of a kind such as ``renderer``."""
        listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True).stdout.splitlines()[1:]
        below, found = {self.process.pid}, list[int]()
        for line in listed:
            process, parent, words = line.split(maxsplit=2)
            if int(parent) in below:
                below.add(int(process))
                found += (
                    [int(process)] if "chromium/chromium" in words and f"--type={kind}" in words + "--type=" else []
                )
        return found

    mark = ""


@contextlib.contextmanager
def launched(url: str, in_cage: bool = False, patience_s: int = 8) -> Iterator[Launched]:
    """The launcher as written for this address, on a display of its own, or in the compositor on one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, display() as screen:
        folder = Path(name)
        write(files_of(screen_of("kiosk", url)), folder)
        settings = folder / units.SETTINGS.lstrip("/")
        settings.write_text(json.dumps({**json.loads(settings.read_text()), "patience_s": patience_s}))
        program = [
            "/usr/bin/python3",
            "-I",
            str(folder / units.LIBRARY.lstrip("/") / "onscreen.py"),
            str(settings),
            *FOR_A_TEST,
        ]
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        told.settimeout(PATIENCE_S)
        told.bind(str(folder / "notify"))
        run = folder / "run"
        run.mkdir()
        for path in (folder, run, folder / "notify"):
            path.chmod(0o777)
        environment = {
            **os.environ,
            "DISPLAY": screen,
            "RUNTIME_DIRECTORY": str(run),
            "NOTIFY_SOCKET": str(folder / "notify"),
        }
        if in_cage:
            environment |= {**keyboard.ENVIRONMENT, "WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman", "HOME": str(run)}
            environment |= {"XDG_RUNTIME_DIR": str(run), "XDG_CONFIG_HOME": str(folder / "etc")}
            command = [*(NOBODY if os.geteuid() == 0 else []), "cage", "-d", "--", *program]
        else:
            command = [*in_its_own_system(folder / "etc/chromium"), *program]
        one = Launched(command, environment, told)
        one.mark = str(run)
        try:
            yield one
        finally:
            left = one.browser()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.process.pid, signal.SIGTERM)
            print(one.process.communicate()[1])
            for each in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            told.close()
            shutil.rmtree(run, ignore_errors=True)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[ShownHall]:
    hall = ShownHall(city(), tmp_path)
    await hall.start()
    yield hall
    await hall.stop()


@pytest.mark.slow
async def test_a_page_whose_renderer_hangs_is_started_anew(hall: ShownHall) -> None:
    with launched(f"{hall.url}/kiosk") as one:
        await asyncio.to_thread(one.until, "STATUS=shows")
        await asyncio.to_thread(one.until, "WATCHDOG=1")
        renderers = one.browser("renderer")
        assert renderers
        for each in renderers:
            os.kill(each, signal.SIGSTOP)
        assert "gave no sign of life for 8 s; starts again" in await asyncio.to_thread(one.end)


@pytest.mark.slow
async def test_a_browser_that_ends_ends_the_program_and_leaves_nothing(hall: ShownHall) -> None:
    with launched(f"{hall.url}/kiosk", patience_s=60) as one:
        await asyncio.to_thread(one.until, "STATUS=shows")
        os.kill(one.browser()[0], signal.SIGKILL)
        assert "has ended" in await asyncio.to_thread(one.end)
        assert list(Path(one.mark).iterdir()) == []


@pytest.mark.slow
async def test_no_browser_is_started_before_the_hub_answers(hall: ShownHall) -> None:
    await hall.web.stop()
    port = int(hall.url.rpartition(":")[2])
    with launched(f"{hall.url}/kiosk") as one:
        await asyncio.to_thread(one.until, "STATUS=waits for the hub")
        assert one.browser() == []
        await hall.web.start("127.0.0.1", port)
        await asyncio.to_thread(one.until, "STATUS=shows")


@pytest.mark.slow
async def test_in_the_compositor_the_page_lives_and_stays(hall: ShownHall) -> None:
    with launched(f"{hall.url}/kiosk", in_cage=True, patience_s=60) as one:
        await asyncio.to_thread(one.until, "STATUS=shows")
        environment = {**os.environ, "DISPLAY": display_of(one.process.pid)}
        await asyncio.to_thread(subprocess.run, ["xdotool", "key", *COMMANDS], env=environment, check=True)
        for _ in range(3):
            await asyncio.to_thread(one.until, "STATUS=shows")
        assert one.process.poll() is None


def display_of(process: int) -> str:
    """The display that a process was started with."""
    words = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    return next(word.partition(b"=")[2].decode() for word in words if word.startswith(b"DISPLAY="))
