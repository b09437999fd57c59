"""The load: simulated halls in a process of its own. Its order comes as JSON on standard input, its report goes to standard output."""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from urllib.parse import urlsplit

import msgspec

from hub.uplink import shapes
from hub.uplink.shapes import Ask
from tools.benches.centre.hall import SimulatedHall
from tools.benches.centre.line import Line, LineFailed
from tools.benches.figures import percentile

TICK_S = 0.002
AT_ONCE = 200
"""Questions and first events under way while the halls come in."""

PATIENCE_S = 60.0
WATCHED = 40
"""The first halls, whose standings are written down, for the age of the wall."""

MIX = ("event", "standing", "heartbeat")
"""An event, the standing that it changes, and the heartbeat of another hall."""


@dataclass(frozen=True, slots=True)
class Order:
    """``lines``: user, key and halls of each connection. ``rate``: messages a second; ``seconds``: for how long."""

    broker: str
    lines: list[tuple[str, str, list[str]]]
    rate: float
    seconds: float


@dataclass(slots=True)
class Report:
    """``sent``: events by hall; ``messages``: in the measured time. ``late_s``: how far it fell behind its own plan at most."""

    sent: dict[str, int] = field(default_factory=dict)
    messages: int = 0
    events: int = 0
    seconds: float = 0.0
    ack_p50_ms: float = 0.0
    ack_p99_ms: float = 0.0
    unanswered: int = 0
    refused: list[str] = field(default_factory=list)
    late_s: float = 0.0
    come_in_s: float = 0.0
    watched: dict[str, list[int]] = field(default_factory=dict)
    cpu_s: float = 0.0


class Load:
    """All halls of an order."""

    def __init__(self, order: Order) -> None:
        self.report = Report()
        self._order = order
        self._halls: list[tuple[Line, SimulatedHall]] = []
        self._under_way = 0
        self._acks_ms: list[float] = []
        self._answered = asyncio.Event()

    async def run(self) -> Report:
        """Come in, send, wait for every answer."""
        began = time.perf_counter()
        await self._connect()
        await self._come_in()
        self.report.come_in_s = time.perf_counter() - began
        self._acks_ms.clear()
        print(json.dumps({"ready": self.report.come_in_s}), flush=True)
        cpu_s = time.process_time()
        await self._send()
        async with asyncio.timeout(PATIENCE_S):
            while self._under_way and not self._failures():
                await self._next_answer()
        self.report.cpu_s = time.process_time() - cpu_s
        self.report.unanswered = self._under_way
        self.report.refused += self._failures()
        self.report.sent = {hall.hall: hall.seq for _, hall in self._halls}
        self.report.ack_p50_ms = percentile(self._acks_ms, 50)
        self.report.ack_p99_ms = percentile(self._acks_ms, 99)
        return self.report

    def _failures(self) -> list[str]:
        return sorted({line.failed for line, _ in self._halls if line.failed})

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        at = urlsplit(self._order.broker)
        assert at.hostname and at.port
        today = date.today().isoformat()
        for user, key, halls in self._order.lines:
            _, line = await loop.create_connection(lambda u=user, k=key: Line(u, k), at.hostname, at.port)  # type: ignore[misc]
            await asyncio.wait_for(line.ready, PATIENCE_S)
            for hall in halls:
                self._halls.append((line, SimulatedHall(len(self._halls), hall, today)))

    async def _come_in(self) -> None:
        """Each asks where to go on, and tells its setup and its standing."""
        ask = shapes.packed(Ask(1))
        for line, hall in self._halls:
            self._under_way += 1
            line.ask(shapes.ask_subject(hall.hall), ask, lambda answer, li=line, h=hall: self._came_in(li, h, answer))  # type: ignore[misc]
            while self._under_way >= AT_ONCE:
                await self._next_answer()
        while self._under_way:
            await self._next_answer()

    def _came_in(self, line: Line, hall: SimulatedHall, answer: bytes) -> None:
        found = msgspec.json.decode(answer, type=shapes.Answer)
        if found.seq or found.life or found.refused:
            self.report.refused.append(f"{hall.hall} is known: {answer.decode()}")
        self._under_way -= 1
        self._event(line, hall)
        line.send(shapes.now_subject(hall.hall), hall.standing(time.time_ns() // 1_000_000))

    async def _next_answer(self) -> None:
        self._answered.clear()
        async with asyncio.timeout(PATIENCE_S):
            await self._answered.wait()

    def _event(self, line: Line, hall: SimulatedHall) -> None:
        payload = hall.event()
        self._under_way += 1
        at = time.perf_counter()
        line.ask(
            shapes.events_subject(hall.hall), payload, lambda answer: self._acked(at, answer), f"{hall.hall}:{hall.seq}"
        )

    def _acked(self, at: float, answer: bytes) -> None:
        self._acks_ms.append((time.perf_counter() - at) * 1000)
        self._under_way -= 1
        self._answered.set()
        if b'"error"' in answer:
            self.report.refused.append(answer.decode())

    async def _send(self) -> None:
        """By the clock, whatever comes back."""
        rate, seconds = self._order.rate, self._order.seconds
        began, sent, turn = time.perf_counter(), 0, 0
        watched: dict[str, list[int]] = {hall.hall: [] for _, hall in self._halls[:WATCHED]}
        while (now := time.perf_counter() - began) < seconds or sent < int(seconds * rate):
            due = int(min(now, seconds) * rate) - sent
            self.report.late_s = max(self.report.late_s, due / rate - TICK_S)
            for _ in range(min(due, AT_ONCE)):
                kind = MIX[sent % len(MIX)]
                if kind != "standing":
                    turn += 1
                line, hall = self._halls[(turn * 7919) % len(self._halls)]
                sent += 1
                if kind == "event":
                    self._event(line, hall)
                    self.report.events += 1
                    continue
                at_ms = time.time_ns() // 1_000_000
                line.send(shapes.now_subject(hall.hall), hall.standing(at_ms))
                if hall.hall in watched:
                    watched[hall.hall].append(at_ms)
            await asyncio.sleep(0 if due > AT_ONCE else TICK_S)
        self.report.messages, self.report.seconds = sent, time.perf_counter() - began
        self.report.watched = watched


async def main() -> None:
    """One order, one report."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    try:
        report = await Load(order).run()
    except (LineFailed, TimeoutError) as failed:
        sys.exit(f"the halls could not come in, or got no answer: {failed!r}")
    print(json.dumps(asdict(report)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
