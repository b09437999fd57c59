"""The typed face of ``wire``: messages of devices opened, messages of the hub signed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hub.devices.credentials import Registry
from wire import envelope as wire_envelope
from wire.errors import WireError
from wire.messages import MESSAGES
from wire.topics import KINDS, device_topic, hall_topic, parse

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A verified message of a device. ``kind``: its topic; ``age_ms``: since the human action."""

    device: str
    kind: str
    type: str
    boot: int
    seq: int
    body: Body
    age_ms: int

    @property
    def origin(self) -> str:
        """The identity of a human action. A ticket issued offline is one, in whatever boot it is told."""
        if self.type == "offline":
            return f"{self.device}:{self.body['lease']}:{self.body['serial']}"
        return f"{self.device}:{self.boot}:{self.seq}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A message of the hub, ready to be published."""

    topic: str
    payload: bytes
    retain: bool


def device_of(topic: str, hall: str) -> str:
    """The device that a topic of this hall belongs to; raises ``WireError``."""
    place, device, _ = parse(topic)
    if place != hall or device is None:
        raise WireError("not a topic of a device of this hall")
    return str(device)


def open_envelope(topic: str, payload: bytes, key: bytes) -> Envelope:
    """The message in these bytes; raises ``WireError``."""
    _, device, kind = parse(topic)
    opened = wire_envelope.decode(topic, payload, key)
    return Envelope(device, kind, opened["type"], opened["boot"], opened["seq"], opened["body"], opened["age_ms"])


class Signer:
    """Signs what the hub says, to one device with its key or to the hall with the hall's. Counts each topic by itself.

    A count never goes back while this object lives; the hub's epoch puts one start above the other.
    """

    def __init__(self, hall: str, registry: Registry) -> None:
        self._hall = hall
        self._registry = registry
        self._counts: Counter[str] = Counter()

    def to_device(self, device: str, type: str, epoch: int, body: Body, page: int | None = None) -> Signed:
        """A message to a registered device."""
        credential = self._registry.get(device)
        assert credential, device
        kind = MESSAGES[type][0]
        topic = device_topic(self._hall, device, kind, page)
        return self._sign(topic, kind, credential.key, type, device, epoch, body)

    def to_hall(self, type: str, epoch: int, body: Body) -> Signed:
        """A message to everyone in the hall."""
        topic = hall_topic(self._hall, type)
        return self._sign(topic, type, self._registry.hall_key, type, wire_envelope.HALL_DEVICE, epoch, body)

    def _sign(self, topic: str, kind: str, key: bytes, type: str, device: str, epoch: int, body: Body) -> Signed:
        self._counts[topic] += 1
        message = wire_envelope.message(type, device, epoch, self._counts[topic], body)
        return Signed(topic, wire_envelope.encode(topic, key, message), bool(KINDS[kind][2]))
