"""Which hall serves soonest: the way there and the wait there, added up. Pure.

A way is the row of the centre's own table of minutes where there is one, else the straight line, made longer by what
streets add and gone at walking or driving speed. A wait counts only while it is fresh and a counter is open: a hall
whose figures are old is told last, and without them. So is one that closes before somebody who starts now is called.
"""

import math
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from hub.centre.closing import closing_ms, is_time
from hub.centre.halls import HallNow
from hub.core import distance
from hub.core.better import WORTH_MIN, Better

DETOUR = 1.3
"""Streets are about this much longer than the straight line."""

WALK_M_A_MIN, DRIVE_M_A_MIN = 75, 400
"""4.5 km/h; 24 km/h, a bus or a car in a town."""

DRIVE_EXTRA_MIN = 5
"""To the car or the stop, and from it."""

WALK_UP_TO_MIN = 20
"""Beyond this people ride."""

FAR_MIN = 120
"""Beyond two hours of riding a straight line tells no minutes: nobody goes so far at a town's speed, and few go at all."""

CROWDED_S = 900
"""A hall is crowded when a walk-in most likely waits longer than the 15 minutes of the service circle."""

MINUTE_MS = 60_000


class Point(NamedTuple):
    """A place in degrees (WGS 84)."""

    latitude: float
    longitude: float


class Way(NamedTuple):
    """``how``: walk, drive, far, or table. ``metres``: straight, None where a place is on no map.

    The minutes of one that is ``far`` are good for the order alone, and are told to nobody.
    """

    minutes: int
    how: str
    metres: int | None


Minutes = Mapping[tuple[str, str], int]
"""(hall, hall) -> minutes between them; one direction is enough."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One hall as somebody on the way weighs it. ``p50_s``, ``p80_s``: the wait there for what they come for, None where unknown or
    old. ``total_min``: until called, most likely at most; None where unknown or too late.

    ``late``: why it is too late to start now: the counters have ended ("closed"), or will have when one is there ("there"), or most
    likely when one is called ("called"); "" where it is not, or nobody knows.
    """

    hall: HallNow
    way: Way | None
    fresh: bool
    total_min: int | None
    late: str = ""
    p50_s: int | None = None
    p80_s: int | None = None


def metres(a: Point, b: Point) -> float:
    """The great circle between two places (haversine)."""
    return distance.metres(a.latitude, a.longitude, b.latitude, b.longitude)


def straight(a: Point, b: Point) -> Way:
    """The way by the straight line."""
    far_m = metres(a, b)
    walk_min = math.ceil(far_m * DETOUR / WALK_M_A_MIN)
    if walk_min <= WALK_UP_TO_MIN:
        return Way(walk_min, "walk", round(far_m))
    ride_min = math.ceil(far_m * DETOUR / DRIVE_M_A_MIN) + DRIVE_EXTRA_MIN
    return Way(ride_min, "drive" if ride_min <= FAR_MIN else "far", round(far_m))


def point_of(hall: HallNow) -> Point | None:
    """Where a hall is; None where its card does not say."""
    card = hall.card
    if card is None or card.latitude is None or card.longitude is None:
        return None
    return Point(card.latitude, card.longitude)


def way(here: HallNow | Point | None, there: HallNow, minutes: Minutes) -> Way | None:
    """From a place or a hall to a hall; None where nobody knows."""
    origin = point_of(here) if isinstance(here, HallNow) else here
    target = point_of(there)
    if isinstance(here, HallNow):
        if here.hall == there.hall:
            return Way(0, "walk", 0)
        known = minutes.get((here.hall, there.hall), minutes.get((there.hall, here.hall)))
        if known is not None:
            return Way(known, "table", round(metres(origin, target)) if origin and target else None)
    return straight(origin, target) if origin and target else None


def accepts(hall: HallNow, item: str) -> bool:
    """Does the hall serve this item ("": any)?"""
    return not item or (hall.card is not None and any(each.code == item for each in hall.card.items))


def waits_of(hall: HallNow, item: str) -> tuple[int | None, int | None]:
    """P50 and P80 in seconds of a walk-in for this item ("": for any), as the hall told them; None where nobody could call one."""
    told = hall.standing
    if told is None:
        return None, None
    if item and told.kinds_s and hall.card:
        kind = next((each.kind for each in hall.card.items if each.code == item), -1)
        if 0 <= 2 * kind < len(told.kinds_s) - 1:
            return told.kinds_s[2 * kind], told.kinds_s[2 * kind + 1]
    return told.p50_s, told.p80_s


