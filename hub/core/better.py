"""What a centre tells a crowded hall: another one that would call its citizens sooner."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from hub.core.catalogue import Text

FRESH_S = 60.0
"""The offer of a centre that is not heard any more is no offer."""

MOST_ITEMS = 200
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Better:
    """``minutes``: of the way; ``how``: walk, drive or table. ``p50_s``, ``p80_s``: the wait there. ``at_ms``: centre's clock.

    ``items``: codes that both halls serve.
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


def as_plain(better: Better) -> dict[str, Any]:
    """The offer as plain JSON values."""
    return {**asdict(better), "items": list(better.items)}


def of_plain(value: object) -> Better:
    """The offer of such values; raises ``ValueError`` with what is wrong."""
    if not isinstance(value, dict) or set(value) != {each.name for each in fields(Better)}:
        raise ValueError("an offer of a better hall has other fields")
    for name in ("minutes", "p50_s", "p80_s", "at_ms"):
        if type(value[name]) is not int or value[name] < 0:
            raise ValueError(f"{name} of a better hall is {str(value[name])[:40]!r}")
    for name in ("names", "address"):
        if not is_text(value[name]):
            raise ValueError(f"{name} of a better hall are no words by language")
    if not isinstance(value["hall"], str) or value["how"] not in ("walk", "drive", "table"):
        raise ValueError("hall or how of a better hall is no code")
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


def offered(better: Better | None, items: tuple[str, ...]) -> dict[str, Any] | None:
    """What citizens with these items may be told of it; None where the other hall does not serve them all."""
    if better is None or not set(items) <= set(better.items):
        return None
    return {
        "hall": better.hall, "names": better.names, "address": better.address, "minutes": better.minutes, "how": better.how,
        "wait": {"p50_s": better.p50_s, "p80_s": better.p80_s},
    }  # fmt: skip
