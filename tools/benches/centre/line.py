"""A hall's line to NATS, the few words of the protocol that the link uses: a client library would cost more than the centre does."""

import asyncio
import json
from collections.abc import Callable

from hub.uplink import shapes

HEADER = b"NATS/1.0\r\nNats-Msg-Id: %b\r\n\r\n"
Answer = Callable[[bytes], None]


class LineFailed(Exception):
    """The server said no; the text is what it said."""


class Line(asyncio.Protocol):
    """One connection, of one hall or of a centre in the name of many. ``ready``: done once the server let it in."""

    def __init__(self, user: str, key: str) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.failed = ""
        self._user, self._key = user, key
        self._inbox = shapes.inbox(user).encode() + b"."
        self._rest = b""
        self._asked: dict[bytes, Answer] = {}
        self._count = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        hello = {
            "user": self._user, "pass": self._key, "verbose": False, "pedantic": False, "headers": True, "lang": "bench",
            "version": "1", "protocol": 1,
        }  # fmt: skip
        transport.write(b"CONNECT %b\r\nSUB %b* 1\r\nPING\r\n" % (json.dumps(hello).encode(), self._inbox))

    def connection_lost(self, error: Exception | None) -> None:
        self.failed = self.failed or f"the connection was lost: {error}"
        if not self.ready.done():
            self.ready.set_exception(LineFailed(self.failed))

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def send(self, subject: str, payload: bytes) -> None:
        """Without an answer."""
        assert self._transport
        self._transport.write(b"PUB %b %d\r\n%b\r\n" % (subject.encode(), len(payload), payload))

    def ask(self, subject: str, payload: bytes, answer: Answer, name: str = "") -> None:
        """``answer`` gets what comes back. ``name``: the message's id."""
        assert self._transport
        self._count += 1
        key = b"%d" % self._count
        self._asked[key] = answer
        to, reply = subject.encode(), self._inbox + key
        if name:
            head = HEADER % name.encode()
            whole = len(head) + len(payload)
            self._transport.write(b"HPUB %b %b %d %d\r\n%b%b\r\n" % (to, reply, len(head), whole, head, payload))
        else:
            self._transport.write(b"PUB %b %b %d\r\n%b\r\n" % (to, reply, len(payload), payload))

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        at = 0
        while (end := data.find(b"\r\n", at)) >= 0:
            words = data[at:end].split(b" ")
            verb = words[0]
            if verb in (b"MSG", b"HMSG"):
                size = int(words[-1])
                if len(data) < end + size + 4:
                    break
                if answer := self._asked.pop(words[1][len(self._inbox) :], None):
                    answer(data[end + 2 : end + 2 + size])
                at = end + size + 4
                continue
            if verb == b"PING" and self._transport:
                self._transport.write(b"PONG\r\n")
            elif verb == b"PONG" and not self.ready.done():
                self.ready.set_result(None)
            elif verb == b"-ERR":
                self.failed = data[at:end].decode()
            at = end + 2
        self._rest = data[at:]
