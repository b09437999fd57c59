"""The honest baselines: what is said of a wait without any learning. Minutes everywhere; nan where nothing is known.

LES: the wait of whoever was called last. HOL: the age of the head of the line. QL: ``(n + 1) m_eff / s`` with n ahead at s
counters. QLm: as QL, with those ahead giving up at rate theta (Whitt 1999; Ibrahim, Whitt 2009); the formula is the hub's
own (``core.forecast.qlm``).
"""

import numpy as np
from numpy.typing import NDArray

from hub.core import forecast
from hub.forecasting.queue_day import Minutes, QueueDay


def les(day: QueueDay, at: Minutes) -> Minutes:
    """Wait of the last who was called."""
    return pick(day.waits, np.searchsorted(day.calls, at, side="right") - 1)


def hol(day: QueueDay, at: Minutes) -> Minutes:
    """Age of the head of the line."""
    waiting = day.waiting(at)
    if not day.issued.size:
        return np.full(at.size, np.nan)
    return np.where(waiting.any(axis=1), at - day.issued[np.argmax(waiting, axis=1)], np.nan)


def ql(ahead: Minutes, counters: Minutes, effective_min: Minutes) -> Minutes:
    """Wait behind ``ahead`` others at ``counters`` that each take ``effective_min`` for one."""
    return np.asarray((ahead + 1) * effective_min / counters)


def qlm(ahead: Minutes, counters: Minutes, effective_min: Minutes, leaving_per_min: float) -> Minutes:
    """As ``ql``, with everyone ahead giving up at ``leaving_per_min``."""
    each = zip(ahead, counters, effective_min, strict=True)
    return np.array([forecast.qlm(int(n), int(s), 60 * m, leaving_per_min / 60)[0] / 60 for n, s, m in each])


def pick(values: Minutes, index: NDArray[np.int_]) -> Minutes:
    """The value at each index; nan below zero or where there are none."""
    if not values.size:
        return np.full(index.size, np.nan)
    return np.where(index >= 0, values[np.clip(index, 0, values.size - 1)], np.nan)
