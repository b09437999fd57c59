"""From strace's record of a run to the operations that matter to a disk, in their order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CALLS = ("openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename")
"""What the journal changes files with."""

STRACE = (
    "strace", "-f", "-qqq", "-y", "-xx", "-s", "200000",
    "-e", f"trace={','.join(CALLS)}",
)  # fmt: skip

_LINE = re.compile(r"(?P<pid>\d+)\s+(?:<\.\.\. \w+ resumed>)?(?P<rest>.*)$")
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+)")
_TEXT = re.compile(r'"([^"]*)"')
_HANDLE = re.compile(r"^(\d+)<([^>]*)>")
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True, slots=True)
class Create:
    """A file is opened; ``empty``: whatever it held is cut off."""

    path: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at an offset; None: behind the last ones written."""

    path: str
    offset: int | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The file's new length."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """A file or folder is on disk when this is done."""

    path: str


@dataclass(frozen=True, slots=True)
class Rename:
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Unlink:
    path: str


@dataclass(frozen=True, slots=True)
class Said:
    """The hub told the world."""

    content: bytes


Operation = Create | Write | Cut | Sync | Rename | Unlink | Said


def operations(lines: Iterable[str]) -> Iterator[Operation]:
    """The operations of a record. A call that another thread interrupted counts when it has returned."""
    started: dict[str, str] = {}
    for line in lines:
        match = _LINE.match(line.rstrip("\n"))
        if match is None:
            continue
        pid, rest = match["pid"], match["rest"]
        if rest.endswith(_UNFINISHED):
            started[pid] = rest.removesuffix(_UNFINISHED)
            continue
        call = _CALL.match(started.pop(pid, "") + rest)
        if call is not None and int(call["result"]) >= 0:
            yield from _operation(call["name"], call["arguments"])


def _operation(name: str, arguments: str) -> Iterator[Operation]:
    texts = [_plain(text) for text in _TEXT.findall(arguments)]
    handle = _HANDLE.match(arguments)
    path = _plain(handle[2]).decode() if handle else ""
    if name == "openat" and "O_CREAT" in arguments:
        yield Create(texts[0].decode(), "O_TRUNC" in arguments)
    elif name == "write":
        yield Said(texts[0]) if handle and handle[1] == "1" else Write(path, None, texts[0])
    elif name == "pwrite64":
        yield Write(path, int(arguments.rpartition(",")[2]), texts[0])
    elif name in ("fsync", "fdatasync"):
        yield Sync(path)
    elif name == "ftruncate":
        yield Cut(path, int(arguments.rpartition(",")[2]))
    elif name == "rename":
        yield Rename(texts[0].decode(), texts[1].decode())
    elif name == "unlink":
        yield Unlink(texts[0].decode())


def _plain(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
