"""What a link or a code leads to, for whoever has nothing but that: wrong, old and guessed ones get one answer."""

from collections.abc import Callable
from typing import TypeVar

from hub.web.call import Call
from hub.web.problems import Problem, too_fast

Thing = TypeVar("Thing")


def unknown() -> Problem:
    return Problem(404, "link_unknown")


def found(call: Call, look: Callable[[], Thing | None], wrong: Callable[[], Problem] = unknown) -> Thing:
    """The thing; guessing gets slow, so nothing is looked up while this address has to wait. Raises ``Problem``."""
    bucket = call.parts.rates.failed_links
    if wait_s := bucket.wait_s(call.address):
        raise too_fast(wait_s)
    thing = look()
    if thing is None:
        bucket.spend(call.address)
        raise wrong()
    return thing
