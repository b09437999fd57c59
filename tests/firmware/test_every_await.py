"""The plug pulled at every await: what was printed counts, nothing counts twice, no rating is lost."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import Ledger
from tests.firmware.lives import Bench, Broker
from tests.firmware.test_dispenser import desired as dispenser_state
from tests.firmware.test_dispenser import item
from tests.firmware.test_pad import desired as pad_state

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
"""What a pulled plug leaves behind."""

LEASE = {"id": "20260105-0", "first": 12_988, "prefix": "P", "from": 1, "count": 333}
DISPENSER = [
    ("desired", "dispenser", dispenser_state(lease=LEASE)),
    ("menu", "menu", {"menu": 1, "page": 0, "items": [item("a")]}),
]
WHOLE_TICKET = b"\x1dVB\x00"
"""The cut behind the last line."""


async def until(device: Any, holds: Any, limit_s: float = 200.0) -> None:
    """Let the device's time pass until it holds."""
    loop = asyncio.get_running_loop()
    end_s = loop.time() + limit_s
    while not holds() and loop.time() < end_s:
        await asyncio.sleep(0.05)


async def take_a_ticket(device: Any) -> None:
    """Choose, confirm, wait for the hub that does not answer, take the paper."""
    await until(device, lambda: device._role.menu.items and device._role.offline.lease)
    for _ in range(2):
        await device._pressed("ok")
    await until(device, lambda: device._role.stage == "result")
    await device._pressed("ok")


async def two_tickets(device: Any) -> None:
    await take_a_ticket(device)
    await take_a_ticket(device)


async def told(device: Any) -> None:
    """The hub answers now: nothing is left to be told."""
    nothing_left = lambda: device._role.offline.pending == 0 and not device._session.outbox.waiting  # noqa: E731
    await until(device, lambda: device._session.online and nothing_left())


def dispensed(folder: Path, steps: int) -> tuple[Bench, int]:
    """Two tickets without an answer, cut off; one more after the start; then the hub is back."""
    bench = Bench(folder, "dispenser", Broker(DISPENSER))
    taken = bench.live(two_tickets, steps)
    before = set(bench.numbers())
    bench.live(take_a_ticket)
    assert set(bench.numbers()) - before, "no ticket after the start"
    bench.broker.answers = {"offline", "printed"}
    bench.live(told)
    return bench, taken


def check(bench: Bench, steps: int) -> None:
    """Every whole ticket was told once under its own serial, and no number is on two papers."""
    numbers = bench.numbers()
    assert len(numbers) == len(set(numbers)), (steps, numbers)
    whole = [paper[-4:] for paper in bytes(bench.printer.printed).split(WHOLE_TICKET)[:-1]]
    assert whole
    serials = [each["body"]["serial"] for each in bench.broker.heard if each["type"] == "offline"]
    on_paper = {LEASE["first"] + int(number[1:]) - 1 for number in numbers}
    assert on_paper <= set(serials), (steps, numbers, serials)
    unsure = {
        each["body"]["serial"]
        for each in bench.broker.heard
        if each["type"] == "offline" and each["body"]["paper"] == "doubtful"
    }
    assert set(serials) - on_paper <= unsure, (steps, numbers, serials)


def test_a_dispenser_cut_off_at_every_await_repeats_no_number_and_forgets_no_ticket(tmp_path: Path) -> None:
    cuts = cut_everywhere(tmp_path, lambda: None)
    print(f"{cuts} awaits, each cut once")


def cut_everywhere(folder: Path, before: Callable[[], None]) -> int:
    """A life that is not cut, then one for each of its awaits; how many."""
    before()
    bench, all_steps = dispensed(folder / "whole", 10**9)
    check(bench, all_steps)
    assert bench.numbers() == ["P001", "P002", "P003"]
    for steps in range(1, all_steps):
        before()
        bench, _ = dispensed(folder / str(steps), steps)
        check(bench, steps)
    return all_steps


def test_a_dispenser_that_prints_before_it_writes_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = Ledger.append

    def forgetful(ledger: Ledger, record: list[Any]) -> None:
        if record[0] == "n":
            late.append((ledger, record))
            return
        for ledger_then, record_then in late:
            written(ledger_then, record_then)
        late.clear()
        written(ledger, record)

    late: list[tuple[Ledger, list[Any]]] = []
    monkeypatch.setattr(Ledger, "append", forgetful)
    with pytest.raises(AssertionError):
        cut_everywhere(tmp_path, late.clear)


async def rate(device: Any) -> None:
    """A citizen presses 2, a reason, ok."""
    await until(device, lambda: device._role.leg is not None)
    for button in ("2", "1", "ok"):
        await device._pressed(button)
        await until(device, lambda: False, 0.05)


async def acknowledged(device: Any) -> None:
    """The hub answers now."""
    await until(device, lambda: device._session.online and not device._role.kept, 60.0)


@pytest.mark.parametrize("answered", [False, True])
def test_a_pad_cut_off_at_every_await_keeps_what_was_thanked_for(tmp_path: Path, answered: bool) -> None:
    def rated(folder: Path, steps: int) -> tuple[Bench, int, bool]:
        thanked = False

        async def script(device: Any) -> None:
            nonlocal thanked
            await rate(device)
            thanked = True

        bench = Bench(folder, "pad", Broker([("desired", "pad", pad_state())]))
        bench.broker.answers = {"rating"} if answered else set()
        taken = bench.live(script, steps)
        bench.broker.answers = {"rating"}
        bench.live(acknowledged)
        return bench, taken, thanked

    _, all_steps, _ = rated(tmp_path / "whole", 10**9)
    for steps in range(1, all_steps):
        bench, _, thanked = rated(tmp_path / str(steps), steps)
        ratings = [each["body"] for each in bench.broker.heard if each["type"] == "rating"]
        assert {rating["leg"] for rating in ratings} <= {"leg-1"}
        assert len({rating["score"] for rating in ratings}) <= 1
        assert ratings or not thanked, steps
