"""What devices say, up to the point where it is known to be theirs: topic, rate, signature, shape."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping

from hub.devices.boots import highest
from hub.devices.credentials import Credential, Registry
from hub.devices.envelopes import Envelope, device_of, open_envelope
from hub.devices.gate import Gate
from wire.errors import WireError

log = logging.getLogger(__name__)

Handler = Callable[[Credential, Envelope, bool], None]
"""Takes a verified message; the last argument: the broker had stored it. May raise ``WireError``."""

NOBODY = ""
"""Under this name the messages of no known device are counted."""


class Inward:
    """Verifies and hands on, by kind of topic. ``bad``: messages that were none, by device."""

    def __init__(
        self, hall: str, registry: Registry, gate: Gate, handlers: Mapping[str, Handler], hall_ms: Callable[[], int]
    ) -> None:
        self.bad: Counter[str] = Counter()
        self._hall = hall
        self._registry = registry
        self._gate = gate
        self._handlers = handlers
        self._hall_ms = hall_ms

    def take(self, topic: str, payload: bytes, retain: bool) -> None:
        """One message from the broker. What is not a device's own is counted, logged once, and dropped."""
        whose = NOBODY
        try:
            credential = self._credential(topic)
            whose = credential.device
            if self._gate.admit(whose):
                envelope = open_envelope(topic, payload, credential.key)
                self._check_boot(envelope.boot)
                self._handlers[envelope.kind](credential, envelope, retain)
        except WireError as error:
            self._count(whose, error)

    def _check_boot(self, boot: int) -> None:
        if boot > highest(self._hall_ms()):
            raise WireError(f"nobody has started {boot} times")

    def _credential(self, topic: str) -> Credential:
        device = device_of(topic, self._hall)
        credential = self._registry.get(device)
        if credential is None:
            raise WireError(f"no device {device}")
        return credential

    def _count(self, device: str, error: WireError) -> None:
        self.bad[device] += 1
        level = logging.WARNING if self.bad[device] == 1 else logging.DEBUG
        log.log(level, "bad message of %s: %s: %s", device or "nobody", type(error).__name__, error)
