"""What is near a hall or a place, without asking every hall: the grid, and the table of minutes, which no map knows.

The answers are those of ``nearby.better_hall``, ``surge.advice`` and ``nearby.soonest`` over all halls; only fewer are looked at.
"""

import bisect
import heapq
import math
from collections.abc import Callable, Iterable
from operator import itemgetter

from hub.centre.grid import SLACK_M, Grid
from hub.centre.halls import HallNow, Halls
from hub.centre.nearby import (
    Minutes,
    Point,
    Reach,
    accepts,
    better_hall,
    bound_min,
    codes,
    least_min,
    metres,
    offer,
    order,
    point_of,
    reach,
    reach_m,
    serves,
)
from hub.centre.surge import ROOM_HALLS, ROOM_WITHIN_MIN, Advice, Surge, advice, has_room, sooner_min, stay_min
from hub.core.better import Better
from hub.core.distance import EARTH_M

NEAREST = itemgetter(0)

STEPS_MIN = (15, 30, 60, 120)
"""How far it is looked for halls at first; the last one is as far as citizens go."""

FARTHER_MIN = (240, 480)
"""Where so few are near; behind it is everybody."""

CLOSE_M = 3_000.0
FIRST_M = 5_000.0
HALF_ROUND_M = 20_100_000.0
"""Half a turn around the earth, and a little more."""


class Around:
    """Of the halls of a centre, which it follows from now on. ``minutes``: the table of ways."""

    def __init__(self, halls: Halls, minutes: Minutes) -> None:
        self.minutes = minutes
        self._halls, self._grid = halls, Grid()
        self._ways: dict[str, dict[str, int]] = {}
        for (one, other), way_min in minutes.items():
            self._ways.setdefault(one, {})[other] = way_min
            self._ways.setdefault(other, {}).setdefault(one, way_min)
        for each in halls.all():
            self._grid.put(each)
        self.stop: Callable[[], None] = halls.add_listener(self._grid.put)

    def within(self, here: HallNow | Point, most_min: float) -> list[HallNow]:
        """All halls whose way from here takes at most so many minutes, and some that are farther; in no order."""
        place = point_of(here) if isinstance(here, HallNow) else here
        found = [hall for _, hall in self._grid.around(*place, reach_m(most_min))] if place else []
        if isinstance(here, HallNow) and place is None:
            found = [here]
        ways = self._ways.get(here.hall, {}) if isinstance(here, HallNow) else {}
        known = {each.hall for each in found} if ways else set()
        by_table = (
            self._halls.get(hall) for hall, way_min in ways.items() if way_min <= most_min and hall not in known
        )
        return [*found, *(each for each in by_table if each)]

    def better(self, here: HallNow, now_ms: int) -> Better | None:
        """What a crowded hall may offer its citizens."""
        most_min, place = bound_min(here, now_ms), point_of(here)
        if most_min is None:
            return None
        if place is None or here.hall in self._ways:
            return better_hall(self.within(here, most_min), here, now_ms, self.minutes)
        mine = codes(here)
        found = self._first(here, place, now_ms, (most_min, most_min), 1, lambda hall: serves(hall, mine))
        return offer(found[0], mine, now_ms) if found else None

    def advice(self, found: Surge, here: HallNow, now_ms: int) -> Advice:
        """The halls with room within reach that call people sooner."""
        place = point_of(here)
        if place is None or here.hall in self._ways:
            return advice(found, here, self.within(here, ROOM_WITHIN_MIN), now_ms, self.minutes)
        here_min = stay_min(here)
        bounds = (ROOM_WITHIN_MIN, sooner_min(here_min))
        return Advice(found, tuple(self._first(here, place, now_ms, bounds, ROOM_HALLS, has_room)), here_min)

    def _first(
        self, here: HallNow, place: Point, now_ms: int, bounds: tuple[int, int | None], most: int, fits: Callable[[HallNow], bool]
    ) -> list[Reach]:  # fmt: skip
        """The soonest others that fit. ``bounds``: minutes of the way, and until called. Nearest first: once the way alone takes
        longer than the last one that is wanted, all are found; so it is looked close by, and only then as far as the bounds let."""
        far_m, limit = reach_m(bounds[0]), math.inf if bounds[1] is None else bounds[1]
        radius_m = min(CLOSE_M, far_m)
        while True:
            found: list[Reach] = []
            farthest = square_of(reach_m(limit))
            for chord, each in sorted(self._grid.around(*place, radius_m), key=NEAREST):
                if chord > farthest:
                    break
                told = each.standing
                if told is None or told.p80_s is None or told.p80_s > 60 * limit:
                    continue
                if least_min(math.sqrt(chord) * EARTH_M - SLACK_M) + told.p80_s / 60 > limit:
                    continue
                if each.hall == here.hall or not fits(each):
                    continue
                reached = reach(here, each, now_ms, self.minutes)
                if reached.total_min is None or reached.total_min > limit or not within((reached,), bounds[0]):
                    continue
                bisect.insort(found, reached, key=order)
                del found[most:]
                if len(found) == most and found[-1].total_min is not None:
                    limit = min(limit, found[-1].total_min)
                    farthest = square_of(reach_m(limit))
            if radius_m >= far_m or least_min(radius_m) > limit:
                return found
            radius_m = far_m = min(far_m, reach_m(limit))

    def soonest(self, here: HallNow | Point | None, now_ms: int, item: str, most: int) -> list[Reach]:
        """At most so many halls that serve the item, the soonest first: of those within two hours, or farther where they are fewer."""

        def reached(halls: Iterable[HallNow]) -> list[Reach]:
            return [reach(here, each, now_ms, self.minutes, item) for each in halls if accepts(each, item)]

        if here is None or self._halls.count() <= most:
            return sorted(reached(self._halls.all()), key=order)[:most]
        for limit in (*STEPS_MIN, *FARTHER_MIN):
            found = sorted(within(reached(self.within(here, limit)), limit), key=order)[:most]
            last_min = found[-1].total_min if found else None
            sure = limit >= STEPS_MIN[-1] or (last_min is not None and last_min <= limit)
            if len(found) == most and sure:
                return found
        return sorted(reached(self._halls.all()), key=order)[:most]

    def nearest(self, place: Point, most: int) -> list[HallNow]:
        """At most so many halls of a map, the nearest first."""
        radius_m = FIRST_M
        while True:
            found = nearest_of((hall for _, hall in self._grid.around(*place, radius_m)), place, most, radius_m)
            if len(found) >= most or radius_m >= HALF_ROUND_M:
                return found
            radius_m = min(radius_m * 2, HALF_ROUND_M)


def square_of(far_m: float) -> float:
    """Of the longest chord of a way of so many metres above ground, on the ball of radius 1."""
    return ((far_m + SLACK_M) / EARTH_M) ** 2


def within(found: Iterable[Reach], minutes: int) -> list[Reach]:
    """Those whose way takes at most so long."""
    return [each for each in found if each.way is not None and each.way.minutes <= minutes]


def nearest_of(halls: Iterable[HallNow], place: Point, most: int, radius_m: float = HALF_ROUND_M) -> list[HallNow]:
    """At most so many of them that are this near, the nearest first; those of no map are near nothing."""
    far = [(metres(place, there), each.hall, each) for each in halls if (there := point_of(each))]
    near = heapq.nsmallest(most, (row for row in far if row[0] <= radius_m), key=lambda row: row[:2])
    return [each for _, _, each in near]
