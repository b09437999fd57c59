"""A day of 500 tickets on the real MicroPython in 120 KB of heap, every role: it goes through, and nothing grows."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.firmware.hub import HALL, HALL_KEY, KEY
from tests.firmware.test_counter_display import desired as display_state
from tests.firmware.test_dispenser import desired as dispenser_state
from tests.firmware.test_keypad import desired as keypad_state
from tests.firmware.test_on_micropython import MICROPYTHON
from tests.firmware.test_pad import desired as pad_state
from tools.virtual.compiled import compiled, mpy_cross
from tools.virtual.device import FAKES
from tools.virtual.pairing import pair
from wire.envelope import encode, message
from wire.menu import pages
from wire.topics import device_topic, hall_topic

HEAP = {"keypad": "120k", "pad": "120k", "counter_display": "120k", "dispenser": "160k"}
"""Here words have 8 bytes, on a board 4: 120 KB of a board are 120 kilo-words. Three roles work in half of that."""
TICKETS = 500
MARK_EVERY = 50
ITEMS = 24
GROWTH = 512
"""Bytes that the free heap may differ by between two marks: a list that has grown once, a cache that is filled."""
DEVICE = "device-1"
SCRIPT = Path(__file__).with_name("heap_day.py")
Line = list[Any]


class Day:
    """What a hub says to one device, in order, as lines for ``heap_day.py``."""

    def __init__(self) -> None:
        self._seq = 0
        self._acted = 0

    def hub(self, kind: str, type: str, body: dict[str, Any], page: int | None = None) -> Line:
        """A signed message."""
        self._seq += 1
        hall_wide = kind in ("hub", "board")
        topic = hall_topic(HALL, kind) if hall_wide else device_topic(HALL, DEVICE, kind, page)
        envelope = message(type, "hub" if hall_wide else DEVICE, 1, self._seq, body)
        return ["hub", topic, encode(topic, HALL_KEY if hall_wide else KEY, envelope).hex()]

    def ack(self, given: dict[str, Any] | None = None) -> Line:
        """The answer to the next action of the device."""
        self._acted += 1
        answer = {"boot": 1, "seq": self._acted, "ok": True, "reason": "", "text": "", "given": given}
        return self.hub("ack", "ack", answer)

    def beat(self) -> Line:
        return self.hub("hub", "hub", {"online": True, "version": "1", "now_ms": 1_767_600_000_000, "zone_s": 28_800})


def number(place: int) -> str:
    return f"A{place + 1:03d}"


def keypad(day: Day, place: int) -> Iterator[Line]:
    """Call, start, finish; and what the screen is to show after each."""
    for press, state in (("next", "calling"), ("start", "serving"), ("finish", "free")):
        yield ["press", press]
        yield day.ack()
        called = number(place) if state != "free" else ""
        yield day.hub("desired", "keypad", keypad_state(state=state, crev=10 + place, number=called, waiting=place))


def pad(day: Day, place: int) -> Iterator[Line]:
    """A rating; every tenth citizen gives reasons."""
    yield day.hub("desired", "pad", {**pad_state(ask=f"20260105-{number(place)}.1"), "number": number(place)})
    yield from (["press", button] for button in (("1", "2", "ok") if place % 10 == 0 else ("5",)))
    yield day.ack()


def counter_display(day: Day, place: int) -> Iterator[Line]:
    """A call and a second one, then nobody."""
    for calls, state in ((1, "calling"), (2, "calling"), (2, "serving")):
        body = {**display_state(), "state": state, "number": number(place), "calls": calls, "next": [number(place + 1)]}
        yield day.hub("desired", "counter_display", body)
        yield ["tick"]


def dispenser(day: Day, place: int) -> Iterator[Line]:
    """Two items, the documents, the priority, the ticket, its paper."""
    waits = [{"ahead": place, "p50_s": 60 + place, "p80_s": 90 + place}]
    yield day.hub("desired", "dispenser", dispenser_state(waits=waits, pages=PAGES))
    yield from (["press", button] for button in ("down", "add", "down", "add", "ok", "priority", "ok"))
    ticket = f"20260105-{number(place)}"
    given = {"ticket": ticket, "number": number(place), "ahead": place, "p50_s": 60, "p80_s": 90, "paper": True}
    yield day.ack(given)
    paper = base64.b64encode(b"\x1b@" + number(place).encode() * 60).decode()
    body = {"id": place + 1, "boot": 1, "do": "print", "ticket": ticket, "seq": day._acted, "data": paper}
    yield day.hub("cmd", "cmd", body)
    yield ["paper"]
    yield day.ack()
    yield ["press", "back"]


def menu() -> list[dict[str, Any]]:
    return [
        {"code": f"item-{n}", "names": {"zh": f"养老保险关系转移接续{n}", "en": f"Pension transfer {n}"}, "line": "social",
         "documents": 2, "pool": 0}
        for n in range(ITEMS)
    ]  # fmt: skip


PAGES = len(pages(menu(), 1, HALL, DEVICE))
ROLES = {"keypad": keypad, "pad": pad, "counter_display": counter_display, "dispenser": dispenser}


def lines(role: str) -> Iterator[Line]:
    """The whole day of a device."""
    day = Day()
    yield day.beat()
    if role == "dispenser":
        for page in pages(menu(), 1, HALL, DEVICE):
            yield day.hub("menu", "menu", page, page["page"])
    if role == "keypad":
        yield day.hub("desired", "keypad", keypad_state())
    for place in range(TICKETS):
        yield from ROLES[role](day, place)
        yield ["tick"]
        if place % 20 == 0:
            yield day.beat()
        if (place + 1) % MARK_EVERY == 0:
            yield ["mark"]


def lived(folder: Path, role: str) -> list[tuple[int, int, int]]:
    """(free heap, messages said, messages refused) at each mark."""
    pair(
        folder, hall=HALL, device=DEVICE, role=role, key=KEY, hall_key=HALL_KEY, client_id="c", host="127.0.0.1", port=1,
        user="u", password="p", language="zh",
    )  # fmt: skip
    script = folder / "day"
    script.write_text("".join(json.dumps(line) + "\n" for line in lines(role)))
    compiler = mpy_cross()
    assert compiler
    subprocess.run([compiler, "-O2", "-o", str(folder / "heap_day.mpy"), str(SCRIPT)], check=True)
    environment = os.environ | {"MICROPYPATH": f"{folder}:{FAKES}:{compiled(compiler)}:.frozen"}
    command = [str(MICROPYTHON), "-X", f"heapsize={HEAP[role]}", "-m", "heap_day", str(folder), str(script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    return [tuple(map(int, line.split())) for line in done.stdout.splitlines()]  # type: ignore[misc]


@pytest.mark.parametrize("role", ROLES)
def test_a_day_of_500_tickets_fits_and_leaves_as_much_heap_as_it_found(tmp_path: Path, role: str) -> None:
    marks = lived(tmp_path, role)
    assert len(marks) == TICKETS // MARK_EVERY
    free = [mark[0] for mark in marks]
    print(role, HEAP[role], "free after each 50 tickets:", free)
    assert min(free[1:]) >= free[1] - GROWTH, free
    assert marks[-1][1] >= (0 if role == "counter_display" else TICKETS)
    assert marks[-1][2] == 0
