"""Whoever stands before a kiosk cannot leave it: with every key, link and drag the page stays, alone, and gives tickets."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.deploy.stage import CHROMIUM, FOR_A_TEST, Stage, browsing, careless_hall, deployed

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

KEYS = """
F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 Escape Menu Super_L Print Help Cancel shift+F10 shift+Escape
ctrl+a ctrl+b ctrl+c ctrl+d ctrl+e ctrl+f ctrl+g ctrl+h ctrl+j ctrl+k ctrl+l ctrl+m ctrl+n ctrl+o ctrl+p ctrl+q ctrl+r ctrl+s
ctrl+t ctrl+u ctrl+v ctrl+w ctrl+x ctrl+y ctrl+z ctrl+0 ctrl+1 ctrl+9 ctrl+plus ctrl+equal ctrl+minus ctrl+KP_Add
ctrl+shift+a ctrl+shift+b ctrl+shift+c ctrl+shift+d ctrl+shift+g ctrl+shift+i ctrl+shift+j ctrl+shift+k ctrl+shift+m
ctrl+shift+n ctrl+shift+o ctrl+shift+p ctrl+shift+q ctrl+shift+r ctrl+shift+t ctrl+shift+v ctrl+shift+w ctrl+shift+y
ctrl+shift+Delete ctrl+Tab ctrl+shift+Tab ctrl+F4 ctrl+F5 ctrl+Prior ctrl+Next ctrl+Return ctrl+alt+Delete ctrl+alt+BackSpace
alt+F4 alt+Left alt+Right alt+Home alt+d alt+e alt+f alt+p alt+space alt+Tab alt+Return alt+shift+i alt+shift+t alt+shift+a
XF86Back XF86Forward XF86Reload XF86Stop XF86HomePage XF86Search XF86Favorites XF86WWW XF86Mail XF86Explorer XF86Calculator
XF86ZoomIn XF86ZoomOut XF86New XF86Open XF86Close XF86AudioMute XF86PowerOff
""".split()
LINKS = ("blank", "foreign", "sister", "keep", "tel", "mailto", "file", "chrome", "source", "script", "words", "picture")
SCRIPTS = "abcdefghijklmnopqrstuv"
TYPED = (
    "file:///etc/passwd", "chrome://settings", "view-source:http://localhost:9/", "javascript:alert(1)", "data:text/html,x",
    "about:blank", "http://localhost:9/",
)  # fmt: skip
ESCAPES_WITHOUT = ("ctrl+t", "ctrl+n", "ctrl+shift+n", "ctrl+o", "ctrl+h", "ctrl+j", "ctrl+u", "F1", "F12", "ctrl+plus")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The kiosk as it is deployed."""
    folder = tmp_path_factory.mktemp("kiosk")
    hall = await careless_hall(folder)
    with browsing(deployed(hall, folder / "machine"), hall) as stage:
        await stage.ready()
        yield stage
    await hall.stop()


async def assert_held(kiosk: Stage, attempt: str) -> None:
    """After the attempt a ticket is taken, which takes longer than a window to open; then all is as it was."""
    await kiosk.take_ticket()
    assert await kiosk.wrongs() == [], attempt


@pytest.mark.parametrize("keys", KEYS)
async def test_no_key_leaves_the_page(kiosk: Stage, keys: str) -> None:
    await kiosk.key(keys)
    await assert_held(kiosk, keys)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("how", ["click", "middle", "right", "shift", "ctrl", "drag"])
async def test_no_link_leaves_the_page(kiosk: Stage, link: str, how: str) -> None:
    told = await kiosk.until("lines")
    at = told["ways"][link]
    if how == "drag":
        await kiosk.x("mousemove", *at, "mousedown", 1, "mousemove", *told["next"], "mousemove", 600, 10, "mouseup", 1)
    elif how in ("shift", "ctrl"):
        await kiosk.x("mousemove", *at, "keydown", how, "click", 1, "keyup", how)
    else:
        await kiosk.click(at, {"click": 1, "middle": 2, "right": 3}[how])
    await assert_held(kiosk, f"{how} {link}")


@pytest.mark.parametrize("key", SCRIPTS)
async def test_no_script_of_the_page_leads_away_from_it(kiosk: Stage, key: str) -> None:
    await kiosk.key(key)
    await assert_held(kiosk, key)


@pytest.mark.parametrize("address", TYPED)
async def test_no_typed_address_is_opened(kiosk: Stage, address: str) -> None:
    for into in ("ctrl+l", "alt+d", "F6", "ctrl+t", "ctrl+k"):
        await kiosk.key(into)
        await kiosk.type(address)
        await kiosk.key("alt+Return", "Return")
        await kiosk.key("Escape")
    await assert_held(kiosk, address)


@pytest.mark.parametrize("button", range(2, 10))
async def test_no_button_of_a_mouse_does_more_than_press(kiosk: Stage, button: int) -> None:
    await kiosk.click((640, 780), button)
    await kiosk.x("mousemove", 640, 780, "keydown", "ctrl", "click", button, "keyup", "ctrl")
    await assert_held(kiosk, f"button {button}")


async def test_no_text_is_selected_and_searched_for(kiosk: Stage) -> None:
    await kiosk.x("mousemove", 20, 60, "mousedown", 1, "mousemove", 900, 500, "mouseup", 1)
    await kiosk.x("mousemove", 120, 60, "click", "--repeat", 3, 1)
    await kiosk.key("ctrl+a")
    await kiosk.click((120, 60), 3)
    await assert_held(kiosk, "selection")
