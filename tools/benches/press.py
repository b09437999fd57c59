"""From a key of a keypad to its answer, and to the last of many screens."""

import asyncio
import itertools
import random
import time

from tools.benches.figures import Figures, percentile
from tools.benches.issue import Tickets
from tools.benches.plan import Plan
from tools.benches.screens import Screens
from tools.peers.hall import RealHall, pin_of, strangers
from tools.peers.keypad import Heard, Keypad

PATIENCE_S = 10.0


class PressFailed(Exception):
    """A press called nobody."""


Times = tuple[list[float], list[float]]
"""Milliseconds to the answer and to the last screen."""


async def open_counters(measured: RealHall) -> list[Keypad]:
    """The keypads of all counters, each opened with its clerk's PIN."""
    keypads = [Keypad(credential, measured.hall) for credential in measured.keypads]
    for number, keypad in enumerate(keypads, 1):
        await keypad.connect(measured.hub.broker)
        await press(keypad, "open", pin_of(number))
    return keypads


async def press(keypad: Keypad, key: str, arg: str = "") -> tuple[float, Heard]:
    """When the press went out, and its answer; raises ``PressFailed``."""
    sent = keypad.press(key, arg)
    if sent is None:
        raise PressFailed(f"{keypad.credential.device} has too many presses open")
    began_s = time.perf_counter()
    keypad.say_due()
    heard = await keypad.answer(sent, PATIENCE_S)
    if not heard.body["ok"]:
        raise PressFailed(f"{keypad.credential.device}: {key}: {heard.body['reason']}")
    return began_s, heard


async def press_one(keypad: Keypad, screens: Screens) -> tuple[float, float]:
    """One *next*: milliseconds from its bytes to its answer, and to the last screen that shows the call."""
    known = set(keypad.shown)
    began_s, heard = await press(keypad, "next")
    number = await new_number(keypad, known)
    shown_s = await screens.last_to_show(number)
    return (heard.at_s - began_s) * 1000, (shown_s - began_s) * 1000


async def new_number(keypad: Keypad, known: set[tuple[str, int]]) -> str:
    """The number that the keypad shows since the press."""
    await keypad.until(lambda: bool(keypad.shown - known), PATIENCE_S)
    return next(iter(keypad.shown - known))[0]


async def press_many(
    measured: RealHall, tickets: Tickets, keypads: list[Keypad], screens: int, plan: Plan, count: int
) -> Times:
    """Presses at all counters in turn, each after the one before has reached every screen and a new citizen has come."""
    chance = random.Random(plan.seed)  # noqa: S311
    times: Times = ([], [])
    async with strangers(0) as session:
        hall_board = Screens(session, f"{measured.hub.web}/live", screens)
        await hall_board.look()
        for keypad in itertools.islice(itertools.cycle(keypads), count):
            await tickets.take()
            await asyncio.sleep(chance.uniform(*plan.pause_s))
            answered_ms, shown_ms = await press_one(keypad, hall_board)
            times[0].append(answered_ms)
            times[1].append(shown_ms)
        await hall_board.close()
    return times


async def measure_presses(measured: RealHall, tickets: Tickets, plan: Plan) -> Figures:
    """With 20 screens, then with 200. The answer is that of the hall with 20."""
    keypads = await open_counters(measured)
    try:
        answered_ms, shown_20_ms = await press_many(measured, tickets, keypads, 20, plan, plan.presses_20)
        _, shown_200_ms = await press_many(measured, tickets, keypads, 200, plan, plan.presses_200)
    finally:
        for keypad in keypads:
            keypad.disconnect()
    return {
        "press_ack_p50_ms": percentile(answered_ms, 50),
        "press_ack_p99_ms": percentile(answered_ms, 99),
        "press_screen20_p99_ms": percentile(shown_20_ms, 99),
        "press_screen200_p95_ms": percentile(shown_200_ms, 95),
    }
