"""A disk that remembers what is on the platter and what is still on its way there.

Model: a sync of a file makes its writes durable, and its own name. A sync of a folder makes the names in it durable.
Between syncs, any 512-byte sector of any write may have arrived or not, in any order; changes of names arrive in their
order (a journaling file system), but only a beginning of them may have.
"""

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath

from tools.powercut.trace import Create, Cut, Operation, Rename, Said, Sync, Unlink, Write

SECTOR_BYTES = 512
"""The largest piece that a disk writes as a whole."""


@dataclass(slots=True)
class File:
    """``stored``: what is on the platter; ``waiting``: writes and cuts since, in their order."""

    stored: bytearray = field(default_factory=bytearray)
    waiting: list[Write | Cut] = field(default_factory=list)
    end: int = 0

    def settle(self) -> None:
        """Everything has arrived."""
        for change in self.waiting:
            apply(self.stored, change)
        self.waiting.clear()

    def torn(self, chance: random.Random) -> bytes:
        """One content that a power cut may leave."""
        pieces = [piece for change in self.waiting for piece in sectors(change)]
        share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        arrived = [piece for piece in pieces if chance.random() < share]
        if chance.random() < 0.5:
            chance.shuffle(arrived)
        content = bytearray(self.stored)
        for piece in arrived:
            apply(content, piece)
        return bytes(content)


def apply(content: bytearray, change: Write | Cut) -> None:
    """Carry out a change; a hole reads as zeros."""
    if isinstance(change, Cut):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    offset = change.offset or 0
    content.extend(bytes(max(offset + len(change.content) - len(content), 0)))
    content[offset : offset + len(change.content)] = change.content


def sectors(change: Write | Cut) -> list[Write | Cut]:
    """The pieces that arrive each as a whole."""
    if isinstance(change, Cut):
        return [change]
    offset, content = change.offset or 0, change.content
    first = SECTOR_BYTES - offset % SECTOR_BYTES
    cuts = [0, *range(first, len(content), SECTOR_BYTES), len(content)]
    return [Write(change.path, offset + a, content[a:b]) for a, b in pairwise(cuts) if b > a]


Names = dict[str, File]


@dataclass(slots=True)
class Disk:
    """The files below one folder. ``names``: as programs see them; ``stored_names``: as a power cut leaves them."""

    folder: str
    names: Names = field(default_factory=dict)
    stored_names: Names = field(default_factory=dict)
    renaming: list[tuple[Operation, File | None]] = field(default_factory=list)

    def do(self, operation: Operation) -> None:
        """Carry out one operation; what lies outside the folder is not this disk's."""
        match operation:
            case Said():
                return
            case Rename(old, new) if self._mine(old):
                self.renaming.append((operation, None))
                self.names[new] = self.names.pop(old)
            case Unlink(path) if path in self.names:
                self.renaming.append((operation, None))
                del self.names[path]
            case Create(path, empty) if self._mine(path):
                self._create(path, empty)
            case Write() | Cut() if operation.path in self.names:
                self._change(operation)
            case Sync(path) if self._mine(path):
                self._sync(path)

    def _mine(self, path: str) -> bool:
        volatile = path.endswith(("-shm", ".lock"))
        return not volatile and (path == self.folder or path.startswith(self.folder + "/"))

    def _create(self, path: str, empty: bool) -> None:
        if path not in self.names:
            self.names[path] = File()
            self.renaming.append((Create(path, empty), self.names[path]))
        elif empty:
            self.names[path].waiting.append(Cut(path, 0))
        self.names[path].end = 0

    def _change(self, change: Write | Cut) -> None:
        file = self.names[change.path]
        if isinstance(change, Write):
            offset = file.end if change.offset is None else change.offset
            file.end = offset + len(change.content)
            change = Write(change.path, offset, change.content)
        file.waiting.append(change)

    def _sync(self, path: str) -> None:
        file = self.names.get(path)
        if file is not None:
            file.settle()
            created = [n for n, (_, made) in enumerate(self.renaming) if made is file]
            self._settle_names(created[0] + 1 if created else 0)
            return
        within = [n for n, (change, _) in enumerate(self.renaming) if touches(change, path)]
        self._settle_names(within[-1] + 1 if within else 0)

    def _settle_names(self, count: int) -> None:
        self.stored_names = after(self.stored_names, self.renaming[:count])
        del self.renaming[:count]

    def crash(self, chance: random.Random, target: Path) -> None:
        """Lay one state that a power cut may leave into an empty folder."""
        arrived = chance.randint(0, len(self.renaming))
        for path, file in after(self.stored_names, self.renaming[:arrived]).items():
            place = target / PurePosixPath(path).relative_to(self.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.torn(chance))


def touches(change: Operation, folder: str) -> bool:
    """Whether a change of names is one in this folder."""
    paths = (change.old, change.new) if isinstance(change, Rename) else (getattr(change, "path", ""),)
    return any(str(PurePosixPath(path).parent) == folder for path in paths)


def after(names: Names, changes: list[tuple[Operation, File | None]]) -> Names:
    """The names once these changes have arrived."""
    new = dict(names)
    for change, made in changes:
        if isinstance(change, Create) and made is not None:
            new[change.path] = made
        elif isinstance(change, Rename) and change.old in new:
            new[change.new] = new.pop(change.old)
        elif isinstance(change, Unlink):
            new.pop(change.path, None)
    return new
