"""What was heard on a line, opened with the keys that belong to it; and waiting for more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.conformance.line import Said
from tools.conformance.secrets_file import Secrets
from wire.envelope import decode
from wire.errors import WireError
from wire.topics import HALL_WIDE, parse

Envelope = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message. ``envelope`` None: ``error`` says what is wrong with it. ``kind``: its topic, "" where it is none."""

    said: Said
    kind: str
    envelope: Envelope | None
    error: str

    @property
    def at_s(self) -> float:
        return self.said.at_s

    @property
    def type(self) -> str:
        return str(self.envelope["type"]) if self.envelope else ""

    @property
    def body(self) -> dict[str, Any]:
        return dict(self.envelope["body"]) if self.envelope else {}

    @property
    def name(self) -> tuple[int, int]:
        """Boot and number."""
        return (self.envelope["boot"], self.envelope["seq"]) if self.envelope else (-1, -1)


class Record:
    """Everything heard, oldest first. ``on_heard``: called with each, kept ones too."""

    def __init__(self, secrets: Secrets) -> None:
        self.all: list[Heard] = []
        self.on_heard: Callable[[Heard], None] = lambda heard: None
        self._secrets = secrets
        self._news = asyncio.Event()

    def hear(self, said: Said) -> None:
        """One message of the line."""
        if not said.raw:
            return  # a stored message was cleared
        heard = self._opened(said)
        self.all.append(heard)
        self.on_heard(heard)
        self._news.set()

    def of(self, *types: str) -> list[Heard]:
        """Those of some types that were said while we listened."""
        return [heard for heard in self.all if heard.type in types and not heard.said.kept]

    async def until(self, holds: Callable[[], object], patience_s: float) -> bool:
        """True as soon as it holds, False when patience ends."""
        try:
            async with asyncio.timeout(patience_s):
                while not holds():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return bool(holds())
        return True

    def _opened(self, said: Said) -> Heard:
        kind, key = "", self._secrets.key
        try:
            kind = parse(said.topic)[2]
            key = self._secrets.hall_key if kind in HALL_WIDE else key
            return Heard(said, kind, decode(said.topic, said.raw, key), "")
        except WireError as error:
            return Heard(said, kind, None, f"{type(error).__name__} {error}")
