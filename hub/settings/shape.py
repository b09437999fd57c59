"""TOML values -> frozen dataclasses, by their type hints. Collects every mistake instead of stopping at the first."""

import difflib
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from hub.settings.keys import FORMS, KEYS, Key, key_of
from hub.settings.mistakes import Mistake, Path, key_text
from hub.settings.place import Places

WORDS = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
WRONG: Any = object()
"""Stands for a value that could not be read; its mistake has been noted."""

hints_of = cache(get_type_hints)


class Shaper:
    """Reads values of one file; ``mistakes`` grows."""

    def __init__(self, file: str, places: Places, keys: Mapping[str, Key] = KEYS) -> None:
        """``keys``: the table of all keys of this kind of file."""
        self.keys = keys
        self.file = file
        self.places = places
        self.mistakes: list[Mistake] = []

    def note(self, path: Path, problem: str, expected: str) -> Any:
        """Note a mistake at a path; returns ``WRONG``."""
        self.mistakes.append(Mistake(self.file, self.places.line(path), key_text(path), problem, expected))
        return WRONG

    def read(self, kind: Any, value: object, path: Path) -> Any:
        """The value as ``kind`` wants it, or ``WRONG``."""
        origin = get_origin(kind)
        if origin is types.UnionType:
            return self.read(next(one for one in get_args(kind) if one is not type(None)), value, path)
        if origin is tuple:
            return self._list(get_args(kind)[0], value, path)
        if origin is dict:
            return self._map(get_args(kind)[1], value, path)
        if is_dataclass(kind):
            return self.table(kind, value, path)
        if issubclass(kind, Enum):
            return self._choice(kind, value, path)
        return self._plain(kind, value, path)

    def table(self, kind: Any, value: object, path: Path, also: Iterable[str] = ()) -> Any:
        """A dataclass from a table; keys in ``also`` belong to somebody else."""
        if not isinstance(value, dict):
            return self._not(value, "a table", path)
        known = {each.name: each for each in fields(kind)}
        for key in value:
            if key not in known and key not in also:
                self._unknown((*path, key), [*known, *also])
        read = {name: self._field(kind, each, value, path) for name, each in known.items()}
        good = {name: one for name, one in read.items() if one is not WRONG}
        return self._built(kind, good, path) if len(good) == len(read) else WRONG

    def _built(self, kind: Any, values: dict[str, Any], path: Path) -> Any:
        """The dataclass; one that looks at its own values says with ``ValueError`` what it expected."""
        try:
            return kind(**values)
        except ValueError as error:
            return self.note(path, "does not fit together", str(error).removeprefix("expected "))

    def _field(self, kind: Any, each: Field[Any], value: dict[str, object], path: Path) -> Any:
        if each.name in value:
            return self.read(hints_of(kind)[each.name], value[each.name], (*path, each.name))
        if each.default is not MISSING:
            return each.default
        if each.default_factory is not MISSING:
            return each.default_factory()
        table = key_text(path) or "the file"
        missing = (*path, each.name)
        self.note(missing, f"is missing from {table}", self.keys[key_of(missing)].meaning)
        return WRONG

    def _unknown(self, path: Path, known: list[str]) -> None:
        close = difflib.get_close_matches(str(path[-1]), known, n=1)
        advice = f'perhaps "{close[0]}"' if close else "one of " + ", ".join(sorted(known))
        self.note(path, "unknown key", advice)

    def _list(self, kind: Any, value: object, path: Path) -> Any:
        if not isinstance(value, list):
            return self._not(value, "a list in [ ]", path)
        read = [self.read(kind, one, (*path, index)) for index, one in enumerate(value)]
        return WRONG if any(one is WRONG for one in read) else tuple(read)

    def _map(self, kind: Any, value: object, path: Path) -> Any:
        if not isinstance(value, dict):
            return self._not(value, "a table", path)
        read = {key: self.read(kind, one, (*path, key)) for key, one in value.items()}
        return WRONG if any(one is WRONG for one in read.values()) else read

    def _choice(self, kind: type[Enum], value: object, path: Path) -> Any:
        try:
            return kind(value)
        except ValueError:
            return self._not(value, "one of " + ", ".join(f'"{one.value}"' for one in kind), path)

    def _plain(self, kind: type, value: object, path: Path) -> Any:
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits:
            return self._not(value, WORDS[kind], path)
        key = self.keys.get(key_of(path))
        return self._bounded(kind(value), key, path) if key else kind(value)

    def _bounded(self, value: Any, key: Key, path: Path) -> Any:
        """The value, if it is within the range and has the form of its key."""
        if key.low is not None and key.high is not None and not key.low <= value <= key.high:
            return self._not(value, key.range_words, path)
        if key.form and not re.fullmatch(key.form, value):
            return self.note(path, "has the wrong form", FORMS[key.form])
        return value

    def _not(self, value: object, expected: str, path: Path) -> Any:
        return self.note(path, f"is {shown(value)}", expected)


def shown(value: object) -> str:
    """A value as the file has it; tables and lists by kind alone."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
