"""Puts a device's configuration where its firmware looks for it, as pairing does over the cable."""

from collections.abc import Mapping
from pathlib import Path

from hub.devices.provisioning import config_record


def pair(
    folder: Path,
    *,
    hall: str,
    device: str,
    role: str,
    key: bytes,
    hall_key: bytes,
    client_id: str,
    host: str,
    port: int,
    user: str,
    password: str,
    language: str = "zh",
    parts: Mapping[str, object] | None = None,
) -> None:
    """Write the ``config`` record. What else lies in the folder (boot counter, pending ratings) stays.

    ``parts``: what differs from the parts of its role in ``firmware/boards.py``.
    """
    config = {
        "hall": hall,
        "device": device,
        "role": role,
        "key": key.hex(),
        "hall_key": hall_key.hex(),
        "client_id": client_id,
        "host": host,
        "port": port,
        "user": user,
        "password": password,
        "language": language,
        "parts": dict(parts or {}),
        "ssid": "",
        "wifi_password": "",
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config"
    path.touch(mode=0o600)
    path.write_bytes(config_record(config))
