"""The demand of a hall: of a city hall's sizes, of its own file, or of what its journal has recorded."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.core import events as e
from hub.core.catalogue import CounterSetup, HallSetup, Item, Line, Priority
from hub.core.events import Recorded as Event
from hub.planning.arrivals import ABSENT, Demand, Kind, Visit

LINES = {
    "employment": (0.15, 600, "就业", "Employment"), "talent": (0.10, 720, "人才", "Talent services"),
    "social": (0.35, 540, "社保", "Social insurance"), "medical": (0.30, 480, "医保", "Medical insurance"),
    "personnel": (0.10, 900, "人事", "Personnel"),
}  # fmt: skip
"""Line -> share of the visits, mean service in seconds, names: the hall of five lines that the goals are stated for."""

FEW = 20
"""Recorded services of an item from which they are drawn as they are; fewer tell little of its long ones."""


def example_hall(counters: int = 20) -> HallSetup:
    """A city's hall with one item for each of the five lines."""
    names = {line: {"zh": zh, "en": en} for line, (_, _, zh, en) in LINES.items()}
    return HallSetup(
        "plan", {"zh": "综合服务大厅", "en": "Service hall"},
        tuple(Line(line, names[line]) for line in LINES),
        tuple(Item(line, names[line], line, mean_s=mean_s) for line, (_, mean_s, _, _) in LINES.items()),
        (
            Priority("walk_in", {"zh": "现场取号", "en": "Walk-in"}, 1.0),
            Priority("priority", {"zh": "绿色通道", "en": "Priority"}, 3.0),
        ),
        tuple(CounterSetup(number) for number in range(1, counters + 1)),
    )  # fmt: skip


def demand_of_setup(setup: HallSetup, visits: float, absent: float = ABSENT) -> Demand:
    """Lines as in ``LINES``, in equal parts where the hall has others; items of a line in equal parts; means of the file."""
    items = Tally(item.line for item in setup.items)
    shares = {line: LINES[line][0] if set(items) <= set(LINES) else 1.0 for line in items}
    whole = sum(shares.values())
    kinds = tuple(
        Kind(item.code, shares[item.line] / whole / items[item.line], float(item.mean_s)) for item in setup.items
    )
    return Demand(visits, kinds, absent=absent)


def recorded_visits(day: Iterable[Event], timezone: str) -> tuple[Visit, ...]:
    """The visits of a journal's day: first item, service as far as it was served, absent where it was called and never served.

    Who took a ticket from afar and never came was no visit.
    """
    zone = ZoneInfo(timezone)
    taken: dict[str, tuple[float, e.TicketTaken]] = {}
    began: dict[str, int] = {}
    service_s: dict[str, float] = {}
    missed: set[str] = set()
    came: set[str] = set()
    for recorded in day:
        event = recorded.event
        match event:
            case e.TicketTaken():
                at = datetime.fromtimestamp(event.since_ms(recorded.at_ms) / 1000, zone)
                taken[event.ticket] = (at.hour * 3600 + at.minute * 60 + at.second, event)
            case e.VisitBegun():
                came.add(event.leg.rsplit(".", 1)[0])
            case e.ServiceStarted():
                began[event.leg] = event.started_ms
            case e.Served() | e.Held() | e.Transferred():
                ticket = event.leg.rsplit(".", 1)[0]
                spent_s = (recorded.at_ms - began.get(event.leg, recorded.at_ms)) / 1000
                service_s[ticket] = service_s.get(ticket, 0.0) + spent_s
            case e.Missed():
                missed.add(event.leg.rsplit(".", 1)[0])
            case _:
                pass
    return tuple(
        Visit(float(at_s), event.items[0], service_s.get(ticket, 0.0), event.priority, ticket in missed and ticket not in service_s)
        for ticket, (at_s, event) in taken.items() if event.items and (ticket in came or not event.afar)
    )  # fmt: skip


def demand_of_days(setup: HallSetup, days: Sequence[Sequence[Visit]]) -> Demand:
    """The demand behind recorded days: their visits by hour and item, their services, no-shows and priorities.

    Raises ``ValueError`` where nobody came on any of them, or for items that the hall no longer has.
    """
    visits = [visit for day in days for visit in day if setup.item(visit.item) is not None]
    if not visits:
        raise ValueError("nobody came for an item of this hall on any of these days")
    first = min(int(visit.at_s // 3600) for visit in visits)
    by_hour = Tally(int(visit.at_s // 3600) - first for visit in visits)
    hourly = tuple(by_hour[hour] / len(visits) for hour in range(max(by_hour) + 1))
    known = {priority.code for priority in setup.priorities} - {"walk_in", "booked"}
    claimed = Tally(visit.priority for visit in visits if visit.priority in known)
    return Demand(
        len(visits) / len(days), tuple(kinds_of(setup, visits)), hourly, first * 3600,
        absent=sum(visit.absent for visit in visits) / len(visits),
        priorities=tuple((code, count / len(visits)) for code, count in sorted(claimed.items())),
    )  # fmt: skip


def kinds_of(setup: HallSetup, visits: Sequence[Visit]) -> list[Kind]:
    """Each item with its share; its own services where enough are known, else around the mean of the file."""
    kinds = []
    for code, count in sorted(Tally(visit.item for visit in visits).items()):
        samples = tuple(visit.service_s for visit in visits if visit.item == code and visit.service_s > 0)
        item = setup.item(code)
        mean_s = sum(samples) / len(samples) if len(samples) >= FEW else float(item.mean_s if item else 600)
        kinds.append(Kind(code, count / len(visits), mean_s, samples if len(samples) >= FEW else ()))
    return kinds
