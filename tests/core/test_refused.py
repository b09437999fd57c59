"""The codes of the polite no: every one is used, listed and tested."""

import re

from hub.core.refused import REASONS, Refused
from tests.sources import python_files, text_of

RAISED = re.compile(r'Refused\(\s*"([a-z_]+)"(?: if \w+ else "([a-z_]+)")?')
CONDITIONAL = re.compile(r'Refused\("([a-z_]+)" if .*? else "([a-z_]+)"')
EDGE = re.compile(r'^    reason = "([a-z_]+)"', re.MULTILINE)


def raised_codes() -> set[str]:
    text = "\n".join(text_of(name) for name in [*python_files("hub/core/"), "hub/service.py"])
    found = {code for pattern in (RAISED, CONDITIONAL, EDGE) for hit in pattern.findall(text) for code in _codes(hit)}
    return found - {""}


def _codes(hit: str | tuple[str, ...]) -> tuple[str, ...]:
    return (hit,) if isinstance(hit, str) else hit


def test_every_code_that_is_raised_is_listed_and_every_listed_one_is_raised() -> None:
    assert raised_codes() == REASONS


def test_every_code_is_produced_by_a_test() -> None:
    text = "\n".join(text_of(name) for name in [*python_files("tests/core/"), *python_files("tests/service/")])
    assert {code for code in REASONS if f'"{code}"' not in text} == set()


def test_a_refusal_carries_words_for_its_text() -> None:
    refused = Refused("stale_press", age_s=12)
    assert (refused.reason, refused.detail) == ("stale_press", {"age_s": "12"})
