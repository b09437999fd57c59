"""Keys of halls: made here, kept in the data folder, readable by nobody else."""

import json
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from hub.centre.config import CENTRE, Credential
from hub.centre.settings import HallEntry
from hub.private_file import write_private
from hub.settings.keys import ID

KEY_BYTES = 24


class BadHall(ValueError):
    """No id that a hall can have."""


class KeysFile:
    """``keys.json``: hall -> key, and the centre's own. Read anew whenever it has changed."""

    def __init__(self, folder: Path, listed: Sequence[HallEntry] = ()) -> None:
        """``listed``: halls of the settings file; a key that stands there counts before one that was made."""
        self.path = folder / "keys.json"
        self._listed = listed

    def own(self) -> str:
        """The centre's own key, made at the first call."""
        return self._key_of(CENTRE)

    def add(self, hall: str) -> str:
        """The key of a hall, made if there is none. Raises ``BadHall``."""
        if not re.fullmatch(ID, hall) or hall == CENTRE:
            raise BadHall(f"{hall!r} is no id of a hall: 1 to 32 of a-z, 0-9 and -, and not {CENTRE!r}")
        return next((each.key for each in self._listed if each.id == hall and each.key), "") or self._key_of(hall)

    def credentials(self) -> list[Credential]:
        """Everybody who may speak."""
        keys = self._read()
        keys |= {each.id: each.key for each in self._listed if each.key}
        spoken = {each.id: each.halls for each in self._listed if each.halls}
        return [
            Credential(hall, key, spoken.get(hall, (hall,))) for hall, key in sorted(keys.items()) if hall != CENTRE
        ]

    def changed_ns(self) -> int:
        """When the file was last written, 0 for never."""
        return self.path.stat().st_mtime_ns if self.path.exists() else 0

    def _key_of(self, name: str) -> str:
        keys = self._read()
        if name not in keys:
            keys[name] = secrets.token_urlsafe(KEY_BYTES)
            write_private(self.path, json.dumps(keys, indent=1).encode())
        return keys[name]

    def _read(self) -> dict[str, str]:
        return dict(json.loads(self.path.read_text(encoding="utf-8"))) if self.path.exists() else {}
