"""Queue days whose truth is known: everyone is called in turn, each so many minutes after the one before."""

import numpy as np

from hub.forecasting.queue_day import Minutes, QueueDay


def minutes(*values: float) -> Minutes:
    return np.array(values, dtype=np.float64)


def a_day(
    issued: list[float], called: list[float], queue: str = "a", weekday: int = 0, office: str = "North"
) -> QueueDay:
    return QueueDay(office, queue, weekday, np.array(issued, dtype=np.float64), np.array(called, dtype=np.float64))


def steady(pace_min: float, count: int = 60, begin: float = 540.0, queue: str = "a", weekday: int = 0) -> QueueDay:
    """All come at once, and one is called every ``pace_min`` minutes."""
    return a_day([begin] * count, [begin + pace_min * (place + 1) for place in range(count)], queue, weekday)
