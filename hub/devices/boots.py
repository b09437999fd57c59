"""Numbers of a device's starts. One that the hub hands out comes from the clock, so that it is above all before it.

A paired device counts on from the minutes since 2020, a bench's from the seconds: a new board under an old name never
repeats a start of its predecessor, whose actions the journal knows by device, start and number. Both fit until 2088.
"""

FROM_S = 1_577_836_800
YEAR_S = 366 * 86_400


def by_minute(hall_ms: int) -> int:
    """The start that a device paired now begins with."""
    return by_second(hall_ms) // 60


def by_second(hall_ms: int) -> int:
    """The start of a device that may be lent every few seconds."""
    return hall_ms // 1000 - FROM_S


def highest(hall_ms: int) -> int:
    """No start is above this. One that were would leave no room for whatever has the device's name next."""
    return max(by_second(hall_ms), 0) + YEAR_S
