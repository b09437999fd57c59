"""Runs on the screen's machine inside the compositor: waits for the hub, shows the page, and ends when it is not well.

systemd then starts everything anew, with an empty profile. Uses the standard library alone, since it is installed as one
file. Chromium is asked through its own pipe which pages are open; its policy lets nobody, this program neither, see or
change what is in them. The page counts in its address, so a browser or page that hangs is one whose address stands still.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser")
"""Debian's name and the older one of Raspberry Pi OS."""

HUB_S = 1.0
"""Between two looks whether the hub answers."""

LOOK_S = 2.0
"""Between two looks at the browser."""

ANSWER_S = 10.0
UNWELL = 1


class Unwell(Exception):
    """The screen does not show what it should; the text says how."""


class Pipe:
    """Chromium's debugging pipe: JSON messages that end with a zero byte. Nobody but the parent process has it."""

    def __init__(self) -> None:
        self.of_browser = (os.pipe(), os.pipe())
        self._asked = 0
        self._received = b""

    @property
    def _ends(self) -> tuple[int, int]:
        return self.of_browser[1][0], self.of_browser[0][1]

    def started(self) -> None:
        """The browser has its ends now."""
        os.close(self.of_browser[0][0])
        os.close(self.of_browser[1][1])

    def ask(self, method: str, session: str = "", **fields: object) -> dict[str, Any]:
        """What the browser answers, or ``Unwell`` where it does not."""
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": fields, **({"sessionId": session} if session else {})}
        try:
            os.write(self._ends[1], json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise Unwell(f"Chromium has ended ({error})") from None
        until_s = time.monotonic() + ANSWER_S
        while time.monotonic() < until_s:
            for each in self._messages(until_s - time.monotonic()):
                if each.get("id") == self._asked:
                    if "error" in each:
                        raise Unwell(f"Chromium refuses {method}: {each['error'].get('message')}")
                    return dict(each["result"])
        raise Unwell(f"Chromium did not answer within {ANSWER_S:.0f} s")

    def _messages(self, wait_s: float) -> list[dict[str, Any]]:
        """What has come in, waiting for something at most so long."""
        if select.select([self._ends[0]], [], [], max(wait_s, 0))[0]:
            read = os.read(self._ends[0], 1 << 16)
            if not read:
                raise Unwell("Chromium has ended")
            self._received += read
        *whole, self._received = self._received.split(b"\0")
        return [json.loads(each) for each in whole]

    def pages(self) -> list[str]:
        """Addresses of all windows, tabs and dialogs that show a page."""
        targets = self.ask("Target.getTargets")["targetInfos"]
        return [each["url"] for each in targets if each["type"] not in ("browser_ui", "service_worker", "worker")]


class Watch:
    """Judges the pages of one start. ``patience_s``: how long an address may stand still; ``lives``: it has counted."""

    def __init__(self, url: str, patience_s: float, now_s: float) -> None:
        self._url, self._patience_s = url, patience_s
        self._last, self._changed_s, self.lives = "", now_s, False

    def look(self, pages: Sequence[str], now_s: float) -> None:
        """Raises ``Unwell`` unless this one page is open and lives."""
        if len(pages) > 1:
            raise Unwell(f"{len(pages)} pages are open: {', '.join(map(without_fragment, pages))}")
        shown = pages[0] if pages else ""
        if shown != self._last:
            self.lives = bool(self._last)
            self._last, self._changed_s = shown, now_s
        if pages and without_fragment(shown) != self._url:
            raise Unwell(f"it shows {without_fragment(shown)} and not {self._url}")
        if now_s - self._changed_s > self._patience_s:
            raise Unwell(f"the page gave no sign of life for {self._patience_s:.0f} s")


def without_fragment(address: str) -> str:
    """The address as the hub knows it."""
    return address.partition("#")[0]


def start_browser(command: Sequence[str], pipe: Pipe, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start Chromium with its ends of the pipe as files 3 and 4, in a process group of its own."""
    (reads, _), (_, writes) = pipe.of_browser

    def place_ends() -> None:
        low, high = os.dup(reads), os.dup(writes)
        while low < 5 or high < 5:
            low, high = os.dup(low), os.dup(high)
        os.dup2(low, 3)
        os.dup2(high, 4)

    # The ends must be in place between fork and exec; nothing else runs in this program.
    browser = subprocess.Popen(
        [*command, "--remote-debugging-pipe"],
        close_fds=False,
        preexec_fn=place_ends,
        env=environment,
        start_new_session=True,
    )
    pipe.started()
    return browser


def stop_browser(browser: "subprocess.Popen[bytes]") -> None:
    """End it and all its processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(browser.pid, signal.SIGKILL)
    browser.wait()


def answers(url: str) -> bool:
    """Does the hub give the page now?"""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_S) as answer:  # noqa: S310 - deploy lets nothing but http(s) in
            return int(answer.status) == 200
    except (OSError, urllib.error.URLError, ValueError):
        return False


def tell_systemd(words: str) -> None:
    """READY=1, WATCHDOG=1, STATUS=...: to whoever started us, where that is systemd."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out, contextlib.suppress(OSError):
            out.setblocking(False)  # Its watchdog must not be what hangs us.
            out.sendto(words.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)


def wait_for_hub(url: str, pause: Callable[[float], None] = time.sleep, there: Callable[[str], bool] = answers) -> None:
    """Return as soon as the hub gives the page; until then the screen is dark, and no browser can show an error."""
    told = False
    while not there(url):
        tell_systemd("WATCHDOG=1\nSTATUS=waits for the hub")
        if not told:
            say(f"waits for {url}")
        told = True
        pause(HUB_S)


def show(settings: dict[str, Any], browser_command: Sequence[str]) -> None:
    """Show the page until it is not well, and raise ``Unwell`` then."""
    home = tempfile.mkdtemp(prefix="screen-", dir=os.environ.get("RUNTIME_DIRECTORY"))
    environment = {
        **os.environ,
        "HOME": home,
        "TMPDIR": home,
        "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_CACHE_HOME": home,
    }
    pipe = Pipe()
    command = [*browser_command, f"--user-data-dir={home}/profile", *settings["flags"]]
    browser = start_browser(command, pipe, environment)
    try:
        watch = Watch(settings["url"], settings["patience_s"], time.monotonic())
        while True:
            watch.look(pipe.pages(), time.monotonic())
            tell_systemd(f"WATCHDOG=1\nSTATUS={'shows' if watch.lives else 'starts'} {settings['url']}")
            time.sleep(LOOK_S)
    finally:
        stop_browser(browser)
        shutil.rmtree(home, ignore_errors=True)


def found_browser() -> str:
    """The Chromium of this machine, or ``Unwell``."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Unwell("there is no Chromium on this machine: apt-get install chromium")
    return found


def say(text: str) -> None:
    """One line for the journal."""
    print(f"screen: {text}", file=sys.stderr, flush=True)


def stopped(*_: object) -> None:
    """systemd stops the unit."""
    raise SystemExit(0)


def main(arguments: Sequence[str]) -> int:
    """``onscreen.py SETTINGS.json [EXTRA FLAG...]``: show the page; ends with 1 when it is not well any more."""
    settings = json.loads(Path(arguments[0]).read_text())
    settings["flags"] += arguments[1:]
    signal.signal(signal.SIGTERM, stopped)
    tell_systemd("READY=1")
    try:
        browser = found_browser()
        wait_for_hub(settings["url"])
        say(f"shows {settings['url']}")
        show(settings, [browser])
    except Unwell as problem:
        say(f"{problem}; starts again")
    return UNWELL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
