"""Halls by where they are: squares of a twentieth of a degree, so that a question for what is near looks at a few of them. Pure.

A hall that moves, which its card tells, changes its square. Distances are chords through the earth of radius 1, from points that are
worked out once for each card: no longer than the way above ground, and of the same order. Who needs metres measures what it gets.
"""

import math
from dataclasses import dataclass

from hub.centre.halls import HallNow
from hub.core.distance import EARTH_M
from hub.core.hall_card import HallCard

A_DEGREE = 20
"""Squares to a degree: 5.6 km from north to south. Of a quarter of a degree, a city's squares hold many halls that are too far."""

COLUMNS = 360 * A_DEGREE
HALF_TURN = 180.0
POLE = 90.0
SLACK_M = 1.0
"""More than what rounding takes from a distance."""

Square = tuple[int, int]
Spot = tuple[float, float, float]
"""A place on the ball of radius 1."""


@dataclass(slots=True, eq=False)
class Placed:
    """``now``: what was last heard of the hall. ``square``, ``spot``: None where its card names no place."""

    now: HallNow
    square: Square | None = None
    spot: Spot | None = None


class Grid:
    """The places of halls, and what was last heard of each."""

    def __init__(self) -> None:
        self._squares: dict[Square, list[Placed]] = {}
        self._placed: dict[str, Placed] = {}

    def put(self, hall: HallNow) -> None:
        """A hall is new, or something of it is."""
        placed = self._placed.get(hall.hall)
        if placed is None:
            placed = self._placed[hall.hall] = Placed(hall)
        elif placed.now.card is hall.card:
            placed.now = hall
            return
        placed.now = hall
        self._move(placed)

    def _move(self, placed: Placed) -> None:
        """Its card is another one."""
        square, placed.spot = square_of(placed.now.card), spot_of(placed.now.card)
        if placed.square is not None and placed.square != square:
            self._squares[placed.square].remove(placed)
            if not self._squares[placed.square]:
                del self._squares[placed.square]
        if square is not None and placed.square != square:
            self._squares.setdefault(square, []).append(placed)
        placed.square = square

    def around(self, latitude: float, longitude: float, metres: float) -> list[tuple[float, HallNow]]:
        """All halls of a map within so many metres of a place, or a metre more, each with the square of its chord; in no order."""
        turn = min((metres + SLACK_M) / EARTH_M, math.pi)
        most = (2 * math.sin(turn / 2)) ** 2
        x, y, z = spot(latitude, longitude)
        return [
            (chord, placed.now)
            for square in self._touched(latitude, longitude, turn)
            for placed in self._squares[square]
            if placed.spot
            and (chord := (placed.spot[0] - x) ** 2 + (placed.spot[1] - y) ** 2 + (placed.spot[2] - z) ** 2) <= most
        ]

    def _touched(self, latitude: float, longitude: float, turn: float) -> list[Square]:
        """Squares with halls that a circle may touch; it is looked for them on the shorter list."""
        high, wide = math.degrees(turn) + 1e-9, wide_degrees(latitude, turn)
        first, last = math.floor((latitude - high) * A_DEGREE), math.floor((latitude + high) * A_DEGREE)
        west = math.floor((longitude - wide + HALF_TURN) * A_DEGREE)
        count = min(math.floor((longitude + wide + HALF_TURN) * A_DEGREE) - west + 1, COLUMNS)
        if (last - first + 1) * count > len(self._squares):
            near = [each for each in self._squares if first <= each[0] <= last]
            return [each for each in near if (each[1] - west) % COLUMNS < count]
        columns = [(west + index) % COLUMNS for index in range(count)]
        return [(row, column) for row in range(first, last + 1) for column in columns if (row, column) in self._squares]


def square_of(card: HallCard | None) -> Square | None:
    """Where a card says that its hall is."""
    if card is None or card.latitude is None or card.longitude is None:
        return None
    return math.floor(card.latitude * A_DEGREE), math.floor((card.longitude + HALF_TURN) * A_DEGREE) % COLUMNS


def spot_of(card: HallCard | None) -> Spot | None:
    """The same on the ball."""
    return (
        None if card is None or card.latitude is None or card.longitude is None else spot(card.latitude, card.longitude)
    )


def spot(latitude: float, longitude: float) -> Spot:
    """A place in degrees on the ball of radius 1."""
    lat, lon = math.radians(latitude), math.radians(longitude)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def wide_degrees(latitude: float, turn: float) -> float:
    """How far to the east and west a circle of this radius (an angle at the earth's centre) reaches; 180 where it holds a pole."""
    narrow = math.cos(math.radians(latitude))
    if turn >= math.pi / 2 or narrow <= math.sin(turn) or abs(latitude) + math.degrees(turn) >= POLE:
        return HALF_TURN
    return math.degrees(math.asin(math.sin(turn) / narrow)) + 1e-9
