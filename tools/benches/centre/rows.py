"""How many events a second the store itself takes, when nobody else needs the machine."""

import time

from hub.centre.batch import HallRun
from hub.centre.pull import MOST
from hub.centre.store import Store
from hub.uplink.shapes import read_run
from tools.benches.centre.hall import SimulatedHall

BATCH = MOST // 2
"""What a busy worker hands over."""


def rows_per_s(url: str, halls: int, batches: int) -> float:
    """Events a second, each with its share of the totals, in transactions of a busy worker's size."""
    store = Store(url)
    day = time.strftime("%Y-%m-%d")
    all_halls = [SimulatedHall(index, f"h{index:05d}", day) for index in range(halls)]
    work = []
    for index in range(batches):
        chosen = [all_halls[(index * BATCH + each) % halls] for each in range(BATCH)]
        work.append([HallRun(hall.hall, 0, read_run(hall.hall, hall.event()).events) for hall in chosen])
    began = time.perf_counter()
    for runs in work:
        store.add(runs, time.time_ns() // 1_000_000)
    took_s = time.perf_counter() - began
    store.close()
    return BATCH * batches / took_s
