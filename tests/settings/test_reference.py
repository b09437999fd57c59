"""Every key is described, and nothing is described that is no key."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hub.core.catalogue import HallSetup
from hub.settings.keys import FORMS, KEYS
from hub.settings.sections import Settings


def keys_of(kind: Any, prefix: str = "") -> Iterator[str]:
    for each in fields(kind):
        hint, key = get_type_hints(kind)[each.name], prefix + each.name
        yield key
        if get_origin(hint) is UnionType:
            hint = get_args(hint)[0]
        if get_origin(hint) is tuple:
            hint, key = get_args(hint)[0], key + "[]"
        if is_dataclass(hint):
            yield from keys_of(hint, key + ".")


def test_every_key_that_can_be_set_is_described() -> None:
    known = {*keys_of(HallSetup), "facts"} | {key for key in keys_of(Settings) if not key.startswith("setup")}
    described = {key for key in KEYS if not key.endswith("[]")}
    assert known == described


def test_every_form_is_put_into_words() -> None:
    assert {key.form for key in KEYS.values() if key.form} <= set(FORMS)
