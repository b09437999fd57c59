"""Whoever stands before a kiosk cannot leave it: with every key, link and drag the page stays, alone, and gives tickets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.deploy.stage import (
    CHROMIUM,
    FOR_A_TEST,
    PATIENCE_S,
    Stage,
    browsing,
    careless_hall,
    deployed,
    use_keyboard_of,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

KEYS = {
    "F keys": "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 shift+F10 ctrl+F4 ctrl+F5 alt+F4",
    "Ctrl": "ctrl+a ctrl+b ctrl+c ctrl+d ctrl+e ctrl+f ctrl+g ctrl+h ctrl+j ctrl+k ctrl+l ctrl+m ctrl+n ctrl+o ctrl+p ctrl+q "
    "ctrl+r ctrl+s ctrl+t ctrl+u ctrl+v ctrl+w ctrl+x ctrl+y ctrl+z ctrl+0 ctrl+1 ctrl+9",
    "Ctrl and Shift": "ctrl+shift+a ctrl+shift+b ctrl+shift+c ctrl+shift+d ctrl+shift+g ctrl+shift+i ctrl+shift+j ctrl+shift+k "
    "ctrl+shift+m ctrl+shift+n ctrl+shift+o ctrl+shift+p ctrl+shift+q ctrl+shift+r ctrl+shift+t ctrl+shift+v ctrl+shift+w "
    "ctrl+shift+y ctrl+shift+Delete",
    "zoom": "ctrl+plus ctrl+equal ctrl+minus ctrl+KP_Add ctrl+KP_Subtract XF86ZoomIn XF86ZoomOut",
    "tabs": "ctrl+Tab ctrl+shift+Tab ctrl+Prior ctrl+Next ctrl+Return alt+1 ctrl+2 ctrl+8",
    "Alt": "alt+Left alt+Right alt+Home alt+d alt+e alt+f alt+p alt+space alt+Tab alt+Return alt+shift+i alt+shift+t alt+shift+a",
    "desktop": "Escape shift+Escape Menu Super_L Print Help Cancel ctrl+Escape ctrl+alt+Delete ctrl+alt+BackSpace ctrl+alt+F2",
    "media": "XF86Back XF86Forward XF86Reload XF86Stop XF86HomePage XF86Search XF86Favorites XF86WWW XF86Mail XF86Explorer "
    "XF86Calculator XF86New XF86Open XF86Close XF86AudioMute XF86PowerOff",
}
LINKS = (
    "blank",
    "foreign",
    "sister",
    "keep",
    "tel",
    "mailto",
    "file",
    "chrome",
    "source",
    "script",
    "words",
    "picture",
)
SCRIPTS = "abcdefghijklmnopqrstuv"
TYPED = (
    "file:///etc/passwd", "chrome://settings", "view-source:http://localhost:9/", "javascript:alert(1)", "data:text/html,x",
    "about:blank", "http://localhost:9/",
)  # fmt: skip
ESCAPES_WITHOUT = ("ctrl+t", "ctrl+shift+n", "ctrl+o", "F12", "ctrl+plus")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Callable[[], Awaitable[Stage]]]:
    """Gives the kiosk as it is deployed; a new one only after one that was left."""
    folder = tmp_path_factory.mktemp("kiosk")
    hall = await careless_hall(folder)
    with ExitStack() as running:
        kept: list[Stage] = []

        async def whole() -> Stage:
            if not kept or await kept[-1].wrongs():
                kept.append(running.enter_context(browsing(deployed(hall, folder / f"machine-{len(kept)}"), hall)))
                await kept[-1].ready()
            return kept[-1]

        yield whole
    await hall.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def kiosk(stages: Callable[[], Awaitable[Stage]]) -> Stage:
    """A kiosk that nobody has left."""
    return await stages()


async def assert_held(kiosk: Stage, attempt: str) -> None:
    """After the attempt a ticket is taken, which takes longer than a window to open; then all is as it was."""
    await kiosk.take_ticket()
    assert await kiosk.wrongs() == [], attempt


@pytest.mark.parametrize("which", KEYS)
async def test_no_key_leaves_the_page(kiosk: Stage, which: str) -> None:
    for keys in KEYS[which].split():
        await kiosk.key(keys)
        assert await kiosk.wrongs() == [], keys
    await assert_held(kiosk, which)


@pytest.mark.parametrize("how", ["click", "middle", "right", "shift", "ctrl", "drag"])
async def test_no_link_leaves_the_page(kiosk: Stage, how: str) -> None:
    for link in LINKS:
        told = await kiosk.until("lines")
        at = told["ways"][link]
        if how == "drag":
            ways = [word for place in ((500, 300), (900, 10), (640, 780)) for word in ("mousemove", *place)]
            await kiosk.x("mousemove", *at, "mousedown", 1, *ways, "mouseup", 1)
        elif how in ("shift", "ctrl"):
            await kiosk.x("mousemove", *at, "keydown", how, "click", 1, "keyup", how)
        else:
            await kiosk.click(at, {"click": 1, "middle": 2, "right": 3}[how])
        assert await kiosk.wrongs() == [], link
    await assert_held(kiosk, how)


@pytest.mark.parametrize("key", SCRIPTS)
async def test_no_script_of_the_page_leads_away_from_it(kiosk: Stage, key: str) -> None:
    await kiosk.key(key)
    await assert_held(kiosk, key)


@pytest.mark.parametrize("into", ["ctrl+l", "alt+d", "F6", "ctrl+t", "ctrl+k", "ctrl+o", "F12"])
async def test_no_typed_address_is_opened(kiosk: Stage, into: str) -> None:
    for address in TYPED:
        await kiosk.key(into)
        await kiosk.type(address)
        await kiosk.key("alt+Return")
        await kiosk.key("Return")
        assert await kiosk.wrongs() == [], address
    await assert_held(kiosk, into)


async def test_no_button_or_wheel_of_a_mouse_does_more_than_press(kiosk: Stage) -> None:
    for button in range(2, 10):
        await kiosk.click((640, 780), button)
        for with_key in ("ctrl", "shift", "alt"):
            await kiosk.x("keydown", with_key, "click", "--repeat", 3, button, "keyup", with_key)
        assert await kiosk.wrongs() == [], button
    await assert_held(kiosk, "buttons")


async def test_no_text_is_selected_and_searched_for(kiosk: Stage) -> None:
    await kiosk.x("mousemove", 20, 60, "mousedown", 1, "mousemove", 900, 500, "mouseup", 1)
    await kiosk.x("mousemove", 120, 60, "click", "--repeat", 3, 1)
    await kiosk.key("ctrl+a")
    await kiosk.click((120, 60), 3)
    await assert_held(kiosk, "selection")


@contextlib.asynccontextmanager
async def unheld(folder: Path, policy: bool) -> AsyncIterator[Stage]:
    """A Chromium that shows the same page, which refuses nothing; with the policy, or as it comes from Debian."""
    hall = await careless_hall(folder, guarded=False)
    command = (
        deployed(hall, folder / "machine") if policy else [CHROMIUM, *FOR_A_TEST, "--no-first-run", f"{hall.url}/kiosk"]
    )
    with browsing(command, hall) as stage:
        await stage.ready()
        yield stage
    await hall.stop()


async def escapes(stage: Stage) -> list[str]:
    """What is wrong, as soon as something is."""
    async with asyncio.timeout(PATIENCE_S):
        while not (wrong := await stage.wrongs()):
            await asyncio.sleep(0.02)
    return wrong


@pytest.mark.parametrize("keys", ESCAPES_WITHOUT)
async def test_the_same_keys_leave_a_browser_that_nothing_holds(tmp_path: Path, keys: str) -> None:
    async with unheld(tmp_path, policy=False) as stage:
        await stage.key(keys)
        assert await escapes(stage)


@pytest.mark.parametrize(("link", "button"), [("blank", 1), ("foreign", 1), ("sister", 2), ("picture", 3)])
async def test_the_same_links_leave_a_browser_that_nothing_holds(tmp_path: Path, link: str, button: int) -> None:
    async with unheld(tmp_path, policy=False) as stage:
        await stage.click((await stage.until("lines"))["ways"][link], button)
        assert await escapes(stage)


async def test_without_the_policy_a_typed_address_opens_the_machine_s_files(tmp_path: Path) -> None:
    async with unheld(tmp_path, policy=False) as stage:
        async with asyncio.timeout(3 * PATIENCE_S):
            while not await opened_by_typing(stage, "file:///etc/passwd"):
                pass


async def opened_by_typing(stage: Stage, address: str) -> bool:
    """One try, as a visitor has many: a browser that is still busy loses a key."""
    await stage.key("ctrl+l")
    await stage.type(address)
    await stage.key("Return")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S / 4):
            while f"shows {address}" not in await stage.wrongs():
                await asyncio.sleep(0.02)
            return True
    return False


async def test_the_policy_alone_shuts_tools_files_and_private_windows_but_does_not_keep_the_page_in_front(
    tmp_path: Path,
) -> None:
    async with unheld(tmp_path, policy=True) as stage:
        await stage.key("F12", "ctrl+shift+i", "ctrl+u", "ctrl+shift+n", "ctrl+p", "F11", "ctrl+s", "ctrl+o")
        assert await stage.wrongs() == []
        await stage.key("ctrl+n")
        async with asyncio.timeout(PATIENCE_S):
            while "shows chrome://newtab/" not in (wrong := await stage.wrongs()):
                await asyncio.sleep(0.02)
        assert [each for each in wrong if "devtools:" in each or "view-source:" in each or "print" in each] == []


COMMANDS = (
    "Ctrl N", "Ctrl T", "Ctrl W", "Ctrl O", "Ctrl H", "Ctrl Shift N", "Ctrl Shift Q", "Ctrl Shift W", "Alt F4", "F11", "Super",
)  # fmt: skip
PLACES = {
    "Ctrl": 37, "Alt": 64, "Shift": 50, "Super": 133, "F4": 70, "F11": 95,
    "N": 57, "T": 28, "W": 25, "O": 32, "H": 43, "Q": 24,
}  # fmt: skip
"""Numbers of keys, as a keyboard sends them."""


async def test_the_keyboard_of_a_screen_has_no_command_even_for_a_page_that_refuses_nothing(tmp_path: Path) -> None:
    async with unheld(tmp_path, policy=True) as stage:
        use_keyboard_of(tmp_path / "machine", stage.screen)
        for words in COMMANDS:
            await stage.key("+".join(str(PLACES[key]) for key in words.split()))
            assert await stage.wrongs() == [], words
        await assert_held(stage, "keyboard")


async def test_the_same_places_leave_it_on_a_usual_keyboard(tmp_path: Path) -> None:
    async with unheld(tmp_path, policy=True) as stage:
        await stage.key(f"{PLACES['Ctrl']}+{PLACES['N']}")
        assert await escapes(stage)
