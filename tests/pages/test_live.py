"""What a page shows is true or says that it is not: age, reconnecting, polling, dropping what is older."""

import json
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from hub.core import commands as c
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Line:
    """The network between one page and the hub.

    ``up``: False and nothing gets through, as with a pulled cable. ``silent``: a socket that stays open and says nothing.
    """

    def __init__(self) -> None:
        self.up = True
        self.sockets_allowed = True
        self.asked: list[str] = []
        self.sent: list[WebSocketRoute] = []
        self.silent: WebSocketRoute | None = None

    async def __call__(self, page: Page) -> None:
        """Put the line between the page and the hub; the page's clock is ours from now on."""
        await page.clock.install()
        await page.route("**/api/**", self._http)
        await page.route_web_socket("**/live**", self._socket)

    async def opened_again(self) -> bool:
        """Has the page a second socket?"""
        return len(self.sent) > 1

    async def _http(self, route: Route) -> None:
        self.asked.append(route.request.url)
        await (route.continue_() if self.up else route.abort())

    async def _socket(self, socket: WebSocketRoute) -> None:
        if not (self.up and self.sockets_allowed):
            await socket.close(code=1013)
            return
        self.sent.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda message: socket.send(message) if self.up and socket is not self.silent else None)


async def pass_time(page: Page, until: Callable[[], Awaitable[bool]], step_ms: int = 2000, steps: int = 40) -> None:
    """Let the page's clock run until something is so."""
    for _ in range(steps):
        if await until():
            return
        await page.clock.run_for(step_ms)
    pytest.fail("it never came to that")


def shown(page: Page, selector: str) -> Callable[[], Awaitable[bool]]:
    return lambda: page.locator(selector).is_visible()


async def test_old_data_is_called_old_and_the_page_heals_itself(hall: ShownHall, visit: Visitors) -> None:
    line = Line()
    board = await visit("/board", before=line)
    await expect(board.locator(".stale")).to_have_count(0)

    line.up = False
    await board.clock.fast_forward(23_000)
    await expect(board.locator(".stale")).to_contain_text("No new data for 2")
    await hall.take()
    await expect(board.locator(".total strong")).to_have_text("0")

    line.up = True
    await pass_time(board, lambda: board.locator(".stale").is_hidden())
    await expect(board.locator(".total strong")).to_have_text("1")
    visit.mishaps.clear()


async def test_a_silent_socket_is_given_up_for_a_new_one(hall: ShownHall, visit: Visitors) -> None:
    line = Line()
    board = await visit("/board", before=line)
    (line.silent,) = line.sent
    await hall.take()
    await pass_time(board, line.opened_again)
    await expect(board.locator(".total strong")).to_have_text("1")
    visit.mishaps.clear()


async def _is(page: Page, words: str) -> bool:
    return await page.locator(".total strong").inner_text() == words


async def test_where_websockets_are_refused_the_page_asks_instead(hall: ShownHall, visit: Visitors) -> None:
    line = Line()
    line.sockets_allowed = False
    board = await visit("/board", before=line)
    await hall.take()
    await pass_time(board, lambda: _is(board, "1"))
    assert not line.sent
    assert any(url.endswith("/api/v1/board") for url in line.asked)


async def test_an_older_picture_is_dropped(hall: ShownHall, visit: Visitors) -> None:
    line = Line()
    board = await visit("/board", before=line)
    await hall.take()
    await expect(board.locator(".total strong")).to_have_text("1")
    old = {"names": {"en": "Old"}, "calls": [], "counters": [], "lines": [], "notices": [], "waiting": 77, "at_ms": 0}
    line.sent[-1].send(json.dumps({"type": "board", "epoch": 0, "rev": 10**9, "board": old}))
    line.sent[-1].send(json.dumps({"type": "board", "epoch": 1, "rev": 1, "board": old}))
    await hall.take()
    await expect(board.locator(".total strong")).to_have_text("2")
    await expect(board.locator("h1")).not_to_have_text("Old")


async def test_a_wrong_clock_of_the_screen_changes_nothing(hall: ShownHall, visit: Visitors) -> None:
    async def in_1970(page: Page) -> None:
        await page.clock.install(time=0)

    board = await visit("/board", before=in_1970)
    await expect(board.locator(".time")).to_have_text("09:00")
    await expect(board.locator(".stale")).to_have_count(0)


async def test_a_press_without_an_answer_is_sent_again_and_acts_once(hall: ShownHall, visit: Visitors) -> None:
    keys: list[str] = []

    async def lose_first_answer(page: Page) -> None:
        async def lossy(route: Route) -> None:
            keys.append(route.request.headers["idempotency-key"])
            if len(keys) == 1:
                await route.fetch()
                await route.abort()
            else:
                await route.continue_()

        await page.route("**/api/v1/tickets", lossy)

    kiosk = await visit("/kiosk", before=lose_first_answer)
    await kiosk.locator(".choice").first.click()
    await kiosk.locator("[data-item]").first.click()
    await kiosk.locator("[data-act=take]").click()
    await expect(kiosk.locator("strong.number")).to_have_text("A001")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(hall.service.record.tickets) == 1
    visit.mishaps.clear()


async def test_a_call_that_got_no_answer_in_time_is_not_sent_later(hall: ShownHall, visit: Visitors) -> None:
    line = Line()
    await hall.do(c.OpenCounter(1, "clerk-2"))
    await hall.take()
    clerk = await visit("/clerk", user="clerk-2", before=line)
    await clerk.locator(".counters button").first.click()
    await expect(clerk.locator("[data-act=next]")).to_be_enabled()
    line.up = False
    await clerk.keyboard.press("n")
    await pass_time(clerk, shown(clerk, ".refusal"), step_ms=1000)
    line.up = True
    await pass_time(clerk, lambda: clerk.locator(".stale").is_hidden())
    assert hall.state("A001") == "waiting"
    visit.mishaps.clear()


async def test_a_call_of_the_page_before_it_opened_is_not_new(hall: ShownHall, visit: Visitors) -> None:
    await hall.take()
    await hall.do(c.OpenCounter(1, "clerk-2"), c.CallNext(1))
    board = await visit("/board")
    await expect(board.locator(".call .number")).to_have_text("A001")
    await expect(board.locator(".call.fresh")).to_have_count(0)
    await hall.do(c.Recall(1))
    await expect(board.locator(".call.fresh .again")).to_have_text("Call no. 2")
