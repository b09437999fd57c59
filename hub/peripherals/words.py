"""Words on paper and panels: one TOML file per language in ``texts/``; a new language is a new file."""

import tomllib
from functools import cache
from importlib.resources import files

from hub.core.catalogue import Text

DEFAULT = "zh"


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a file."""
    names = (entry.name for entry in files("hub.peripherals").joinpath("texts").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def words(language: str) -> dict[str, str]:
    """The words of a language; of ``DEFAULT`` where it has no file."""
    known = language if language in languages() else DEFAULT
    source = files("hub.peripherals").joinpath("texts", f"{known}.toml")
    return dict(tomllib.loads(source.read_text(encoding="utf-8")))


def said(text: Text, language: str) -> str:
    """A text of the catalogue in a language, else in ``DEFAULT``, else in any, else empty."""
    return text.get(language) or text.get(DEFAULT) or next(iter(text.values()), "")
