"""Find the marked parts of a document and put there what their generators say."""

import importlib
import re
from collections.abc import Callable, Mapping

from tools.documents import GENERATORS

OPENING = re.compile(r"^<!-- ([a-z][a-z ]*) -->$", re.MULTILINE)


class Unmarked(Exception):
    """A marker has no end, or no generator that works."""


def generate(name: str, generators: Mapping[str, str] = GENERATORS) -> str:
    """What a marker's generator writes; raises ``Unmarked`` where there is none or its source is missing."""
    if name not in generators:
        raise Unmarked(f'nothing generates "{name}"; known: {", ".join(sorted(generators))}')
    module, function = generators[name].split(":")
    try:
        text = getattr(importlib.import_module(module), function)()
    except (ImportError, AttributeError) as error:
        raise Unmarked(f'the generator of "{name}" is missing its source: {error}') from error
    return str(text).strip()


def brought_up_to_date(document: str, generated: Callable[[str], str] = generate) -> str:
    """The document with every marked part as its generator writes it now."""
    done, rest = "", document
    while found := OPENING.search(rest):
        name = found.group(1)
        closing = f"<!-- /{name} -->"
        end = rest.find(closing, found.end())
        if end < 0:
            raise Unmarked(f"{found.group()} has no {closing}")
        done += rest[: found.end()] + f"\n\n{generated(name)}\n\n" + closing
        rest = rest[end + len(closing) :]
    return done + rest
