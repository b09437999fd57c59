"""What the reform claims, as figures that live: even load, on the spot, two documents, 15 minutes. Pure."""

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from hub.centre.halls import HallNow
from hub.centre.hours import HallHour, added
from hub.core.hall_card import HallCard

Value = TypeVar("Value", int, float)

FEW = 2
"""80 % of items need two documents, says the reform."""


@dataclass(frozen=True, slots=True)
class Claims:
    """``load_ratio``: busiest / least busy counter, median of the halls; ``load_worst``: of the most uneven one. Shares in 0..1:
    ``on_the_spot`` of what was served, ``within_15`` of who was called, ``few_documents`` of the items that ask for two at most.
    ``documents``: median of an item's documents. None where there is nothing to divide."""

    load_ratio: float | None
    load_worst: float | None
    on_the_spot: float | None
    documents: float | None
    few_documents: float | None
    within_15: float | None


def claims(halls: Iterable[HallNow], hours: Iterable[HallHour]) -> Claims:
    """The claims over some halls. ``hours``: what they did in the time that is asked about."""
    halls = list(halls)
    ratios = Counter(ratio for each in halls if (ratio := load_ratio(each)) is not None)
    return claimed(ratios, Counter(count for each in halls for count in documents_of(each.card)), added(hours))


def claimed(ratios: Mapping[float, int], documents: Mapping[int, int], hours: HallHour) -> Claims:
    """The claims where all of it is counted. ``ratios``: load -> of how many halls; ``documents``: how many -> of how many items;
    ``hours``: the sum. A value that is there no time is none."""
    items = sum(documents.values())
    return Claims(
        median_of(ratios), max((each for each, count in ratios.items() if count), default=None),
        share(hours.on_the_spot, hours.served), median_of(documents),
        share(sum(items for count, items in documents.items() if count <= FEW), items),
        share(hours.served - hours.over_15, hours.served),
    )  # fmt: skip


def documents_of(card: HallCard | None) -> tuple[int, ...]:
    """Of each item."""
    return tuple(item.documents for item in card.items) if card else ()


def median_of(counts: Mapping[Value, int]) -> float | None:
    """The median where each value is there so many times."""
    values = sorted(counts)
    ends = list(itertools.accumulate(counts[value] for value in values))
    if not ends or not ends[-1]:
        return None
    low, high = (values[bisect.bisect_left(ends, place)] for place in ((ends[-1] + 1) // 2, ends[-1] // 2 + 1))
    return round((low + high) / 2, 2)


def load_ratio(hall: HallNow) -> float | None:
    """Minutes worked by the busiest counter for each of the least busy one's."""
    told = hall.standing
    return round(told.most_min / told.least_min, 2) if told and told.open > 1 and told.least_min else None


def share(part: float, whole: float) -> float | None:
    return max(0.0, part / whole) if whole else None
