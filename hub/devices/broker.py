"""nats-server as the hall's MQTT broker: a child of the hub, started again whenever it dies.

The broker is soft state. Each start begins with an empty store, in memory where the machine has such a place, so that
the SD card is spared and "wiped" is the ordinary case: the hub publishes everything again, devices sign in again.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from hub.devices.acl import Grant
from hub.devices.address import Address
from hub.devices.certificates import Certificates
from hub.devices.nats import server_config
from hub.nats_server import BrokerFailed, NatsServer, free_port

__all__ = ["Broker", "BrokerFailed", "free_port"]

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own inside it, refused if somebody else made it


class Broker(NatsServer):
    """One broker. ``run`` it as a task, wait for ``ready``; cancelling the task ends the child.

    ``grants`` is asked at each start and ``reload``. ``port`` 0: a free one, kept for the life of this object.
    ``tls``: what to prove itself with; without, everything is plain.
    """

    def __init__(
        self, folder: Path, grants: Callable[[], Iterable[Grant]], host: str = "127.0.0.1", port: int = 0,
        tls: Certificates | None = None,
    ) -> None:  # fmt: skip
        self._tls = tls
        self._grants = grants
        super().__init__(folder / "nats.conf", _store_folder(folder), self._configuration, host, port)

    def address(self, user: str, password: str) -> Address:
        """Where and how to sign in."""
        authority = self._tls.authority if self._tls else None
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104
        return Address(host, self.port, user, password, self._tls is not None, authority)

    def _configuration(self) -> str:
        tls = (self._tls.certificate, self._tls.key) if self._tls else None
        return server_config(self._grants(), self.host, self.port, self.store, tls)


def _store_folder(folder: Path) -> Path:
    """Where the soft state goes: memory, under a name of this hall's own, else the hall's folder."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return folder / "broker"
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return MEMORY / f"anycounter-{os.getuid()}-{name}"
