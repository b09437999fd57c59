"""Change one part of a ``hall.toml`` and leave every other line as it is, comments included.

``edited(text, edit)`` gives the new text. It knows TOML's layout and nothing of halls: what may stand in a hall is the
loader's to say, so the new text is read by ``read_settings`` before anybody writes it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table

LISTS = ("lines", "items", "priorities", "counters")
"""Lists of tables: changed one entry at a time."""

TABLES = ("rules", "place", "afar")
"""Changed key by key: what is not named stays as it is."""

WHOLE = ("names", "notices", "facts", *TABLES, "shadow")
"""Changed as a whole."""

SECTIONS = (*WHOLE, *LISTS)


class BadEdit(ValueError):
    """The edit does not fit the file: no such entry, or a value that TOML cannot hold."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``section``: one of ``SECTIONS``. ``index``: of the entry in a list, one past its end for a new one; else None.

    ``value``: what shall stand there, as JSON values; None takes the entry away. Empty texts, lists and tables are left out.
    """

    section: str
    index: int | None
    value: Any

    @property
    def path(self) -> tuple[str | int, ...]:
        return (self.section,) if self.index is None else (self.section, self.index)


def edited(text: str, edit: Edit) -> str:
    """The text with the change in it. Raises ``BadEdit``; ``text`` itself must be correct TOML."""
    document = tomlkit.parse(text)
    try:
        if edit.section in LISTS:
            change_entry(document, edit)
        elif edit.section in WHOLE and edit.index is None and edit.value is not None:
            change_whole(document, edit)
        else:
            raise BadEdit("no such part")
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise BadEdit(str(error)) from error


def change_whole(document: tomlkit.TOMLDocument, edit: Edit) -> None:
    """Texts are replaced; of tables, and of the second policy, only keys that differ are touched."""
    if edit.section in TABLES:
        if not isinstance(edit.value, Mapping):
            raise BadEdit(f"{edit.section} is a table")
        merge(document.setdefault(edit.section, tomlkit.table()), edit.value, keep=True)
    elif edit.section == "shadow":
        change_shadow(document, edit.value)
    elif edit.section not in document:
        put_first(document, edit)
    elif plain(document[edit.section]) != edit.value:
        document[edit.section] = written(edit.value)


def change_shadow(document: tomlkit.TOMLDocument, value: Any) -> None:
    """A second policy in which nothing is left is taken away."""
    if not isinstance(value, Mapping):
        raise BadEdit("a second policy is a table")
    if any(each not in (None, "", [], {}) for each in value.values()):
        merge(document.setdefault("shadow", tomlkit.table()), value)
    elif "shadow" in document:
        del document["shadow"]


def put_first(document: tomlkit.TOMLDocument, edit: Edit) -> None:
    """A key of the top of the file has to stand before the first table."""
    rest = tomlkit.parse(f"{edit.section} = {written(edit.value).as_string()}\n" + tomlkit.dumps(document))
    document.clear()
    document.update(rest)


def change_entry(document: tomlkit.TOMLDocument, edit: Edit) -> None:
    """One entry of a list is changed, added at its end, or taken away."""
    entries = document.get(edit.section)
    if entries is None:
        entries = document[edit.section] = tomlkit.aot()
    if not isinstance(entries, AoT):
        raise BadEdit(f"{edit.section} is not written as [[{edit.section}]]: change the file itself")
    index = -1 if edit.index is None else edit.index
    if not 0 <= index <= len(entries) or (edit.value is None and index == len(entries)):
        raise BadEdit("no such entry")
    if edit.value is None:
        del entries[index]
    elif not isinstance(edit.value, Mapping):
        raise BadEdit("an entry is a table")
    elif index == len(entries):
        fresh = tomlkit.table()
        merge(fresh, edit.value)
        fresh.add(tomlkit.nl())
        entries.append(fresh)
    else:
        merge(entries[index], edit.value)


def merge(table: Table, wanted: Mapping[str, Any], *, keep: bool = False) -> None:
    """Make the table hold what is wanted; keys that stay equal keep their place, form and comment.

    ``keep``: keys that are not named stay as they are.
    """
    for key in [key for key in table if key not in wanted and not keep]:
        table.remove(key)
    for key, value in wanted.items():
        if value in (None, "", [], {}) and not isinstance(value, bool):
            if key in table:
                table.remove(key)
        elif key not in table:
            table.add(key, written(value))
        elif plain(table[key]) != value:
            table[key] = written(value)


def plain(value: Any) -> Any:
    """A value of the file as JSON has it."""
    return value.unwrap() if isinstance(value, Item) else value


def written(value: Any) -> Item:
    """A value as the halls write it: tables of texts on one line, lists of them one below the other."""
    if isinstance(value, Mapping):
        pairs = [f"{key_text(key)} = {written(one).as_string()}" for key, one in value.items() if one is not None]
        return read(f"{{ {', '.join(pairs)} }}" if pairs else "{}")
    if isinstance(value, Sequence) and not isinstance(value, str):
        array = tomlkit.array()
        for one in value:
            array.append(written(one))
        return array.multiline(any(isinstance(one, Mapping) for one in value))
    made: Item = tomlkit.item(value)
    return made


def key_text(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else tomlkit.item(key).as_string()


def read(text: str) -> Item:
    """The value that a text is, with its blanks: the library itself would write none between braces."""
    made: Item = tomlkit.value(text)
    return made
