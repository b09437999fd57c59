"""The devices of a hall, and what each is told at pairing. Nothing is written but the registry."""

import json
import zlib
from typing import Any

from hub.core.catalogue import HallSetup
from hub.devices.acl import Role
from hub.devices.credentials import Credential, Registry

PREFIXES = {Role.KEYPAD: "keypad", Role.PAD: "pad", Role.COUNTER_DISPLAY: "display"}


def devices_of(setup: HallSetup) -> list[tuple[str, Role, int | None]]:
    """(id, role, counter): one dispenser, and for each counter a keypad, a pad and a display."""
    wanted: list[tuple[str, Role, int | None]] = [("dispenser-1", Role.DISPENSER, None)]
    for counter in setup.counters:
        wanted += [(f"{prefix}-{counter.number}", role, counter.number) for role, prefix in PREFIXES.items()]
    return wanted


def ensure_all(registry: Registry, setup: HallSetup) -> list[Credential]:
    """Credentials for all devices of the hall; known ones keep theirs."""
    return registry.ensure_many(devices_of(setup))


def device_config(
    credential: Credential,
    hall: str,
    host: str,
    port: int,
    hall_key: bytes,
    language: str = "zh",
    fleet_key: bytes = b"",
) -> dict[str, Any]:
    """The ``config`` record of a device's flash, as its firmware reads it. It holds all of the device's secrets.

    ``fleet_key``: signs its updates; a device without one takes none.
    """
    return {
        "hall": hall,
        "device": credential.device,
        "role": str(credential.role),
        "key": credential.key.hex(),
        "hall_key": hall_key.hex(),
        "client_id": credential.client_id,
        "host": host,
        "port": port,
        "user": credential.user,
        "password": credential.password,
        "language": language,
        "ssid": "",
        "wifi_password": "",
        "fleet_key": fleet_key.hex(),
    }


def config_record(config: object) -> bytes:
    """The bytes of that record, or of another one of the flash: its CRC, then its JSON."""
    text = json.dumps(config).encode()
    return b"%08x" % zlib.crc32(text) + text
