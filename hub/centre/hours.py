"""One hall's hour, added up: what the store keeps, and what reports, outlooks and claims are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class HallHour:
    """Counts and sums of one hour of a business day. ``wait_s``, ``service_s``: sums over ``served``. ``over_15``: of those, who
    waited longer than 15 minutes. ``on_the_spot``: served with nothing left to decide. ``documents``: that the tickets' items asked
    for. ``ratings``: score -> how many."""

    hall: str
    day: str
    hour: int
    visits: int = 0
    served: int = 0
    on_the_spot: int = 0
    wait_s: int = 0
    over_15: int = 0
    service_s: int = 0
    documents: int = 0
    ratings: dict[int, int] = field(default_factory=dict)


SUMS = tuple(each.name for each in fields(HallHour) if each.name not in ("hall", "day", "hour", "ratings"))


def added(hours: Iterable[HallHour], hall: str = "", day: str = "", hour: int = 0) -> HallHour:
    """All of them as one, under this name."""
    hours = list(hours)
    ratings = {score: sum(each.ratings.get(score, 0) for each in hours) for score in range(1, 6)}
    sums = {name: sum(getattr(each, name) for each in hours) for name in SUMS}
    return HallHour(hall, day, hour, **sums, ratings={score: count for score, count in ratings.items() if count})
