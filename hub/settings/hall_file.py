"""The ``hall.toml`` of a running hall: shown, checked, changed, and taken back, with a history that keeps every version.

A change is written in two durable steps: the new version with who, when and why into the history, then the file itself, each
by writing beside it and renaming. A power cut between them leaves the old file in force and one version in the history that is
not; nothing in between can be read.
"""

import contextlib
import hashlib
import json
import os
import stat
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.core.catalogue import HallSetup
from hub.core.refused import Refused
from hub.core.shadow import ShadowRules
from hub.settings.editing import LISTS, SECTIONS, BadEdit, Edit, edited
from hub.settings.keys import FACTS, LEVELS
from hub.settings.loading import read_settings
from hub.settings.mistakes import SettingsError, key_text

SHOWN = 50
"""Versions that the page lists; older ones stay in the folder."""

BY_HAND = "by_hand"
"""What a version is called that somebody wrote with an editor."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake. ``key``: as the loader names it, such as ``items[3].names.zh``."""

    key: str
    problem: str
    expected: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a change would make of the file. ``setup``: None where there are mistakes."""

    text: str
    setup: HallSetup | None
    mistakes: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the file. ``what``: the part that was changed, ``back_to_N``, or ``by_hand``. ``at_ms``: hall time."""

    number: int
    at_ms: int
    actor: str
    reason: str
    what: str
    text: str = field(repr=False)


class HallFile:
    """Only one process changes the file through this; an editor beside it is noticed by its revision."""

    def __init__(self, path: Path, history: Path, now_ms: Callable[[], int]) -> None:
        self._path, self._history, self._now_ms = path, history, now_ms
        self._seen: tuple[str, ShadowRules | None] | None = None

    def picture(self) -> dict[str, Any]:
        """``{file, revision, writable, languages, levels, fact_names, parts, elsewhere, history}``: JSON values, no text of an
        older version, no section that may hold a password."""
        text = self._text()
        raw = tomllib.loads(text)
        return {
            "file": self._path.name,
            "revision": revision_of(text),
            "writable": os.access(self._path.parent, os.W_OK),
            "languages": raw.get("languages", ["zh", "en"]),
            "levels": list(LEVELS),
            "fact_names": list(FACTS),
            "parts": {name: raw.get(name, [] if name in LISTS or name == "notices" else {}) for name in SECTIONS},
            "elsewhere": sorted(set(raw) - set(SECTIONS)),
            "history": shown_history(self._versions(), text),
        }

    def shadow(self) -> ShadowRules | None:
        """The second policy as the file has it now: it decides nothing, so a change of it waits for no start.

        Raises ``Refused`` where the file is gone, or has become wrong.
        """
        text = self._text()
        if self._seen is None or self._seen[0] != text:
            try:
                self._seen = (text, read_settings(text, self._path.name).shadow)
            except SettingsError as error:
                raise Refused("settings_unread") from error
        return self._seen[1]

    def propose(self, section: str, index: int | None, value: Any) -> Proposal:
        """What the change would make of the file, checked as ``anycounter check`` does it."""
        edit = Edit(section, index, value)
        text = self._text()
        try:
            return self._checked(edited(text, edit))
        except BadEdit as bad:
            return Proposal(text, None, (Wrong(key_text(edit.path), str(bad) or "is wrong", "another value"),))

    def version(self, number: int) -> Proposal:
        """An older version, checked by the rules of today. Raises ``Refused``."""
        found = next((each for each in self._versions() if each.number == number), None)
        if found is None:
            raise Refused("version_unknown")
        return self._checked(found.text)

    def save(self, proposal: Proposal, seen: str, actor: str, reason: str, what: str) -> None:
        """Put a proposal without mistakes in force. ``seen``: revision that it was made from. Raises ``Refused``."""
        before = self._text()
        if proposal.text == before:
            raise Refused("settings_same")
        if seen != revision_of(before):
            raise Refused("settings_changed")
        try:
            versions = self._versions()
            if not versions or versions[-1].text != before:
                versions.append(self._keep(versions, "", "", BY_HAND, before))
            self._keep(versions, actor, reason, what, proposal.text)
            replace_file(self._path, proposal.text.encode(), stat.S_IMODE(self._path.stat().st_mode))
        except OSError as error:
            raise Refused("settings_unwritten", why=error.strerror or "") from error

    def _checked(self, text: str) -> Proposal:
        try:
            return Proposal(text, read_settings(text, self._path.name).setup)
        except SettingsError as error:
            return Proposal(text, None, tuple(Wrong(one.key, one.problem, one.expected) for one in error.mistakes))

    def _text(self) -> str:
        """Raises ``Refused`` where the file is gone."""
        try:
            return self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("settings_unread") from error

    def _versions(self) -> list[Version]:
        """Oldest first; a file that is no version is passed over."""
        found = []
        for path in sorted(self._history.glob("*.json")):
            with contextlib.suppress(ValueError, TypeError):
                found.append(Version(**json.loads(path.read_text(encoding="utf-8"))))
        return found

    def _keep(self, versions: list[Version], actor: str, reason: str, what: str, text: str) -> Version:
        number = versions[-1].number + 1 if versions else 1
        version = Version(number, self._now_ms(), actor, reason, what, text)
        self._history.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = {name: getattr(version, name) for name in Version.__dataclass_fields__}
        replace_file(self._history / f"{number:06d}.json", json.dumps(kept, ensure_ascii=False).encode(), 0o600)
        return version


def shown_history(versions: list[Version], text: str) -> list[dict[str, Any]]:
    """The last versions, newest first; the newest that says what the file holds is in force, and no other."""
    now = next((version.number for version in reversed(versions) if version.text == text), 0)
    return [
        {
            "number": each.number, "at_ms": each.at_ms, "actor": each.actor, "reason": each.reason, "what": each.what,
            "in_force": each.number == now,
        }
        for each in reversed(versions[-SHOWN:])
    ]  # fmt: skip


def revision_of(text: str) -> str:
    """Names one content of the file."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def replace_file(path: Path, content: bytes, mode: int) -> None:
    """The old content or the new one, whatever happens; raises ``OSError``."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
