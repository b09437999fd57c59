"""When the counters of a hall end today, as its card says it. Pure; what a hall sends is looked at before it is used."""

import re
from datetime import datetime
from functools import lru_cache

from hub.centre.halls import HallNow
from hub.centre.totals import zone

TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def is_time(text: str) -> bool:
    """A time of the day such as "17:30"?"""
    return TIME.fullmatch(text) is not None


def closing_ms(hall: HallNow) -> int | None:
    """Wall time at which the counters end on the hall's business day, perhaps past; None where the hall does not say, or is closed."""
    if hall.card is None or hall.standing is None or not is_time(hall.card.closes):
        return None
    return _moment_ms(hall.standing.day, hall.card.closes, hall.card.timezone)


@lru_cache(4096)
def _moment_ms(day: str, time: str, timezone: str) -> int | None:
    """A time on the wall of a day; None where the day is no date, or no clock can tell it."""
    try:
        return round(
            datetime.strptime(f"{day} {time}", "%Y-%m-%d %H:%M").replace(tzinfo=zone(timezone)).timestamp() * 1000
        )
    except (ValueError, OverflowError):
        return None
