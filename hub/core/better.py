"""What a centre tells a crowded hall: another one that would call its citizens sooner."""

import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from hub.core.catalogue import Text

FRESH_S = 60.0
"""The offer of a centre that is not heard any more is no offer."""

WORTH_MIN = 5
"""Nobody is sent elsewhere to save less."""

MOST_ITEMS = 200
MOST_WORDS = 200
TIME = re.compile(r"(?:(?:[01]\d|2[0-3]):[0-5]\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Better:
    """``minutes``: of the way; ``how``: walk, drive or table. ``p50_s``, ``p80_s``: the wait there. ``at_ms``: centre's clock.

    ``items``: codes that both halls serve. ``closes``: when its counters end, such as "17:30", or "" where it does not say.
    """

    hall: str
    names: Text
    address: Text
    minutes: int
    how: str
    p50_s: int
    p80_s: int
    at_ms: int
    items: tuple[str, ...]
    closes: str = ""


FIELDS = frozenset(each.name for each in fields(Better))


def as_plain(better: Better) -> dict[str, Any]:
    """The offer as plain JSON values."""
    return {**asdict(better), "items": list(better.items)}


def of_plain(value: object) -> Better:
    """The offer of such values, which may lack ``closes``; raises ``ValueError`` with what is wrong."""
    if not isinstance(value, dict) or set(value) | {"closes"} != FIELDS:
        raise ValueError("an offer of a better hall has other fields")
    for name in ("minutes", "p50_s", "p80_s", "at_ms"):
        if type(value[name]) is not int or value[name] < 0:
            raise ValueError(f"{name} of a better hall is {str(value[name])[:40]!r}")
    for name in ("names", "address"):
        if not is_text(value[name]):
            raise ValueError(f"{name} of a better hall are no words by language")
    if not isinstance(value["hall"], str) or value["how"] not in ("walk", "drive", "table"):
        raise ValueError("hall or how of a better hall is no code")
    closes = value.get("closes", "")
    if not isinstance(closes, str) or TIME.fullmatch(closes) is None:
        raise ValueError(f"closes of a better hall is {str(closes)[:40]!r}, no time of the day")
    items = value["items"]
    if not isinstance(items, list) or len(items) > MOST_ITEMS or not all(isinstance(each, str) for each in items):
        raise ValueError(f"items of a better hall are not up to {MOST_ITEMS} codes")
    return Better(**{**value, "items": tuple(items)})


def is_text(value: object) -> bool:
    """Words by language, few and short enough for a screen?"""
    return (
        isinstance(value, dict)
        and len(value) <= 16
        and all(
            isinstance(code, str) and isinstance(words, str) and len(words) <= MOST_WORDS
            for code, words in value.items()
        )
    )


class Offer:
    """The newest word of the centre, as long as it is fresh. ``mono_s``: a monotonic clock, since the hubs' may be wrong."""

    def __init__(self, mono_s: Callable[[], float]) -> None:
        self._mono_s = mono_s
        self._heard: Better | None = None
        self._heard_s = 0.0

    def hear(self, better: Better | None) -> None:
        """The centre has offered this hall, or takes its offer back."""
        self._heard, self._heard_s = better, self._mono_s()

    def look(self) -> Better | None:
        """The offer, while the centre is heard."""
        return self._heard if self._mono_s() - self._heard_s <= FRESH_S else None


def offered(better: Better | None, items: tuple[str, ...], p80_s: int | None) -> dict[str, Any] | None:
    """What a citizen with these items who most likely waits ``p80_s`` here, at most, may be told of it.

    None where the other hall does not serve them all, or the way and the wait there do not save ``WORTH_MIN``; a wait here that
    nobody knows (None) is no reason to go.
    """
    if better is None or not set(items) <= set(better.items) or p80_s is None:
        return None
    return told(better) if better.minutes + minutes_of(better.p80_s) + WORTH_MIN <= minutes_of(p80_s) else None


def minutes_of(wait_s: int) -> int:
    """A wait as screens round it."""
    return math.ceil(wait_s / 60)


def told(better: Better) -> dict[str, Any]:
    """The offer as citizens see it."""
    return {
        "hall": better.hall, "names": better.names, "address": better.address, "minutes": better.minutes, "how": better.how,
        "wait": {"p50_s": better.p50_s, "p80_s": better.p80_s}, "closes": better.closes,
    }  # fmt: skip
