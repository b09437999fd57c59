"""Facts of days that are made for a test."""

from datetime import date, timedelta

from hub.forecasting.facts import Arrived, DayFacts, Given, Promise
from hub.forecasting.moment import OF_HALL, OF_TICKET

MONDAY = date(2020, 1, 6)
NUMBERS = tuple(0.0 for _ in (*OF_TICKET, *OF_HALL))
WALK_IN, FAST = "walk_in", "priority"


def day_of(number: int, **facts: object) -> DayFacts:
    """The n-th day from a Monday on."""
    day = MONDAY + timedelta(days=number)
    return DayFacts(day.isoformat(), day.weekday(), **facts)  # type: ignore[arg-type]


def arrived(hour: int, count: int, priority: str = WALK_IN, item: str = "card") -> Arrived:
    return Arrived((item,), priority, hour, count)


def given(hour: int, count: int, mean_s: float, item: str = "card") -> Given:
    return Given((item,), hour, count, count * mean_s)


def promise(
    wait_s: float, hour: int = 9, item: str = "card", base50_s: int = 600, *, at_least: bool = False
) -> Promise:
    """One of 10 to 15 minutes."""
    base80_s = base50_s * 3 // 2
    return Promise(item, hour, base50_s, base80_s, wait_s, at_least, (float(base50_s), float(base80_s), *NUMBERS[2:]))