def reach(here: HallNow | Point | None, hall: HallNow, now_ms: int, minutes: Minutes, item: str = "") -> Reach:
    """How soon somebody who starts now is called there, for this item ("": for any)."""
    found = way(here, hall, minutes)
    fresh = not hall.stale(now_ms) and hall.standing is not None
    p50_s, p80_s = waits_of(hall, item) if hall.standing and fresh and hall.standing.day else (None, None)
    far = found is not None and found.how == "far"
    total_min = None if found is None or far or p80_s is None else found.minutes + math.ceil(p80_s / 60)
    least_min = FAR_MIN if far else found.minutes if found else None
    late = lateness(hall, now_ms, least_min, total_min) if fresh else ""
    return Reach(hall, found, fresh, None if late else total_min, late, p50_s, p80_s)


def lateness(hall: HallNow, now_ms: int, way_min: int | None, total_min: int | None) -> str:
    """Why somebody who starts now comes too late, as ``Reach`` has it. ``way_min``, ``total_min``: None where unknown."""
    end_ms = closing_ms(hall)
    if end_ms is None:
        return ""
    left_min = (end_ms - now_ms) / MINUTE_MS
    if left_min <= 0:
        return "closed"
    if way_min is not None and way_min > left_min:
        return "there"
    return "called" if total_min is not None and total_min > left_min else ""


def soonest(
    halls: Iterable[HallNow], here: HallNow | Point | None, now_ms: int, minutes: Minutes, item: str = ""
) -> list[Reach]:
    """Halls that serve the item, the soonest first; those without a fresh wait follow, the nearest first."""
    found = [reach(here, each, now_ms, minutes, item) for each in halls if accepts(each, item)]
    return sorted(found, key=order)


def reach_m(minutes: float) -> float:
    """The longest straight line that is gone in so many minutes; no way that takes longer is in a circle of it alone."""
    walked_m = min(minutes, WALK_UP_TO_MIN) * WALK_M_A_MIN
    return max(walked_m, (minutes - DRIVE_EXTRA_MIN) * DRIVE_M_A_MIN, 0.0) / DETOUR


def least_min(far_m: float) -> float:
    """No way along so long a line takes less. It grows with the line, which ``straight`` does not: who rides may be sooner."""
    return min(far_m * DETOUR / WALK_M_A_MIN, far_m * DETOUR / DRIVE_M_A_MIN + DRIVE_EXTRA_MIN)


def order(each: Reach) -> tuple[float, float, str]:
    total = math.inf if each.total_min is None else each.total_min
    return total, math.inf if each.way is None else each.way.minutes, each.hall.hall


def bound_min(here: HallNow, now_ms: int) -> int | None:
    """The minutes until called, way included, up to which another hall is worth offering here; None where this one is not crowded,
    or its figures are old."""
    own = here.standing
    if own is None or own.p50_s is None or own.p50_s < CROWDED_S or own.p80_s is None:
        return None
    if here.card is None or here.stale(now_ms):
        return None
    return own.p80_s // 60 - WORTH_MIN


def better_hall(halls: Iterable[HallNow], here: HallNow, now_ms: int, minutes: Minutes) -> Better | None:
    """What a crowded hall may offer its citizens: the hall that calls them sooner, way included; None where none is worth it.

    None as well where this hall is not crowded or its figures are old. ``halls``: those within ``bound_min`` are enough.
    """
    most_min = bound_min(here, now_ms)
    if most_min is None or here.card is None:
        return None
    mine = codes(here)
    for each in soonest((hall for hall in halls if hall.hall != here.hall), here, now_ms, minutes):
        if each.total_min is None or each.total_min > most_min:
            return None
        if found := offer(each, mine, now_ms):
            return found
    return None


def offer(found: Reach, items: Set[str], now_ms: int) -> Better | None:
    """What a hall may say of another one; None where that serves none of the items, or nobody knows way or wait."""
    there, card, told = found.hall, found.hall.card, found.hall.standing
    shared = tuple(item.code for item in card.items if item.code in items) if card else ()
    if not shared or card is None or told is None or found.way is None:
        return None
    return Better(
        there.hall, card.names, card.address, found.way.minutes, found.way.how, told.p50_s or 0, told.p80_s or 0, now_ms, shared,
        card.closes if is_time(card.closes) else "",
    )  # fmt: skip


def codes(hall: HallNow) -> frozenset[str]:
    """The items that a hall serves."""
    return frozenset(item.code for item in hall.card.items) if hall.card else frozenset()


def serves(hall: HallNow, items: Set[str]) -> bool:
    """Does it serve any of these items?"""
    return hall.card is not None and any(item.code in items for item in hall.card.items)
