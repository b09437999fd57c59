"""The file of the lessons: what the hub reads of it, and the facts that the next night goes on from.

Made of the journal alone: without it, or with one that cannot be read, the next night makes it again.
"""

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from hub.forecasting.facts import DayFacts
from hub.forecasting.lessons import NOTHING, Lessons

VERSION = 1
"""Of the facts and of what they mean; a file of another version is made again."""


class Broken(ValueError):
    """The file is there and cannot be used: says which, and why."""


class Head(msgspec.Struct):
    """The part that the hub reads."""

    version: int
    lessons: Lessons


class Kept(msgspec.Struct):
    """The whole file. ``days``: facts of the days that the lessons are made of, oldest first."""

    version: int = VERSION
    lessons: Lessons = NOTHING
    days: list[DayFacts] = []


def read_lessons(path: Path) -> Lessons:
    """The lessons in the file; none where there is no file. Raises ``Broken``."""
    return read_as(path, Head, Head(VERSION, NOTHING)).lessons


def read_kept(path: Path) -> Kept:
    """The whole file; an empty one where there is none. Raises ``Broken``."""
    read_lessons(path)  # The head has no defaults: a file that lacks it is broken.
    return read_as(path, Kept, Kept())


T = TypeVar("T", Head, Kept)


def read_as(path: Path, kind: type[T], nothing: T) -> T:
    """The file as this type. Raises ``Broken``."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return nothing
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Broken(f"{path.name}: {error}") from error
    if found.version != VERSION:
        raise Broken(f"{path.name}: version {found.version}, this program knows {VERSION}")
    return found


def write_kept(path: Path, kept: Kept) -> None:
    """Replace the file by this. A crash leaves the old one or the new one, whole; raises ``OSError``."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(kept))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
