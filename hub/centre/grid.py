"""Halls by where they are: squares of a degree's tenth, so that a question for what is near looks at a few of them. Pure.

A hall that moves, which its card tells, changes its square. The squares come close to the question, not up to it: who asks
measures what it gets.
"""

import math
from collections.abc import Iterator

from hub.centre.halls import HallNow
from hub.core.distance import EARTH_M

A_DEGREE = 10
"""Squares to a degree: 11 km from north to south. Of a quarter of a degree, a city's squares hold many halls that are too far."""

COLUMNS = 360 * A_DEGREE
HALF_TURN = 180.0
POLE = 90.0
SLACK_M = 1.0
"""More than what rounding takes from a distance."""

Square = tuple[int, int]


class Grid:
    """The places of halls, and what was last heard of each."""

    def __init__(self) -> None:
        self._squares: dict[Square, dict[str, HallNow]] = {}
        self._square_of: dict[str, Square | None] = {}

    def put(self, hall: HallNow) -> None:
        """A hall is new, or something of it is."""
        card = hall.card
        square = None
        if card is not None and card.latitude is not None and card.longitude is not None:
            square = (
                math.floor(card.latitude * A_DEGREE),
                math.floor((card.longitude + HALF_TURN) * A_DEGREE) % COLUMNS,
            )
        before = self._square_of.get(hall.hall)
        if before is not None and before != square:
            del self._squares[before][hall.hall]
            if not self._squares[before]:
                del self._squares[before]
        if square is not None:
            there = self._squares.get(square)
            if there is None:
                there = self._squares[square] = {}
            there[hall.hall] = hall
        self._square_of[hall.hall] = square

    def around(self, latitude: float, longitude: float, metres: float) -> Iterator[HallNow]:
        """All halls of a map within so many metres of a place, and some that are a little farther; in no order."""
        turn = (metres + SLACK_M) / EARTH_M
        high = math.degrees(turn) + 1e-9
        south, north = latitude - high, latitude + high
        wide = wide_degrees(latitude, turn)
        for square in self._touched(south, north, longitude, wide):
            for hall in self._squares[square].values():
                card = hall.card
                if card is None or card.latitude is None or card.longitude is None:
                    continue
                if south <= card.latitude <= north:
                    aside = abs(card.longitude - longitude)
                    if aside <= wide or 2 * HALF_TURN - aside <= wide:
                        yield hall

    def _touched(self, south: float, north: float, longitude: float, wide: float) -> list[Square]:
        """Squares with halls that a stretch of the earth touches; it is looked for them on the shorter list."""
        first, last = math.floor(south * A_DEGREE), math.floor(north * A_DEGREE)
        west = math.floor((longitude - wide + HALF_TURN) * A_DEGREE)
        count = min(math.floor((longitude + wide + HALF_TURN) * A_DEGREE) - west + 1, COLUMNS)
        if (last - first + 1) * count > len(self._squares):
            return [
                each
                for each in self._squares
                if first <= each[0] <= last and (each[1] - west) % COLUMNS < count
            ]  # fmt: skip
        columns = [(west + index) % COLUMNS for index in range(count)]
        return [(row, column) for row in range(first, last + 1) for column in columns if (row, column) in self._squares]


def wide_degrees(latitude: float, turn: float) -> float:
    """How far to the east and to the west a circle of this radius (an angle at the centre of the earth) reaches; 180 where it holds a pole."""
    narrow = math.cos(math.radians(latitude))
    if turn >= math.pi / 2 or narrow <= math.sin(turn) or abs(latitude) + math.degrees(turn) >= POLE:
        return HALF_TURN
    return math.degrees(math.asin(math.sin(turn) / narrow)) + 1e-9
