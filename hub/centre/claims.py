"""What the reform claims, as figures that live: even load, on the spot, two documents, 15 minutes. Pure."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.centre.halls import HallNow
from hub.centre.hours import HallHour

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
    halls, hours = list(halls), list(hours)
    ratios = [ratio for each in halls if (ratio := load_ratio(each)) is not None]
    documents = [item.documents for each in halls if each.card for item in each.card.items]
    served = sum(each.served for each in hours)
    return Claims(
        median(ratios), max(ratios, default=None), share(sum(each.on_the_spot for each in hours), served), median(documents),
        share(sum(count <= FEW for count in documents), len(documents)),
        share(served - sum(each.over_15 for each in hours), served),
    )  # fmt: skip


def load_ratio(hall: HallNow) -> float | None:
    """Minutes worked by the busiest counter for each of the least busy one's."""
    told = hall.standing
    return round(told.most_min / told.least_min, 2) if told and told.open > 1 and told.least_min else None


def median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None


def share(part: float, whole: float) -> float | None:
    return max(0.0, part / whole) if whole else None
