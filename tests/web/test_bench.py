"""The bench: who may have a device of it, and what goes over its line."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError

from hub.web.bench_line import NO_BROKER, OPENED, PAGE_BYTES
from hub.web.bench_loans import GONE, MOST, TAKEN, UNUSED_S, Loan, Loans
from hub.web.feed import RESTART, SIGNED_OUT
from tests.web.test_live import closing_code
from tests.web.world import Client, World, until

KEYPAD = {"role": "keypad", "counter": 1}
NOBODY = f"/live/bench/bench-keypad-1/{'0' * 32}"


async def lend(client: Client, key: str = "", **wish: Any) -> dict[str, Any]:
    answer = await client.post("/bench/devices", {**KEYPAD, **wish}, key=key)
    assert answer.status == 201, await answer.text()
    return dict(await answer.json())


async def line(client: Client, lent: dict[str, Any]) -> ClientWebSocketResponse:
    """A line that has reached the broker."""
    opened = await client.live(address(lent))
    assert await opened.receive_str(timeout=20) == OPENED
    return opened


def address(lent: dict[str, Any]) -> str:
    return f"/live/bench/{lent['device']}/{lent['lease']}"


async def test_a_hall_that_did_not_switch_it_on_has_no_bench(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.bench = None
    await world.start()
    boss = await world.signed_in("boss")
    assert (await (await boss.get("/setup")).json())["bench"] is False
    for path in ("/bench", "/bench/worker.js", "/bench/runtime/micropython.wasm", NOBODY, "/api/v1/bench"):
        async with boss.session.get(world.base + path, cookies=boss.cookies) as answer:
            assert answer.status == 404, path
    assert (await boss.post("/bench/devices", KEYPAD)).status == 404
    await world.stop()


async def test_a_supervisor_s_page_gets_a_device_with_its_secrets_and_the_sources(world: World, boss: Client) -> None:
    lent = await lend(boss, language="en")
    assert (lent["device"], lent["records"]) == ("bench-keypad-1", {"config": "secrets 1"})
    assert world.workbench.lent == [("keypad", 1, "en")]
    files = (await (await boss.get("/bench/firmware")).json())["files"]
    assert files == {
        "/fakes/machine.py": "fakes machine.py", "/firmware/keypad.py": "firmware keypad.py",
        "/firmware/wire/errors.py": "firmware wire/errors.py",
    }  # fmt: skip
    assert (await (await boss.get("/setup")).json())["bench"] is True


async def test_a_language_without_words_becomes_the_hall_s(world: World, boss: Client) -> None:
    await lend(boss, language="tlh")
    assert world.workbench.lent == [("keypad", 1, "zh")]


async def test_a_device_stands_at_a_counter_of_the_hall(boss: Client) -> None:
    assert (await boss.post("/bench/devices", {"role": "keypad", "counter": 77})).status == 404
    assert (await boss.post("/bench/devices", {"role": "hub", "counter": 1})).status == 422


async def test_a_repeated_request_lends_nothing_anew(world: World, boss: Client) -> None:
    first, again = await lend(boss, key="same"), await lend(boss, key="same")
    other = await lend(boss, key="other")
    assert first == again
    assert first["lease"] != other["lease"]
    assert len(world.workbench.lent) == 2
    assert (await boss.post("/bench/devices", {"role": "pad", "counter": 1}, key="same")).status == 422


async def test_bytes_go_to_the_broker_and_back_as_they_are(world: World, boss: Client) -> None:
    mine = await line(boss, await lend(boss))
    said = bytes(range(256)) * 16
    await mine.send_bytes(said)
    heard = b""
    while len(heard) < len(said):
        heard += await mine.receive_bytes(timeout=20)
    assert heard == bytes(world.workbench.heard) == said
    await mine.close()
    await asyncio.wait_for(world.workbench.hung_up.wait(), 20)


async def test_a_broker_that_is_away_or_hangs_up_ends_the_line(world: World, boss: Client) -> None:
    lent = await lend(boss)
    mine = await line(boss, lent)
    await mine.send_bytes(b"bye")
    assert await closing_code(mine) == NO_BROKER
    world.workbench.broken = True
    assert await closing_code(await boss.live(address(lent))) == NO_BROKER


async def test_the_page_that_asked_last_has_the_device_and_the_other_is_told(world: World, boss: Client) -> None:
    first = await lend(boss)
    mine = await line(boss, first)
    second = await lend(boss)
    assert await closing_code(mine) == TAKEN
    assert await closing_code(await boss.live(address(first))) == TAKEN
    await line(boss, second)


async def test_a_newer_line_of_the_same_page_takes_the_place_of_the_older(boss: Client) -> None:
    lent = await lend(boss)
    older = await line(boss, lent)
    await line(boss, lent)
    assert await closing_code(older) == GONE


async def test_a_device_that_the_hub_does_not_know_has_no_line(boss: Client) -> None:
    assert await closing_code(await boss.live(NOBODY)) == GONE


async def test_signing_out_ends_the_line_and_the_loan(world: World, boss: Client) -> None:
    mine = await line(boss, await lend(boss))
    await boss.delete("/session")
    assert await closing_code(mine) == SIGNED_OUT
    assert world.workbench.taken_back == ["bench-keypad-1"]


async def test_a_session_that_ran_out_says_nothing_more(world: World, boss: Client) -> None:
    mine = await line(boss, await lend(boss))
    world.clock.forward_s(31 * 60)
    await mine.send_bytes(b"late")
    assert await closing_code(mine) == SIGNED_OUT
    assert not world.workbench.heard


async def test_a_page_in_use_stays_signed_in(world: World, boss: Client) -> None:
    mine = await line(boss, await lend(boss))
    for count in range(3):
        world.clock.forward_s(25 * 60)
        await mine.send_bytes(b"ping")
        await until(lambda count=count: len(world.workbench.heard) == 4 * (count + 1))
    assert (await boss.get("/session")).status == 200


@pytest.mark.parametrize("said", ["words", b"x" * (PAGE_BYTES + 1)])
async def test_a_page_that_says_what_no_device_says_is_cut_off(world: World, boss: Client, said: str | bytes) -> None:
    mine = await line(boss, await lend(boss))
    await (mine.send_str(said) if isinstance(said, str) else mine.send_bytes(said))
    assert await closing_code(mine) in (1003, 1009)
    assert not world.workbench.heard


async def test_another_site_s_page_has_no_line(boss: Client) -> None:
    lent = await lend(boss)
    with pytest.raises(WSServerHandshakeError) as refused:
        await boss.live(address(lent), origin="http://evil.example")
    assert refused.value.status == 403
    assert (await boss.get(address(lent))).status == 426


async def test_a_stop_tells_the_pages_to_come_back_soon(world: World, boss: Client) -> None:
    mine = await line(boss, await lend(boss))
    world.web.bench.stop()
    assert await closing_code(mine) == RESTART


async def test_a_full_bench_lends_nothing(world: World, boss: Client) -> None:
    for number in range(MOST):
        world.web.bench.loans.add(Loan(f"bench-pad-{number}", str(number), "", {}))
    assert (await boss.post("/bench/devices", KEYPAD)).status == 429


def test_a_device_without_a_line_is_struck_out_after_a_while() -> None:
    taken_back: list[str] = []
    due: list[Any] = []
    loans = Loans(taken_back.append, lambda seconds, call: due.append((seconds, call)) or Timer())
    loan = loans.add(Loan("bench-pad-1", "a", "", {}))
    (seconds, strike_out) = due[-1]
    assert (seconds, taken_back, loan.ending.cancelled) == (UNUSED_S, [], False)
    timer = loan.ending
    with loans.on(loan, Listener()):
        assert timer.cancelled
    strike_out = due[-1][1]
    strike_out()
    assert (taken_back, loans.of_device("bench-pad-1")) == (["bench-pad-1"], None)


class Timer:
    cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Listener:
    def leave(self, code: int) -> None:
        raise AssertionError(code)


async def fetch(client: Client, path: str) -> Any:
    async with client.session.get(client.world.base + path, cookies=client.cookies) as answer:
        await answer.read()
        return answer


async def test_webassembly_is_allowed_to_the_worker_alone(boss: Client) -> None:
    worker = await fetch(boss, "/bench/worker.js")
    assert (worker.status, worker.content_type) == (200, "text/javascript")
    assert "script-src 'self' 'wasm-unsafe-eval';" in worker.headers["Content-Security-Policy"]
    for path in ("/bench", "/web/bench/worker.js", "/bench/runtime/micropython.mjs", "/api/v1/bench"):
        assert "unsafe" not in (await fetch(boss, path)).headers["Content-Security-Policy"], path


async def test_micropython_is_served_as_what_it_is_or_told_to_be_missing(world: World, boss: Client) -> None:
    kinds = {"micropython.mjs": "text/javascript", "micropython.wasm": "application/wasm"}
    for name, kind in kinds.items():
        answer = await fetch(boss, f"/bench/runtime/{name}")
        assert (answer.status, answer.content_type) == (200, kind)
    assert (await fetch(boss, "/bench/runtime/stamp")).status == 404
    assert await (await boss.get("/bench")).json() == {"runtime": True, "firmware": True}
    _, folders = world.bench
    (folders.runtime / "micropython.wasm").unlink()
    (folders.firmware / "keypad.py").unlink()
    (folders.firmware / "wire" / "errors.py").unlink()
    assert await (await boss.get("/bench")).json() == {"runtime": False, "firmware": False}
    assert (await fetch(boss, "/bench/runtime/micropython.mjs")).status == 404
    assert (await boss.get("/bench/firmware")).status == 404
