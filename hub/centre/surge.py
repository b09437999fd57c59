"""More citizens, or longer waits, than this weekday and hour ever saw; and where to send them. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from hub.centre.halls import HallNow
from hub.centre.hours import HallHour
from hub.centre.nearby import Minutes, Reach, soonest
from hub.centre.outlook import HourOutlook, Wall, hour_outlook
from hub.core.better import WORTH_MIN, minutes_of

LEAST_ARRIVALS = 10
"""Fewer in an hour are no surge, whatever is usual."""

SIGMAS = 3.0
"""Arrivals scatter like Poisson's: beyond three standard deviations it is once in some hundred hours."""

RATIO = 1.5
LONG_S = 900
ALWAYS_LONG_S = 1800
"""A hall without a past is judged by the limit of its own rules."""

ROOM_WITHIN_MIN = 40
ROOM_HALLS = 3
ROOM_PER_COUNTER = 1.0
"""A hall has room where at most this many wait for each open counter."""


@dataclass(frozen=True, slots=True)
class Surge:
    """``kind``: arrivals or wait. ``found`` and ``usual``: citizens so far in this hour, or seconds of waiting."""

    kind: str
    found: int
    usual: int | None


@dataclass(frozen=True, slots=True)
class Advice:
    """Where to send people, or why nowhere. ``room``: the halls, the soonest first.

    ``here_min``: minutes until a walk-in who stays is called, most likely at most, which the ``total_min`` of each of ``room`` is
    held against; None while no counter is open here.
    """

    surge: Surge
    room: tuple[Reach, ...]
    here_min: int | None = None


def surge(
    hall: HallNow, today: Iterable[HallHour], past: Iterable[HallHour], now_ms: int, wall: Wall, more: int = 0
) -> Surge | None:  # fmt: skip
    """Is this hall overrun? ``wall``: date and time there. ``today``: its hours of today; ``past``: of days before. ``more``: who
    has come in this hour since ``today`` was added up, as the standings tell it."""
    usual = hour_outlook(past, wall.day, wall.hour)
    return judged(hall, usual, sum(each.visits for each in today if each.hour == wall.hour) + more, now_ms, wall.minute)


def judged(hall: HallNow, usual: HourOutlook, arrived: int, now_ms: int, minute: int) -> Surge | None:
    """The same where the past of this hour is known as ``usual``, and who has come in it is counted. ``minute``: of the hour."""
    told = hall.standing
    if told is None or hall.stale(now_ms) or not told.day:
        return None
    if usual.visits is not None and arrived >= LEAST_ARRIVALS:
        expected = usual.visits * (minute + 1) / 60
        if arrived >= max(RATIO * expected, expected + SIGMAS * math.sqrt(expected)):
            return Surge("arrivals", arrived, round(expected))
    waits_s = told.p50_s if told.p50_s is not None else told.longest_s
    bound_s = ALWAYS_LONG_S if usual.high_s is None else max(LONG_S, RATIO * usual.high_s)
    return Surge("wait", waits_s, usual.high_s) if told.waiting and waits_s >= bound_s else None


def seen(hall: HallNow) -> int:
    """Legs that a standing knows of: those who wait, are served, or were. It grows by one with each citizen who comes, but for those
    who were called and have not begun."""
    told = hall.standing
    return told.waiting + told.serving + told.served if told else 0


def advice(found: Surge, here: HallNow, halls: Iterable[HallNow], now_ms: int, minutes: Minutes) -> Advice:
    """The halls with room within reach that call people sooner, way included: the slower figure of a walk-in, here and there."""
    here_min = stay_min(here)
    most_min = sooner_min(here_min)
    others = [each for each in halls if each.hall != here.hall and has_room(each)]
    reached = soonest(others, here, now_ms, minutes)
    near = [each for each in reached if each.way and each.way.minutes <= ROOM_WITHIN_MIN and helps(each, most_min)]
    return Advice(found, tuple(near[:ROOM_HALLS]), here_min)


def stay_min(here: HallNow) -> int | None:
    """``Advice.here_min``: as ``Reach.total_min`` of another hall, without a way."""
    told = here.standing
    return None if told is None or told.p80_s is None else minutes_of(told.p80_s)


def sooner_min(here_min: int | None) -> int | None:
    """The longest ``total_min`` for which it is worth going, where staying takes ``here_min``; None: any."""
    return None if here_min is None else here_min - WORTH_MIN


def helps(there: Reach, most_min: int | None) -> bool:
    """Is one called there, and no later than that?"""
    return there.total_min is not None and (most_min is None or there.total_min <= most_min)


def has_room(hall: HallNow) -> bool:
    """Can it take more citizens at once?"""
    told = hall.standing
    return told is not None and bool(told.day) and told.open > 0 and told.waiting <= ROOM_PER_COUNTER * told.open
