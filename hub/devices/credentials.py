"""The devices that the hall knows, each with secrets of its own: MQTT user, password and client id, and the HMAC key.

One file in the hub's data directory, mode 0600, replaced as a whole. All secrets come from the system's generator;
there is no default password. The client id is a secret too: brokers let any signed-in user take over one it knows.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hub.devices.acl import AT_COUNTER, Grant, Role, topics
from hub.private_file import write_private

FORMAT = 1
KEY_BYTES = 32
PASSWORD_BYTES = 16
CLIENT_ID_BYTES = 8
DEVICE_ID = re.compile(r"[a-z0-9-]{1,32}")
HUB = "hub"
"""The hub's own entry; no device may have this id."""


class BadDevice(ValueError):
    """A device that cannot be registered: its id, its role or its counter is not allowed."""


class BadRegistry(Exception):
    """The registry file cannot be read: it says which file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Credential:
    """The secrets of one device. ``counter``: the counter of a keypad, pad or display, else None. ``heard``: has the hub ever heard
    a device with these secrets?"""

    device: str
    role: Role
    counter: int | None
    user: str
    key: bytes = field(repr=False)
    password: str = field(repr=False)
    client_id: str = field(repr=False)
    heard: bool = False


def make_credential(device: str, role: Role, counter: int | None) -> Credential:
    """A credential with new secrets."""
    return Credential(
        device=device,
        role=role,
        counter=counter,
        key=secrets.token_bytes(KEY_BYTES),
        user=device,
        password=secrets.token_urlsafe(PASSWORD_BYTES),
        client_id=f"{role}-{secrets.token_hex(CLIENT_ID_BYTES)}",
    )


class Registry:
    """All credentials of a hall. Every change is on disk before it is returned."""

    def __init__(self, path: Path, credentials: dict[str, Credential]) -> None:
        self._path = path
        self._credentials = credentials

    @classmethod
    def create(cls, path: Path) -> "Registry":
        """A new registry that holds only the hub's own credential; raises ``FileExistsError``."""
        if path.exists():
            raise FileExistsError(path)
        registry = cls(path, {})
        registry._store({HUB: make_credential(HUB, Role.HUB, None)})
        return registry

    @classmethod
    def load(cls, path: Path) -> "Registry":
        """The registry of a file; raises ``FileNotFoundError`` or ``BadRegistry``."""
        try:
            return cls(path, _decode(path.read_bytes()))
        except (ValueError, TypeError, KeyError) as error:
            raise BadRegistry(f"{path}: not a registry of devices: {error!r}") from error

    @classmethod
    def open(cls, path: Path) -> "Registry":
        """The registry of a file, made if there is none."""
        return cls.load(path) if path.exists() else cls.create(path)

    @property
    def hub(self) -> Credential:
        """The hub's own credential."""
        return self._credentials[HUB]

    @property
    def hall_key(self) -> bytes:
        """Signs what goes to the whole hall (``hub``, ``board``): devices have it, the hub alone publishes there."""
        return self.hub.key

    def __iter__(self) -> Iterator[Credential]:
        """The devices, without the hub."""
        return (credential for device, credential in self._credentials.items() if device != HUB)

    def get(self, device: str) -> Credential | None:
        """The credential of a device, or None."""
        return None if device == HUB else self._credentials.get(device)

    def ensure(self, device: str, role: Role, counter: int | None = None) -> Credential:
        """The device's credential, made if new. Another role gets new secrets; another counter keeps them."""
        return self.ensure_many([(device, role, counter)])[0]

    def ensure_many(self, wanted: Iterable[tuple[str, Role, int | None]]) -> list[Credential]:
        """``ensure`` for (id, role, counter) of many devices, with one write to the disk at most."""
        credentials = [self._wanted(*each) for each in wanted]
        fresh = {each.device: each for each in credentials if self._credentials.get(each.device) is not each}
        if fresh:
            self._store({**self._credentials, **fresh})
        return credentials

    def _wanted(self, device: str, role: Role, counter: int | None) -> Credential:
        """The credential as it shall be: the known one itself where nothing changes."""
        _check(device, role, counter)
        known = self._credentials.get(device)
        if known and known.role is role:
            return known if known.counter == counter else replace(known, counter=counter)
        return make_credential(device, role, counter)

    def renew(self, device: str, role: Role, counter: int | None = None) -> Credential:
        """New secrets for a device, known or not; the old ones are worth nothing from now on."""
        _check(device, role, counter)
        credential = make_credential(device, role, counter)
        self._store({**self._credentials, device: credential})
        return credential

    def note_heard(self, device: str) -> None:
        """A device has spoken: on disk with its first word, and never again."""
        known = self.get(device)
        if known and not known.heard:
            self._store({**self._credentials, device: replace(known, heard=True)})

    def revoke(self, device: str) -> bool:
        """Forget a device; False where it was unknown."""
        if self.get(device) is None:
            return False
        self._store({known: credential for known, credential in self._credentials.items() if known != device})
        return True

    def grants(self, hall: str, without: frozenset[str] = frozenset()) -> list[Grant]:
        """What each user of the broker may do, the hub included, but for the devices in ``without``."""
        return [
            _grant(hall, credential) for credential in self._credentials.values() if credential.device not in without
        ]

    def _store(self, credentials: dict[str, Credential]) -> None:
        write_private(self._path, _encode(credentials))
        self._credentials = credentials


def _check(device: str, role: Role, counter: int | None) -> None:
    if not DEVICE_ID.fullmatch(device) or device == HUB:
        raise BadDevice(f"device id {device!r}: expected 1 to 32 of a-z, 0-9 and -, and not {HUB!r}")
    if role is Role.HUB:
        raise BadDevice(f"device {device}: the role hub belongs to the hub alone")
    if (role in AT_COUNTER) != (counter is not None):
        raise BadDevice(f"device {device}: a {role} {'needs a' if role in AT_COUNTER else 'has no'} counter")


def _grant(hall: str, credential: Credential) -> Grant:
    publish, subscribe = topics(hall, credential.role, credential.device)
    return Grant(credential.user, credential.password, publish, subscribe)


def _encode(credentials: dict[str, Credential]) -> bytes:
    rows = {device: _row(credential) for device, credential in credentials.items()}
    return json.dumps({"format": FORMAT, "devices": rows}, indent=1).encode()


def _row(credential: Credential) -> dict[str, Any]:
    return {
        "role": credential.role,
        "counter": credential.counter,
        "key": credential.key.hex(),
        "user": credential.user,
        "password": credential.password,
        "client_id": credential.client_id,
        "heard": credential.heard,
    }


def _decode(content: bytes) -> dict[str, Credential]:
    stored = json.loads(content)
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']}, expected {FORMAT}")
    rows = stored["devices"]
    credentials = {device: _credential(device, row) for device, row in rows.items()}
    credentials[HUB]
    return credentials


def _credential(device: str, row: dict[str, Any]) -> Credential:
    """A file from before this was noted says nothing of ``heard``: such a device may have spoken, and is missed as it was."""
    key = bytes.fromhex(row["key"])
    if len(key) != KEY_BYTES:
        raise ValueError(f"{device}: key of {len(key)} bytes")
    return Credential(
        device,
        Role(row["role"]),
        row["counter"],
        row["user"],
        key,
        row["password"],
        row["client_id"],
        row.get("heard", True),
    )
