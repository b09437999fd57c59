"""Made events for the tests of the journal: one hall, its days and visits."""

from collections.abc import Iterator

from hub.core.catalogue import CounterSetup, Depth, HallSetup, Item, Line, Priority
from hub.core.commands import Channel, Outcome, Result
from hub.core.events import (
    Called,
    Configured,
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    Event,
    HubStarted,
    Rated,
    Recorded,
    Served,
    ServiceStarted,
    TicketTaken,
    Why,
)

COUNTERS = range(1, 21)
SETUP = HallSetup(
    hall="city",
    names={"zh": "综合服务大厅", "en": "City hall"},
    lines=(Line("social", {"zh": "社保"}),),
    items=(Item("card", {"zh": "社会保障卡申领"}, "social", Depth.INSTANT),),
    priorities=(Priority("walk_in", {"zh": "普通"}, 1.0),),
    counters=tuple(CounterSetup(number) for number in COUNTERS),
)
MORNING_MS = 1_767_312_000_000
DAY_MS = 86_400_000


def recorded(seq: int, event: Event, origin: str = "", day: str = "2026-01-02", at_ms: int = 0) -> Recorded:
    """An event at its place; the origin is its own unless one is given."""
    return Recorded(seq, at_ms or MORNING_MS + seq, seq, True, day, origin or f"o{seq}", "hub", "hub", event)


def taken(serial: int, day: str = "2026-01-02") -> TicketTaken:
    """Ticket number ``serial`` of a day."""
    ticket = f"{day}-{serial}"
    return TicketTaken(
        ticket, f"A{serial:03d}", serial, ("card",), Channel.KIOSK, "walk_in", None, "zh", f"{serial:032x}", 3, 120, 300
    )


def called(leg: str, counter: int = 1) -> Called:
    """A leg called to a counter by a press."""
    return Called(leg, counter, "wang", "press", Why("accumulated", 12.5, 12, 3, "longest wait"))


def tickets(first: int, count: int, serial: int = 1) -> list[Recorded]:
    """``count`` events, each a ticket by an action of its own."""
    return [recorded(first + n, taken(serial + n)) for n in range(count)]


def visit(day: str, serial: int, counter: int) -> list[list[Event]]:
    """One visit, as the requests that lead to its events."""
    leg = f"{day}-{serial}.1"
    return [
        [taken(serial, day)],
        [called(leg, counter)],
        [ServiceStarted(leg, counter, MORNING_MS)],
        [Served(leg, counter, (Outcome("card", Result.DONE),)), Rated(leg, 5)],
    ]


def requests(days: int, visits: int) -> Iterator[tuple[int, str, Event]]:
    """(number of the request, day, event) of a hall that works for some days."""
    number = 1
    yield number, "", HubStarted(1, True, True)
    yield number, "", Configured(SETUP)
    for n in range(days):
        day = f"{2026 + n // 336}-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d}"
        number += 1
        yield number, day, DayOpened(day)
        for counter in COUNTERS:
            yield number, day, CounterOpened(counter, f"clerk-{counter}")
        for serial in range(1, visits + 1):
            for events in visit(day, serial, serial % len(COUNTERS) + 1):
                number += 1
                for event in events:
                    yield number, day, event
        number += 1
        for counter in COUNTERS:
            yield number, day, CounterClosed(counter)
        yield number, day, DayClosed(day)


def history(days: int, visits: int) -> Iterator[Recorded]:
    """Every event of some days, in order."""
    for seq, (number, day, event) in enumerate(requests(days, visits), 1):
        yield recorded(seq, event, f"hub:1:{number}", day, MORNING_MS + seq * 1000)
