"""A device in memory: the firmware's own session and role, on the fake broker. A wrong one overrides what it gets wrong."""

import asyncio
from typing import Any

from counter_display import CounterDisplay
from dispenser import Dispenser
from keypad import Keypad
from pad import Pad
from post import Post
from session import Session
from tests.conformance.fake_broker import FakeBroker, FakeLine, Will
from tools.conformance.line import Said
from tools.conformance.scenes import Wish
from tools.conformance.secrets_file import Secrets

CLASSES = {"keypad": Keypad, "pad": Pad, "dispenser": Dispenser, "counter_display": CounterDisplay}
TICK_S = 0.25
HEALTH = {"heap_free": 50_000, "uptime_s": 1, "rssi": None, "refused": 0, "pending": None}

Effect = tuple[Any, ...]


class FakeDevice:
    """Always right. It is also the hands that press its buttons."""

    reach_s = 20.0
    clean = True
    pauses_s: tuple[float, ...] = (1.0, 2.0, 4.0)

    def __init__(self, broker: FakeBroker, secrets: Secrets) -> None:
        self.broker, self.secrets = broker, secrets
        self.boot = 0
        self.flash: Any = None
        self.lines: tuple[str, ...] = ()
        self.line: FakeLine | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Power comes."""
        self.boot = self.next_boot()
        config = {
            "hall": self.secrets.hall, "device": self.secrets.device, "role": self.secrets.role,
            "key": self.secrets.key, "hall_key": self.secrets.hall_key,
        }  # fmt: skip
        self.post = Post(config, self.boot)
        role = CLASSES[self.secrets.role]("en")
        about = {"hardware": "fake", "firmware": "1"}
        self.session = self.make_session(Session(self.post, role, self.secrets.role, about, lambda below: 0))
        self.apply(self.session.start(self.flash, self.now_ms()))
        self._tasks = [asyncio.create_task(self._tick()), asyncio.create_task(self._connect(0.0))]

    def stop(self) -> None:
        """Power goes."""
        for task in self._tasks:
            task.cancel()
        self.broker.cut(self.secrets.sign_in.client_id)

    async def do(self, wish: Wish) -> None:
        """Buttons for a wish."""
        buttons = {"rate": ["5"], "ticket": ["back", "back", "ok", "ok"]}.get(wish.name, [wish.name])
        for button in buttons:
            self.apply(self.session.button(button, self.now_ms()))

    async def sees(self, text: str) -> bool | None:
        return any(text in line for line in self.lines)

    # what wrong devices override
    def next_boot(self) -> int:
        return self.boot + 1

    def make_session(self, session: Any) -> Any:
        return session

    def will(self) -> Will | None:
        return Will(*self.post.will())

    def sending(self, topic: str, raw: bytes, qos: int, retained: bool) -> list[tuple[str, bytes, int, bool]]:
        """What really goes out instead of this message."""
        return [(topic, raw, qos, retained)]

    def receiving(self, topic: str, raw: bytes) -> bytes:
        return raw

    def keep(self, value: Any) -> None:
        self.flash = value

    def print(self, job: int, ticket: str) -> None:
        self.apply(self.session.printed(job, ticket, "printed", "", self.now_ms()))

    def now_ms(self) -> int:
        return int(asyncio.get_running_loop().time() * 1000)

    def apply(self, effects: list[Effect]) -> None:
        for effect in effects:
            if effect[0] == "show":
                self.lines = effect[1]
            elif effect[0] == "keep":
                self.keep(effect[2])
            elif effect[0] == "print":
                self.print(effect[1], effect[2])
            elif effect[0] == "subscribe" and self.line:
                self._spawn(self.line.listen(effect[1]))
            elif effect[0] == "publish":
                self._publish(*effect[1:])
            elif effect[0] == "restart":
                self.stop()
                self.start()
                return

    def _publish(self, topic: str, raw: bytes, qos: int, retained: bool) -> None:
        for topic_, raw_, qos_, retained_ in self.sending(topic, raw, qos, retained):
            if self.line:
                self.line.say(topic_, raw_, retained_, qos_)

    def _spawn(self, work: Any) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _tick(self) -> None:
        while True:
            self.apply(self.session.tick(self.now_ms(), lambda: dict(HEALTH)))
            await asyncio.sleep(TICK_S)

    async def _connect(self, first_s: float) -> None:
        for pause_s in (first_s, *self.pauses_s[1:], *[self.pauses_s[-1]] * 100):
            await asyncio.sleep(pause_s)
            try:
                self.line = self.broker.connect(self.secrets.sign_in.client_id, self._hear, self.will(), self.clean)
            except ConnectionError:
                continue
            self.line.on_cut = self._cut
            self.apply(self.session.linked(True, self.now_ms()))
            return

    def _cut(self) -> None:
        self.line = None
        self.apply(self.session.linked(False, self.now_ms()))
        self._spawn(self._connect(self.pauses_s[0]))

    def _hear(self, said: Said) -> None:
        raw = self.receiving(said.topic, said.raw)
        self.apply(self.session.received(said.topic, raw, said.kept, self.now_ms()))
