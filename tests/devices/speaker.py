"""A device made of its credential alone: says what a test wants it to say, and reads what the hub answers."""

from typing import Any

from hub.devices.acl import topics
from hub.devices.address import Address
from hub.devices.connection import Connection
from hub.devices.credentials import Credential
from tests.devices.hall import WholeHall
from tests.devices.peers import HALL, Recorder
from wire.envelope import decode, encode, message
from wire.messages import MESSAGES
from wire.topics import KINDS, device_topic, parse

Body = dict[str, Any]


class Speaker(Recorder):
    """Signed in to the hall's broker with one device's credential. ``boot`` and ``seq`` are as given."""

    def __init__(self, hall: WholeHall, device: str) -> None:
        super().__init__()
        credential = hall.registry.get(device)
        assert credential
        self.hall, self.credential = hall, credential
        self.connection = self._connect()

    async def open(self) -> "Speaker":
        """Sign in and listen."""
        await self.connection.open(topics(HALL, self.credential.role, self.credential.device)[1])
        return self

    async def again(self) -> None:
        """Sign in once more, to a hub that has started anew."""
        self.connection.close()
        self.connection = self._connect()
        await self.open()

    def _connect(self) -> Connection:
        me, devices = self.credential, self.hall.devices
        address = Address(devices.host, devices.port, me.user, me.password)
        return Connection(address, me.client_id, None, self.hear)

    def raw(self, type: str, seq: int, body: Body, boot: int = 1, age_ms: int = 0, forged_with: bytes = b"") -> bytes:
        """The signed bytes; ``forged_with``: another key than its own."""
        me = self.credential
        return bytes(encode(self.topic(type), forged_with or me.key, message(type, me.device, boot, seq, body, age_ms)))

    def topic(self, type: str) -> str:
        """Where a message of this type goes."""
        return str(device_topic(HALL, self.credential.device, MESSAGES[type][0]))

    def say(self, type: str, seq: int, body: Body, **how: Any) -> None:
        """Publish a message."""
        self.connection.publish(self.topic(type), self.raw(type, seq, body, **how), bool(KINDS[MESSAGES[type][0]][2]))

    def press(self, key: str, seq: int, arg: str = "", seen: int | None = None, **how: Any) -> None:
        """Publish a press."""
        self.say("press", seq, {"key": key, "arg": arg, "seen": seen}, **how)

    def bodies(self, type: str) -> list[Body]:
        """The bodies of this type that were heard, verified."""
        found = []
        for topic, payload, _ in self.heard:
            if MESSAGES[type][0] == parse(topic)[2]:
                key = self.hall.registry.hall_key if type in ("hub", "board") else self.credential.key
                found.append(decode(topic, payload, key)["body"])
        return found

    async def until_said(self, type: str, count: int = 1) -> list[Body]:
        """Wait for so many messages of a type."""
        await self.until(lambda: self.hall.fail_if_over() or len(self.bodies(type)) >= count)
        return self.bodies(type)

    async def answer(self, seq: int, boot: int = 1) -> Body:
        """Wait for the answer to this action; the newest if there are several."""

        def answers() -> list[Body]:
            return [ack for ack in self.bodies("ack") if (ack["boot"], ack["seq"]) == (boot, seq)]

        await self.until(lambda: self.hall.fail_if_over() or bool(answers()))
        return answers()[-1]


async def speaker(hall: WholeHall, device: str) -> Speaker:
    """A signed-in speaker."""
    return await Speaker(hall, device).open()


def credential_of(hall: WholeHall, device: str) -> Credential:
    """A credential that must be there."""
    found = hall.registry.get(device)
    assert found
    return found
