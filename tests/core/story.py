"""A hall in a test: commands at given times, the events they led to, and the hall that came of it."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from hub.core import commands as c
from hub.core.apply import apply
from hub.core.catalogue import CounterSetup, HallSetup, Item, Line, Priority, Rules
from hub.core.decide import decide
from hub.core.decisions.moment import Moment
from hub.core.events import CommandRefused, Event, Recorded, type_name
from hub.core.hall import Hall
from hub.core.ticket import Leg

START_MS = 1_578_877_200_000
"""2020-01-13 09:00 in Shanghai."""


def kinds(events: Iterable[Event]) -> list[str]:
    """The stored names of some events."""
    return [type_name(event) for event in events]


def names(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def setup(counters: int = 3, **rules: object) -> HallSetup:
    """A small hall: items of 5, 10 and 12 minutes; the last counter takes cards alone."""
    special = CounterSetup(counters + 1, names("cards"), items=("card",))
    return HallSetup(
        hall="test",
        names=names("test hall"),
        lines=(Line("social", names("social")), Line("job", names("job"))),
        items=(
            Item("card", names("card"), "social", mean_s=300),
            Item("pension", names("pension"), "social", mean_s=600),
            Item("benefit", names("benefit"), "job", mean_s=720),
        ),
        priorities=(Priority("walk_in", names("walk-in"), 1.0), Priority("priority", names("priority"), 3.0)),
        counters=(*(CounterSetup(number, names(str(number))) for number in range(1, counters + 1)), special),
        rules=Rules(**rules),  # type: ignore[arg-type]
    )


class Story:
    """Runs commands one after the other; ``journal`` keeps everything."""

    def __init__(self, hall_setup: HallSetup | None = None, *, open_day: bool = True) -> None:
        chosen = hall_setup or setup()
        self.hall = Hall(chosen)
        self.first = chosen
        self.now_ms = START_MS
        self.journal: list[Recorded] = []
        self._origins = count(1)
        self.do(c.StartHub(clock_ok=True, gap_known=True))
        self.do(c.Configure(chosen))
        if open_day:
            self.do(c.OpenDay("2020-01-13"))

    def do(self, command: c.Command, *, origin: str = "", after_s: float = 0, **request: object) -> list[Event]:
        """Carry out a command ``after_s`` seconds after the last; the events it led to."""
        self.now_ms += round(after_s * 1000)
        name, device = origin or f"t:{next(self._origins)}", str(request.pop("device", "test"))
        asked = c.Request(name, "tester", device, command, **request)  # type: ignore[arg-type]
        events = decide(self.hall, asked, Moment(self.now_ms))
        for event in events:
            place = Recorded(
                self.hall.seq + 1, self.now_ms, self.now_ms, True, getattr(event, "day", self.hall.day),
                asked.origin, asked.actor, asked.device, event,
            )  # fmt: skip
            apply(self.hall, place)
            self.journal.append(place)
        return events

    def refusal(self, command: c.Command, **request: object) -> str:
        """The code with which the command is refused."""
        (event,) = self.do(command, **request)  # type: ignore[arg-type]
        assert isinstance(event, CommandRefused), event
        return event.reason

    def take(self, *items: str, **fields: object) -> str:
        """Take a ticket; its id."""
        link = f"link-{next(self._origins)}"
        taken = self.do(c.TakeTicket(items or ("card",), c.Channel.DISPENSER, link, **fields))  # type: ignore[arg-type]
        return taken[0].ticket  # type: ignore[union-attr]

    def open(self, *numbers: int) -> None:
        for number in numbers:
            self.do(c.OpenCounter(number, f"clerk-{number}"))

    def serving(self, counter: int = 1, *items: str) -> str:
        """Take a ticket at the counter, opened if need be, and start to serve it; its id."""
        if self.hall.counters[counter].state == "closed":
            self.open(counter)
        ticket = self.take(*items)
        self.do(c.CallChosen(counter, ticket, "test"))
        self.do(c.StartService(counter))
        return ticket

    def leg(self, ticket: str) -> Leg:
        """The ticket's present leg."""
        return self.hall.leg_of(self.hall.tickets[ticket])

    def number(self, ticket: str) -> str:
        return self.hall.tickets[ticket].number

    def state(self, ticket: str) -> str:
        """State of the ticket's present leg."""
        return str(self.hall.leg_of(self.hall.tickets[ticket]).state)

    def replayed(self) -> Hall:
        """The hall that the journal alone gives."""
        hall = Hall(self.first)
        for recorded in self.journal:
            apply(hall, recorded)
        return hall

    def with_rules(self, **rules: object) -> None:
        """Change rules by configuration, as a hall would."""
        now = self.hall.setup
        self.do(c.Configure(replace(now, rules=replace(now.rules, **rules))))  # type: ignore[arg-type]
