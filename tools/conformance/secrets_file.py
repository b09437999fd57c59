"""The secrets that a trial needs, from the hub's registry or from one device's configuration record."""

import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from hub.devices.acl import Role
from hub.devices.credentials import BadRegistry, Credential, Registry


class NoSecrets(Exception):
    """The file does not hold what is needed: says which file, what is wrong and what was expected."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who somebody is for the broker."""

    user: str
    password: str = field(repr=False)
    client_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """A device as its hub knows it. ``hub``: how the hub signs in, where the file tells."""

    hall: str
    device: str
    role: str
    key: bytes = field(repr=False)
    hall_key: bytes = field(repr=False)
    sign_in: SignIn
    hub: SignIn | None = None


def read_secrets(path: Path, role: str, hall: str, device: str) -> Secrets:
    """Those of the device named, or of the first of its role; raises ``NoSecrets``."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NoSecrets(f"{path}: cannot be read: {error.strerror}") from error
    if content[:1] == b"{":
        return _of_registry(path, role, hall, device)
    return _of_record(path, content, role)


def _of_registry(path: Path, role: str, hall: str, device: str) -> Secrets:
    try:
        registry = Registry.load(path)
    except BadRegistry as error:
        raise NoSecrets(str(error)) from error
    found = [each for each in registry if each.role == role and device in ("", each.device)]
    if not found:
        raise NoSecrets(f"{path}: no {role}{' ' + device if device else ''} in it; it holds {_names(registry)}")
    if not hall:
        raise NoSecrets(f"{path}: a registry does not tell its hall; expected --hall with the hall's id")
    return of_credential(found[0], registry, hall)


def of_credential(credential: Credential, registry: Registry, hall: str) -> Secrets:
    """The secrets of a registered device."""
    return Secrets(
        hall, credential.device, str(credential.role), credential.key, registry.hall_key, _sign_in(credential),
        _sign_in(registry.hub),
    )  # fmt: skip


def _of_record(path: Path, content: bytes, role: str) -> Secrets:
    """A device's ``config`` record: eight hex digits of CRC, then JSON."""
    if content[:8] != b"%08x" % zlib.crc32(content[8:]):
        raise NoSecrets(f"{path}: neither a registry of devices nor a whole configuration record")
    config = json.loads(content[8:])
    if config["role"] != role:
        raise NoSecrets(f"{path}: is the record of a {config['role']}, not of a {role}")
    return Secrets(
        config["hall"], config["device"], role, bytes.fromhex(config["key"]), bytes.fromhex(config["hall_key"]),
        SignIn(config["user"], config["password"], config["client_id"]),
    )  # fmt: skip


def _sign_in(credential: Credential) -> SignIn:
    return SignIn(credential.user, credential.password, credential.client_id)


def _names(registry: Registry) -> str:
    return ", ".join(f"{each.device} ({each.role})" for each in registry if each.role is not Role.HUB) or "none"
