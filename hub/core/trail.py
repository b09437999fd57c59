"""From journal events to what a centre is told of them.

Theory of operation. What a centre must not know is left out by construction, not by a filter: ``TOLD`` maps an event class
to a function that builds the fields which a ``Dispatch`` has, and a dispatch has no field for words. An event whose class
is not in the table is told as its bare type, so that the numbering has no holes and the chain of hashes can be followed.
Codes that came from outside (items, priorities of a ticket that was issued offline, reasons of a rating) are told only where
the catalogue knows them; everything else is ``other``.

Times of one service are on several events. A ``Trail`` follows the day's legs, so that the event that ends a leg tells
its wait and its service at once, and a finish that is taken back tells them again: the centre adds and subtracts, and
follows no leg itself. A trail begins at any event before the day's first one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.core import events as e
from hub.core.catalogue import RATING_REASONS, HallSetup
from hub.core.dispatch import MOST_ITEMS, MOST_TEXT, OTHER, Dispatch
from hub.core.events import Recorded, type_name
from hub.core.hall_card import hall_card
from hub.core.refused import REASONS


@dataclass(slots=True)
class LegTrail:
    """What is known of a leg. Times in ms of hall time; ``first_called_ms``, ``started_ms``: 0 for not yet.

    ``last_ms``: the part of ``service_ms`` that its last stay at a counter added.
    """

    ticket: str
    items: tuple[str, ...]
    since_ms: int
    counter: int | None = None
    first_called_ms: int = 0
    started_ms: int = 0
    service_ms: int = 0
    last_ms: int = 0
    results: tuple[str, ...] = ()


@dataclass(slots=True)
class Trail:
    """The day's legs, and the catalogue that codes are looked up in. ``numbers``: ticket -> what is called."""

    setup: HallSetup
    items: set[str] = field(default_factory=set)
    priorities: set[str] = field(default_factory=set)
    legs: dict[str, LegTrail] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.learn(self.setup)

    def learn(self, setup: HallSetup) -> None:
        """Codes of this setup are known from now on, as well as those of earlier ones."""
        self.setup = setup
        self.items |= {item.code for item in setup.items}
        self.priorities |= {each.code for each in setup.priorities}

    def known(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """The codes, unknown ones as ``other``."""
        return tuple(code if code in self.items else OTHER for code in items[:MOST_ITEMS])

    def documents(self, items: tuple[str, ...]) -> int:
        """Documents that these items ask for, each item's counted."""
        return sum(len(item.documents) for code in items if (item := self.setup.item(code)))


Fields = dict[str, Any]
"""Some of the fields of a dispatch."""


def dispatch(trail: Trail, recorded: Recorded, chain_hash: bytes) -> Dispatch:
    """The event as the centre gets it; the trail goes on. ``chain_hash``: the journal's at this event."""
    event = recorded.event
    if isinstance(event, e.DayOpened):
        trail.legs.clear()
        trail.numbers.clear()
    tell = TOLD.get(type(event), untold)
    return Dispatch(
        trail.setup.hall, recorded.seq, chain_hash.hex(), recorded.at_ms, type_name(event), recorded.day,
        recorded.clock_ok, **tell(trail, recorded, event),
    )  # fmt: skip


def untold(trail: Trail, recorded: Recorded, event: Any) -> Fields:
    """Its type is all."""
    return {}


def started(trail: Trail, recorded: Recorded, event: e.HubStarted) -> Fields:
    return {"epoch": event.epoch}


def configured(trail: Trail, recorded: Recorded, event: e.Configured) -> Fields:
    trail.learn(event.setup)
    return {"card": hall_card(event.setup)}


def counter_only(trail: Trail, recorded: Recorded, event: Any) -> Fields:
    return {"counter": event.counter}


def ticket_taken(trail: Trail, recorded: Recorded, event: e.TicketTaken) -> Fields:
    items = trail.known(event.items)
    trail.legs[f"{event.ticket}.1"] = LegTrail(event.ticket, items, event.since_ms(recorded.at_ms))
    trail.numbers[event.ticket] = event.number
    return {
        "ticket": event.ticket, "number": event.number, "leg": f"{event.ticket}.1", "items": items,
        "priority": event.priority if event.priority in trail.priorities else OTHER, "channel": str(event.channel),
        "documents": trail.documents(items), "afar": event.afar,
    }  # fmt: skip


def called(trail: Trail, recorded: Recorded, event: e.Called) -> Fields:
    leg = trail.legs.get(event.leg)
    if leg:
        leg.counter, leg.started_ms = event.counter, 0
        leg.first_called_ms = leg.first_called_ms or recorded.at_ms
    return {
        **of_leg(trail, event.leg),
        "counter": event.counter,
        "how": event.how,
        "waited_s": max(event.why.waited_s, 0),
    }


def service_started(trail: Trail, recorded: Recorded, event: e.ServiceStarted) -> Fields:
    if leg := trail.legs.get(event.leg):
        leg.started_ms = event.started_ms
    return {**of_leg(trail, event.leg), "counter": event.counter}


def served(trail: Trail, recorded: Recorded, event: e.Served) -> Fields:
    done = {each.item: str(each.result) for each in event.outcomes}
    ended(trail, recorded, event.leg)
    if leg := trail.legs.get(event.leg):
        leg.results = tuple(done.get(code, "") for code in leg.items) if done else ()
    return {**of_leg(trail, event.leg), **outcome(trail, event.leg), "counter": event.counter}


def left_counter(trail: Trail, recorded: Recorded, event: e.Missed | e.Held) -> Fields:
    ended(trail, recorded, event.leg)
    return {**of_leg(trail, event.leg), "counter": event.counter}


def transferred(trail: Trail, recorded: Recorded, event: e.Transferred) -> Fields:
    ended(trail, recorded, event.leg)
    before = trail.legs.get(event.leg)
    if before:
        trail.legs[event.new_leg] = LegTrail(before.ticket, trail.known(event.items), before.since_ms)
    new = {"new_leg": event.new_leg, "new_items": trail.known(event.items)}
    return {**of_leg(trail, event.leg), "counter": event.counter, **new}


def of_waiting(trail: Trail, recorded: Recorded, event: Any) -> Fields:
    """The leg and its ticket. Who comes back was never called; who comes from afar has waited in no hall until now."""
    if leg := trail.legs.get(event.leg):
        if isinstance(event, e.Returned):
            leg.first_called_ms = 0
        if isinstance(event, e.VisitBegun):
            leg.since_ms = recorded.at_ms
    return of_leg(trail, event.leg)


def cancelled(trail: Trail, recorded: Recorded, event: e.Cancelled) -> Fields:
    return of_leg(trail, event.leg)


def undone(trail: Trail, recorded: Recorded, event: e.Undone) -> Fields:
    """The last move first; a finish that is taken back tells again what it told."""
    told: Fields = {
        "counter": event.counter, "how": "+".join(action for _, action in event.moves)[:MOST_TEXT],
        "legs": tuple(leg_id for leg_id, _ in event.moves)[:MOST_ITEMS],
    }  # fmt: skip
    for leg_id, action in reversed(event.moves):
        leg = trail.legs.get(leg_id)
        if leg and action == "finish":
            told |= {**of_leg(trail, leg_id), **outcome(trail, leg_id)}
        if leg and action in ("finish", "hold", "transfer"):
            leg.service_ms, leg.last_ms = leg.service_ms - leg.last_ms, 0
        if leg and action == "call":
            leg.first_called_ms = 0
    return told


def rated(trail: Trail, recorded: Recorded, event: e.Rated) -> Fields:
    leg = trail.legs.get(event.leg)
    reasons = dict.fromkeys(code if code in RATING_REASONS else OTHER for code in event.reasons)
    return {
        **of_leg(trail, event.leg),
        "counter": leg.counter if leg else None,
        "score": event.score,
        "reasons": tuple(reasons),
    }


def matter_accepted(trail: Trail, recorded: Recorded, event: e.MatterAccepted) -> Fields:
    return {"matter": event.matter, "counter": event.counter, "items": trail.known((event.item,)), "due": event.due}


def matter_moved(trail: Trail, recorded: Recorded, event: e.MatterMoved) -> Fields:
    return {"matter": event.matter, "how": str(event.stage)}


def matter_pushed(trail: Trail, recorded: Recorded, event: e.MatterPushed) -> Fields:
    return {"matter": event.matter, "level": event.level}


def refused(trail: Trail, recorded: Recorded, event: e.CommandRefused) -> Fields:
    return {"how": event.reason if event.reason in REASONS else OTHER}


def of_leg(trail: Trail, leg_id: str) -> Fields:
    """The leg and its ticket, where the trail has seen them."""
    leg = trail.legs.get(leg_id)
    if leg is None:
        return {"leg": leg_id}
    return {"leg": leg_id, "ticket": leg.ticket, "number": trail.numbers.get(leg.ticket, ""), "items": leg.items}


def ended(trail: Trail, recorded: Recorded, leg_id: str) -> None:
    """The leg leaves its counter; what it was served there is added up."""
    leg = trail.legs.get(leg_id)
    if leg:
        leg.last_ms = max(recorded.at_ms - leg.started_ms, 0) if leg.started_ms else 0
        leg.service_ms += leg.last_ms


def outcome(trail: Trail, leg_id: str) -> Fields:
    """Wait, service and results of the whole leg, where the trail has seen its beginning."""
    leg = trail.legs.get(leg_id)
    if leg is None:
        return {}
    wait_ms = max(leg.first_called_ms - leg.since_ms, 0)
    return {"wait_s": wait_ms // 1000, "service_s": leg.service_ms // 1000, "results": leg.results}


TOLD: dict[type, Callable[[Trail, Recorded, Any], Fields]] = {
    e.HubStarted: started, e.Configured: configured,
    e.CounterOpened: counter_only, e.CounterClosed: counter_only, e.PauseAsked: counter_only, e.CounterPaused: counter_only,
    e.CounterResumed: counter_only, e.HelpAsked: counter_only, e.HelpAnswered: counter_only,
    e.TicketTaken: ticket_taken, e.PassedOver: of_waiting, e.VisitBegun: of_waiting,
    e.Called: called, e.Recalled: of_waiting, e.ServiceStarted: service_started,
    e.Served: served, e.Missed: left_counter, e.Held: left_counter, e.Transferred: transferred, e.Returned: of_waiting,
    e.GaveWay: of_waiting, e.Abandoned: of_waiting, e.Cancelled: cancelled, e.Undone: undone, e.Rated: rated,
    e.ComplaintMade: counter_only, e.ComplaintAnswered: counter_only,
    e.MatterAccepted: matter_accepted, e.MatterMoved: matter_moved, e.MatterPushed: matter_pushed,
    e.CommandRefused: refused,
}  # fmt: skip
"""Event class -> the fields that a centre may know. Whatever is not here is told as its bare type."""
