"""The reference of ``hall.toml``, from the dataclasses that it becomes and the table of meanings."""

import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from hub.core.catalogue import HallSetup
from hub.settings.keys import FACTS, FORMS, KEYS, LEVELS, Key
from hub.settings.sections import Settings

WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def settings_reference_markdown() -> str:
    """One table for each table of the file."""
    parts = [section("", "The top of the file", HallSetup)]
    kinds = get_type_hints(Settings)
    parts += [top_section(each.name, kinds[each.name]) for each in fields(Settings)[1:]]
    facts = ", ".join(f"`{fact}`" for fact in FACTS)
    levels = ", ".join(f"`{level}`" for level in LEVELS)
    return "\n\n".join([*parts, f"Facts: {facts}. Levels: {levels}. A text for people is a table: language = words."])


def top_section(name: str, kind: Any) -> str:
    """The table of one section; ``[[name]]`` where there may be several."""
    inner, many = element(kind)
    return section(f"{name}[].", f"`[[{name}]]`, each", inner) if many else section(f"{name}.", f"`[{name}]`", inner)


def section(prefix: str, title: str, kind: Any) -> str:
    """The table of one dataclass, and after it those of the dataclasses inside."""
    hints = get_type_hints(kind)
    rows = [row(prefix + each.name, each, hints[each.name]) for each in fields(kind)]
    if kind is HallSetup:
        rows.append(f"| `facts` | table of texts | empty | {KEYS['facts'].meaning} |")
    table = "\n".join([f"**{title}**", "", "| key | value | default | meaning |", "|---|---|---|---|", *rows])
    return "\n\n".join([table, *inner_sections(prefix, kind)])


def inner_sections(prefix: str, kind: Any) -> Iterator[str]:
    """The sections of the tables inside a table."""
    for each in fields(kind):
        hint, many = element(get_type_hints(kind)[each.name])
        if is_dataclass(hint):
            name = prefix.replace("[]", "") + each.name
            title = f"`[[{name}]]`, each" if many else f"`[{name}]`"
            yield section(f"{prefix}{each.name}{'[]' if many else ''}.", title, hint)


def element(hint: Any) -> tuple[Any, bool]:
    """The kind of a value, or of a list's elements; is it a list?"""
    if get_origin(hint) is types.UnionType:
        hint = next(one for one in get_args(hint) if one is not type(None))
    return (get_args(hint)[0], True) if get_origin(hint) is tuple else (hint, False)


def row(name: str, each: Field[Any], hint: Any) -> str:
    """One key: name, kind and range, default, meaning."""
    key = KEYS[name]
    return f"| `{each.name}` | {kind_words(hint, key)} | {default_words(each)} | {key.meaning} |"


def kind_words(hint: Any, key: Key) -> str:
    """The kind of a value in words, with its range or form."""
    kind, many = element(hint)
    limits = ", ".join(word for word in (key.range_words, FORMS.get(key.form, "")) if word)
    return ("list, each a " if many else "") + one_kind(kind) + (f": {limits}" if limits else "")


def one_kind(kind: Any) -> str:
    """One value's kind in words."""
    if get_origin(kind) is dict:
        return f"table of {WORDS[get_args(kind)[1]]}s"
    if is_dataclass(kind):
        return "table"
    if issubclass(kind, Enum):
        return " or ".join(f'`"{one.value}"`' for one in kind)
    return WORDS[kind]


def default_words(each: Field[Any]) -> str:
    """What holds when the key is left out."""
    if each.default is MISSING and each.default_factory is MISSING:
        return "**required**"
    default = each.default if each.default_factory is MISSING else each.default_factory()
    if default is None:
        return "none"
    if default in ((), {}, ""):
        return "empty"
    if is_dataclass(default):
        return "see below"
    return "`" + toml_value(default) + "`"


def toml_value(value: Any) -> str:
    """A default as the file would have it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
