"""``tools/flash``: put the firmware on a board and pair it with the hall.

The board keeps what runs on it until the new firmware is written and proven; pull the cable whenever you like.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hub.devices.acl import DEVICES
from hub.devices.provisioning import config_record
from hub.settings import Settings, SettingsError, load_settings
from tools.flashing import label
from tools.flashing.boards import BOARDS, Board
from tools.flashing.cable import AUTO, Cable, find_port, reached
from tools.flashing.faults import FlashFailed
from tools.flashing.firmware import Firmware, firmware_for
from tools.flashing.pairing import followed
from tools.flashing.writing import look, must_pair, write
from tools.glyph_file import font_file, wanted

MISTAKE = 2
PASSWORD = "ANYCOUNTER_WIFI_PASSWORD"  # noqa: S105 - the name of a variable
PAIRING_S = 600.0
"""A person has to walk to the hub, and the board is silent while its digits wait."""


def parser() -> argparse.ArgumentParser:
    """The command line of ``tools/flash``."""
    words = "Put the firmware on a board and pair it with the hall."
    top = argparse.ArgumentParser(prog="tools/flash", description=words, epilog=EXIT_CODES)
    top.add_argument("--role", required=True, choices=sorted(DEVICES), help="what the board becomes")
    top.add_argument("--hall", required=True, type=Path, metavar="HALL.toml", help="the hall's configuration")
    top.add_argument("--port", default=AUTO, help="serial port of the board; auto: the only one there is")
    top.add_argument(
        "--wifi", default="", metavar="SSID", help=f"the hall's Wi-Fi; its password is asked for, or {PASSWORD}"
    )
    top.add_argument(
        "--hub", default="", metavar="ADDRESS", help="address of the hub; left out: the board looks for it"
    )
    top.add_argument("--web-port", type=int, help="port of the hub's pages, instead of the file's")
    top.add_argument("--language", help="language of its screen, instead of the hall's first")
    top.add_argument("--again", action="store_true", help="forget its pairing, even where the role stays")
    top.add_argument("--no-wait", action="store_true", help="do not wait for the pairing")
    top.add_argument(
        "--label", type=Path, metavar="OUT", help="a label: a .png file, or the device of a receipt printer"
    )
    return top


EXIT_CODES = (
    "Exit codes: 2 arguments or hall file, 3 no board, 4 several boards, 5 wrong board, 6 MicroPython too old, 7 flash full, "
    "8 cable pulled, 9 written badly. Whatever the code, the board has its old firmware or the new one, whole."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Flash and pair; 0 when all is done."""
    asked = parser().parse_args(arguments)
    try:
        place = place_of(asked, load_settings(asked.hall))
        flash(asked, place)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return MISTAKE
    except FlashFailed as error:
        say(f"not done: {error}")
        return error.code
    except KeyboardInterrupt:
        say("stopped; the board has its old firmware or the new one, whole")
        return 130
    return 0


def place_of(asked: argparse.Namespace, settings: Settings) -> dict[str, object]:
    """The record by which an unpaired board finds the hub."""
    if settings.broker.host in ("127.0.0.1", "localhost") and not settings.broker.url:
        say(f"{asked.hall}: broker.host is this machine alone; no board will reach it until it is 0.0.0.0, say")
    password = ""
    if asked.wifi:
        password = os.environ.get(PASSWORD) or getpass.getpass(f"password of the Wi-Fi {asked.wifi}: ")
    return {
        "ssid": asked.wifi,
        "wifi_password": password,
        "role": asked.role,
        "language": asked.language or settings.setup.languages[0],
        "hub": asked.hub,
        "web_port": asked.web_port or settings.web.port,
    }


def flash(
    asked: argparse.Namespace, place: dict[str, object], boards: tuple[Board, ...] = BOARDS,
    firmware_of: Callable[[str], Firmware] = firmware_for,
) -> None:  # fmt: skip
    """All of it; raises ``FlashFailed``."""
    port = find_port(asked.port)
    with reached(port) as cable:
        facts, board, layout = look(cable, boards)
    say(f"{port}: {board.name}, MicroPython {'.'.join(map(str, facts.version))}")
    firmware = firmware_of(board.march)
    with reached(port) as cable:
        write(cable, facts, layout, firmware, config_record(place), say, font_of(asked.hall))
        pairs = must_pair(cable, asked.role, asked.again)
        cable.restart()
        say("the new firmware starts")
        name = wait_for_pairing(cable) if pairs and not asked.no_wait else ""
    if asked.label:
        make_label(asked, name)


def font_of(hall: Path) -> bytes:
    """Every character that a screen of this hall may show; none where this machine has no Chinese font."""
    try:
        return font_file(wanted(hall))
    except OSError:
        say("no font: Debian's fonts-wqy-microhei is not here, and the screen will know digits and capitals alone")
        return b""


def wait_for_pairing(cable: Cable) -> str:
    """Pass on what the board says; the name that it was given, or "" where it fell silent."""
    say("now open the pairing window: sign in at the hub as supervisor, page /devices")
    for words, device in followed(cable.lines(PAIRING_S)):
        say(words)
        if device:
            return device
    return ""


def make_label(asked: argparse.Namespace, name: str) -> None:
    """A label for a device that has a name."""
    if not name:
        say("no label: the board has not told its name; look on the page /devices")
        return
    label.make(asked.label, name, asked.role.replace("_", " "))
    say(f"label: {asked.label}")


def say(text: str) -> None:
    """One line for people."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
