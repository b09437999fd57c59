"""What must hold in ``[shadow]``: it replaces something, and weighs classes that the hall has."""

from collections.abc import Iterator
from typing import Any

from hub.core.catalogue import HallSetup
from hub.core.shadow import RULES, ShadowRules
from hub.settings.keys import KEYS
from hub.settings.rules import Finding, text_findings

WEIGHT = KEYS["priorities[].weight"]


def shadow_findings(setup: HallSetup, shadow: Any) -> Iterator[Finding]:
    """Everything in the table that does not fit; one that is not there or could not be read is passed over."""
    if not isinstance(shadow, ShadowRules):
        return
    if shadow.names:
        yield from text_findings(setup, ("shadow", "names"), shadow.names)
    if not shadow.weights and not shadow.replaced:
        yield ("shadow",), "replaces no rule", "weights, or one of " + ", ".join(RULES)
    yield from _weights(setup, shadow)


def _weights(setup: HallSetup, shadow: ShadowRules) -> Iterator[Finding]:
    classes = sorted(each.code for each in setup.priorities)
    for code, weight in shadow.weights.items():
        if code not in classes:
            yield ("shadow", "weights", code), f'"{code}" is no class', "one of " + ", ".join(classes)
        elif WEIGHT.low is not None and WEIGHT.high is not None and not WEIGHT.low <= weight <= WEIGHT.high:
            yield ("shadow", "weights", code), f"is {weight:g}", WEIGHT.range_words
