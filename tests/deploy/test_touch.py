"""Fingers: held long, two of them, wiped from the edge. The display of the tests has no fingers, so Chromium is told of them.

For that alone the policy of these tests allows developer tools; every other row is the deployed one.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.deploy.stage import CHROMIUM, FOR_A_TEST, Stage, browsing, careless_hall, deployed
from tools.deploying.onscreen import Unwell

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

LONG_PRESS_FRAMES = 40
FRAME = "new Promise(done => setTimeout(done, 25))"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    folder = tmp_path_factory.mktemp("touched")
    hall = await careless_hall(folder)
    with browsing(deployed(hall, folder / "machine", DeveloperToolsAvailability=1), hall) as stage:
        await stage.ready()
        yield stage
    await hall.stop()


class Hand:
    """Fingers on the page."""

    def __init__(self, stage: Stage, session: str) -> None:
        self._stage, self._session = stage, session

    async def send(self, kind: str, *points: tuple[int, int]) -> None:
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        await self._stage.ask("Input.dispatchTouchEvent", session=self._session, type=kind, touchPoints=fingers)

    async def evaluate(self, script: str) -> object:
        found = await self._stage.ask(
            "Runtime.evaluate", "result", self._session, expression=script, awaitPromise=True, returnByValue=True
        )
        return found.get("value")

    async def frame(self) -> None:
        """The page's own clock moves on, so that a long press is long for the page."""
        await self.evaluate(FRAME)

    async def move(self, *paths: tuple[tuple[int, int], tuple[int, int]], steps: int = 8) -> None:
        """Each finger from its first to its last point."""
        await self.send("touchStart", *(start for start, _ in paths))
        for step in range(1, steps + 1):
            points = [(a[0] + (b[0] - a[0]) * step // steps, a[1] + (b[1] - a[1]) * step // steps) for a, b in paths]
            await self.send("touchMove", *points)
            await self.frame()
        await self.send("touchEnd")

    async def drop(self, folder: Path) -> object:
        """Drag a file of the machine onto the page, and let it go; the steps that the page kept from the browser."""
        await self.evaluate(
            "globalThis.kept = new Set(); for (const kind of ['dragover', 'drop'])"
            " addEventListener(kind, (event) => event.defaultPrevented && kept.add(kind))"
        )
        file = folder / "way-out.html"
        file.write_text("away")
        item = {"mimeType": "text/uri-list", "data": file.as_uri()}
        data = {"items": [item], "files": [str(file)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            await self._stage.ask("Input.dispatchDragEvent", session=self._session, type=kind, x=640, y=700, data=data)
        return await self.evaluate("[...kept].sort()")


@pytest_asyncio.fixture(loop_scope="module")
async def hand(kiosk: Stage) -> Hand:
    return Hand(kiosk, await kiosk.session())


async def assert_held(kiosk: Stage, hand: Hand) -> None:
    assert await hand.evaluate("[visualViewport.scale, devicePixelRatio, String(getSelection()), scrollX]") == [
        1,
        1,
        "",
        0,
    ]
    await kiosk.take_ticket()
    assert await kiosk.wrongs() == []


@pytest.mark.parametrize("where", ["blank", "keep", "tel", "picture"])
async def test_a_long_press_opens_no_menu(kiosk: Stage, hand: Hand, where: str) -> None:
    at = (await kiosk.until("lines"))["ways"][where]
    await hand.send("touchStart", (at[0], at[1]))
    for _ in range(LONG_PRESS_FRAMES):
        await hand.frame()
    await hand.send("touchEnd")
    await assert_held(kiosk, hand)


async def test_a_long_press_on_words_selects_nothing(kiosk: Stage, hand: Hand) -> None:
    await hand.send("touchStart", (120, 60))
    for _ in range(LONG_PRESS_FRAMES):
        await hand.frame()
    await hand.send("touchEnd")
    await assert_held(kiosk, hand)


async def test_two_fingers_zoom_nothing(kiosk: Stage, hand: Hand) -> None:
    await hand.move(((600, 400), (200, 200)), ((680, 400), (1100, 600)))
    await hand.move(((200, 200), (600, 400)), ((1100, 600), (680, 400)))
    await assert_held(kiosk, hand)


@pytest.mark.parametrize("fingers", [1, 2, 3])
@pytest.mark.parametrize(
    "way", [((5, 700), (900, 700)), ((1270, 700), (300, 700)), ((640, 2), (640, 700)), ((640, 790), (640, 90))]
)
async def test_a_wipe_goes_neither_back_nor_anew(
    kiosk: Stage, hand: Hand, fingers: int, way: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    beside = [((a[0], a[1] - 40 * n), (b[0], b[1] - 40 * n)) for n in range(fingers) for a, b in [way]]
    await hand.move(*beside)
    await assert_held(kiosk, hand)


async def test_two_quick_taps_zoom_nothing(kiosk: Stage, hand: Hand) -> None:
    for _ in range(2):
        await hand.send("touchStart", (640, 770))
        await hand.send("touchEnd")
    await assert_held(kiosk, hand)


async def test_a_dropped_file_is_not_opened(kiosk: Stage, hand: Hand, tmp_path: Path) -> None:
    assert await hand.drop(tmp_path) == ["dragover", "drop"]
    await assert_held(kiosk, hand)


async def test_the_deployed_policy_gives_nobody_a_hold_on_the_page(tmp_path: Path) -> None:
    hall = await careless_hall(tmp_path)
    with browsing(deployed(hall, tmp_path / "machine"), hall) as stage:
        await stage.ready()
        with pytest.raises(Unwell, match="Not allowed"):
            await stage.session()
    await hall.stop()


@contextlib.asynccontextmanager
async def unheld(folder: Path) -> AsyncIterator[tuple[Stage, Hand]]:
    """The same page in a Chromium as it comes from Debian, and it refuses nothing."""
    hall = await careless_hall(folder, guarded=False)
    command = [CHROMIUM, *FOR_A_TEST, "--no-first-run", "--touch-events=enabled", f"{hall.url}/kiosk"]
    with browsing(command, hall) as stage:
        await stage.ready()
        yield stage, Hand(stage, await stage.session())
    await hall.stop()


async def test_the_same_two_fingers_zoom_a_browser_that_nothing_holds(tmp_path: Path) -> None:
    async with unheld(tmp_path) as (_, hand):
        await hand.move(((600, 400), (200, 200)), ((680, 400), (1100, 600)))
        assert await hand.evaluate("visualViewport.scale") != 1


async def test_a_browser_that_nothing_holds_keeps_the_drop_for_itself(tmp_path: Path) -> None:
    async with unheld(tmp_path) as (_, hand):
        assert await hand.drop(tmp_path) == []
