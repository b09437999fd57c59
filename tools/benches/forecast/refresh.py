"""``tools/bench forecast --refresh``: what one refresh of all waits costs the forecast's child.

A full hall: so many waiting at so many counters, all calling, twenty items, every fifth citizen with priority and more of them
to come. Measured is the whole answer of the worker, from the line of the scene to the line of outlooks.
"""

import random
import time
from dataclasses import replace

import msgspec

from hub.core import commands as c
from hub.core.catalogue import CounterSetup, HallSetup, Item
from hub.core.hall import Hall
from hub.forecasting.scene import scene_of
from hub.forecasting.worker import Worker
from hub.planning.day import Running
from hub.planning.halls import example_hall

WAITING, COUNTERS, ITEMS = 200, 20, 20
ROUNDS = 15
PRIORITY_EVERY = 5
GAP_S = 9.0
MEAN_S = 700
START_S = 9 * 3600


def setup_of(counters: int, items: int) -> HallSetup:
    """A general-purpose hall."""
    made = example_hall(counters)
    each = tuple(replace(made.items[n % len(made.items)], code=f"item-{n}", mean_s=MEAN_S) for n in range(items))
    return replace(made, items=each, counters=tuple(CounterSetup(n) for n in range(1, counters + 1)))


def crowd(waiting: int, counters: int, items: int, seed: int) -> Hall:
    """The hall once every counter serves and so many wait."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    running = Running(Hall(setup_of(counters, items)), (), draw)
    running.now_ms = START_S * 1000
    codes: list[Item] = list(running.hall.setup.items)
    running.do(c.Configure(running.hall.setup))
    running.do(c.OpenDay("2020-01-06"))
    for counter in range(1, counters + 1):
        running.do(c.OpenCounter(counter, f"clerk-{counter}"))
    for number in range(waiting + counters):
        running.now_ms += round(draw.expovariate(1 / GAP_S) * 1000)
        priority = "priority" if number % PRIORITY_EVERY == 0 else "walk_in"
        running.do(c.TakeTicket((draw.choice(codes).code,), c.Channel.KIOSK, str(number), priority))
        if number < counters:
            running.do(c.CallNext(number + 1))
    return running.hall


def refresh_ms(seed: int, rounds: int = ROUNDS, waiting: int = WAITING, counters: int = COUNTERS) -> float:
    """Median of the processor's time for one refresh, in ms."""
    hall = crowd(waiting, counters, ITEMS, seed)
    line = msgspec.json.encode(scene_of(hall, hall.at_ms)) + b"\n"
    worker, spent = Worker(), []
    for _ in range(rounds):
        before = time.process_time()
        worker.answer(line)
        spent.append((time.process_time() - before) * 1000)
    return round(sorted(spent)[len(spent) // 2], 1)
