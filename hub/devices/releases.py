"""The releases of the firmware that this hub can hand to its devices, and the fleet's key that signs them.

``DATA/releases/NUMBER/BOARD/`` holds ``manifest``, ``list`` and ``files``, as ``tools/release`` makes them. A manifest is
checked before it is offered: one that another fleet signed would be refused by every device.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hub.devices.credentials import Credential
from hub.private_file import write_private
from wire.mac import MAC_HEX, mac, same

log = logging.getLogger(__name__)

MANIFEST, LIST = "manifest", "list"
TOPIC = "firmware"
"""What the MAC is for, as ``firmware/manifest.py`` has it."""
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Order:
    """What a signed manifest says, but for the size and hash of the list."""

    version: str
    number: int
    board: str

    @classmethod
    def of(cls, manifest: str) -> "Order":
        """The order in a manifest; raises ``ValueError``."""
        said: dict[str, Any] = msgspec.json.decode(manifest[MAC_HEX:])
        try:
            return cls(said["version"], said["number"], said["board"])
        except KeyError as missing:
            raise ValueError(f"a manifest without {missing}") from None


def fleet_key(path: Path) -> bytes:
    """The key of all devices that are updated together, made if there is none; raises ``ValueError``, ``OSError``."""
    if not path.exists():
        write_private(path, secrets.token_hex(KEY_BYTES).encode())
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path}: expected {2 * KEY_BYTES} hex digits")
    return key


def signed(order: Order, listing: bytes, key: bytes) -> str:
    """The manifest of a release for one board: MAC, then the JSON that it signs."""
    said = {
        "version": order.version, "number": order.number, "board": order.board, "size": len(listing),
        "hash": hashlib.sha256(listing).hexdigest(),
    }  # fmt: skip
    raw = msgspec.json.encode(said)
    return bytes(mac(key, TOPIC, raw) + raw).decode()


class Releases:
    """The releases in a folder. Looked up anew at each question, so that one may be added while the hub runs."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._told: set[Path] = set()

    def all(self) -> dict[int, dict[str, Order]]:
        """Number -> board -> order, of what this fleet has signed; the newest last."""
        found: dict[int, dict[str, Order]] = {}
        for path in self._folder.glob(f"*/*/{MANIFEST}"):
            if (order := self._order(path)) is not None:
                found.setdefault(order.number, {})[order.board] = order
        return dict(sorted(found.items()))

    def manifest(self, number: int, board: str) -> str:
        """What a device of this board is sent."""
        return (self._folder / str(number) / board / MANIFEST).read_text()

    def shelf(self, credential: Credential, name: str) -> bytes | None:
        """The content of ``fw/NUMBER/BOARD/PATH``, for any device of the hall: a release holds no secrets."""
        _, number, board, path = (*name.split("/", 3), "", "", "")[:4]
        if not number.isdigit() or not board.isalnum() or not path:
            return None
        place = self._folder / number / board
        listing = place / LIST
        if not listing.is_file():
            return None
        if path == LIST:
            return listing.read_bytes()
        listed = {line.split(" ", 2)[2] for line in listing.read_text().splitlines()}
        return (place / "files" / path).read_bytes() if path in listed else None

    def _order(self, path: Path) -> Order | None:
        try:
            text = path.read_text()
            raw = text.encode()
            if not same(raw[:MAC_HEX], mac(self._key, TOPIC, raw[MAC_HEX:])):
                raise ValueError("not signed under this fleet's key")
            order = Order.of(text)
            if (path.parent.name, path.parent.parent.name) != (order.board, str(order.number)):
                raise ValueError("lies in the folder of another release")
        except (OSError, ValueError) as fault:
            if path not in self._told:
                log.warning("the release %s is left out: %s", path.parent, fault)
                self._told.add(path)
            return None
        return order
