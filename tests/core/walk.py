"""A long seeded walk through many days of a hall: mostly sensible presses, some silly ones, everything often."""

import random
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from hub.core import commands as c
from hub.core import events as e
from hub.core import policy
from hub.core.appointments import slots
from hub.core.catalogue import AfarRules, Assignment, BookingRules, CounterSetup, Depth, HallSetup, Place
from hub.core.counter import Counter, CounterState
from hub.core.decisions.assignment import due_ms
from hub.core.decisions.offline import needs_numbers
from hub.core.matters import Stage
from hub.core.numbers import first_of
from hub.core.ticket import AT_COUNTER, Leg, LegState
from tests.core.story import Story, names, setup

BOOKED = BookingRules(on=True, weekdays=(1, 2, 3, 4, 5, 6, 7))
FROM_AFAR = {"place": Place(remote=True, url="https://hall.example"), "afar": AfarRules(most=5, hold_s=240)}
ITEMS = ("card", "pension", "benefit")
LATER = ("pension", "benefit")
MOVES_A_DAY = 12
UNDO_SHARE = 0.35
"""How often a press at a counter is taken back: far more than in life, so that every kind comes many times."""


def with_matters(full: HallSetup) -> HallSetup:
    """The same hall; two of its items are decided later, by the next working day."""
    later = {"depth": Depth.TIME_LIMITED, "documents": (names("form"),), "limit_days": 1}
    items = tuple(replace(each, **later) if each.code in LATER else each for each in full.items)  # type: ignore[arg-type]
    return replace(full, items=items, **FROM_AFAR)  # type: ignore[arg-type]


class Walk:
    """``seen``: event types; ``undone``: the actions of each undo; ``refused``: codes. Each with how often.

    ``afar``: citizens at home take tickets as well.
    """

    def __init__(self, seed: int, *, afar: bool = False, **rules: object) -> None:
        self.from_afar = afar
        self.dice = random.Random(seed)
        self.office = random.Random(seed)
        self.story = Story(replace(with_matters(setup(counters=4, **rules)), booking=BOOKED))
        self.seen: Tally[str] = Tally()
        self.undone: Tally[tuple[str, ...]] = Tally()
        self.refused: Tally[str] = Tally()
        self.checked_ms = 0

    def press(self, command: c.Command, **request: object) -> list[e.Event]:
        """One action, its repetition, and what comes due until then and at once."""
        self.pass_time(self.dice.choice((1, 4, 12)))
        origin = f"press:{len(self.story.journal)}:{self.story.hall.seq}"
        events = self.story.do(command, origin=origin, **request)
        assert events, f"{command} was neither done nor refused"
        assert self.story.do(command, origin=origin, **request) == []
        self.count(events)
        self.come_due()
        return events

    def count(self, events: list[e.Event]) -> None:
        for event in events:
            self.seen[e.type_name(event)] += 1
            if isinstance(event, e.Undone):
                self.undone[tuple(action for _, action in event.moves)] += 1
            if isinstance(event, e.CommandRefused):
                self.refused[event.reason] += 1

    def pass_time(self, mean_s: float) -> None:
        """Some seconds go by; what comes due in between is done when it is due."""
        until_ms = self.story.now_ms + round(1000 * self.dice.expovariate(1 / mean_s))
        while (due := due_ms(self.story.hall)) is not None and due <= until_ms:
            self.story.now_ms = max(due, self.story.now_ms)
            self.come_due()
        self.story.now_ms = until_ms

    def come_due(self) -> None:
        """Ticks while something is due now: each does something, and soon nothing is."""
        for _ in range(50):
            due = due_ms(self.story.hall)
            if due is None or due > self.story.now_ms:
                return
            events = self.story.do(c.Tick())
            assert events, "a tick at its due time did nothing: the hub would never sleep"
            self.count(events)
        raise AssertionError("ticks never come to rest")

    def step(self) -> None:
        """One random action, then perhaps its undo."""
        actions: list[tuple[float, Callable[[], None]]] = [
            (31, self.take), (74, self.desk), (5, self.counters), (8, self.tickets), (6, self.rate), (2, self.silly),
            (2, self.bookings), (0.5, self.configure), (0.5, self.restart), (6 * self.from_afar, self.afar),
        ]  # fmt: skip
        if len(self.story.hall.waiting) > 60:
            actions[0] = (5, self.take)
        self.dice.choices([act for _, act in actions], [weight for weight, _ in actions])[0]()
        self.check_counters()
        if self.dice.random() < 0.2:
            self.check()

    def take(self) -> None:
        items = tuple(self.dice.sample(ITEMS, self.dice.choice((1, 1, 1, 2, 3))))
        priority = self.dice.choice(("walk_in", "walk_in", "priority"))
        if self.dice.random() < 0.06:
            self.offline(items, priority)
            return
        slot_ms = self.story.now_ms + self.dice.randint(-1800, 3600) * 1000
        booked_ms = slot_ms if self.dice.random() < 0.15 else None
        receipt = self.office.choice(list(self.story.hall.matters.links) or ["no receipt"])
        about = receipt if self.office.random() < 0.2 else ""
        self.press(c.TakeTicket(items, c.Channel.KIOSK, f"l{self.story.hall.seq}", priority, booked_ms, receipt=about))

    def offline(self, items: tuple[str, ...], priority: str) -> None:
        """A dispenser issued a ticket by itself some time ago; sometimes it asks for fresh numbers first."""
        device = self.dice.choice(("dispenser-1", "dispenser-2"))
        hall = self.story.hall
        if needs_numbers(hall, device) or self.dice.random() < 0.05:
            self.press(c.LendNumbers(device))
        band = hall.bands[hall.leases[device]]
        serial = first_of(hall.leases[device]) + band.used + self.dice.choice((0, 0, 0, 1))
        link, issued_ms = f"o{hall.seq}", self.story.now_ms - self.dice.randint(0, 600_000)
        paper = c.TakeOver(band.lease, serial, items, priority, "zh", link, issued_ms, hall.day)
        self.press(paper, device=device)

    def desk(self) -> None:
        """The key that fits the counter's state most of the time."""
        counter = self.dice.choice(list(self.story.hall.counters.values()))
        keys: dict[CounterState, Callable[[Counter], list[c.Command]]] = {
            CounterState.CLOSED: lambda at: [c.OpenCounter(at.number, f"clerk-{at.number}")],
            CounterState.PAUSED: lambda at: [c.ResumeCounter(at.number)],
            CounterState.FREE: self.free_keys,
            CounterState.CALLING: self.calling_keys,
            CounterState.SERVING: self.serving_keys,
        }
        self.press(self.dice.choice(keys[counter.state](counter)))
        if self.dice.random() < 0.15:
            self.press(c.PauseCounter(counter.number, "tea") if counter.leg else c.AskForHelp(counter.number))
            self.pass_time(60)
        if self.dice.random() < UNDO_SHARE:
            self.press(c.Undo(counter.number))

    def free_keys(self, counter: Counter) -> list[c.Command]:
        number = counter.number
        held = [leg.ticket for leg in self.story.hall.legs_in(LegState.HELD)]
        keys: list[c.Command] = [c.CallNext(number)] * 6
        keys += [c.ResumeTicket(number)] + [c.ResumeTicket(number, ticket) for ticket in held[:2]]
        keys += [c.CallChosen(number, leg.ticket, "asked") for leg in self.story.hall.waiting_legs()[:1]]
        return [*keys, c.PauseCounter(number, "lunch"), c.AnswerHelp(number)]

    def calling_keys(self, counter: Counter) -> list[c.Command]:
        number, ticket = counter.number, self.story.hall.legs[counter.leg].ticket
        starts: list[c.Command] = [c.StartService(number)] * 4
        return [
            *starts, c.Recall(number), c.MissTicket(number), c.MissTicket(number), c.CallNext(number),
            c.FinishService(number), c.HoldTicket(number), self.transfer(number),
            c.CancelTicket(ticket, "citizen_left"),
        ]  # fmt: skip

    def serving_keys(self, counter: Counter) -> list[c.Command]:
        number, leg = counter.number, self.story.hall.legs[counter.leg]
        result = self.dice.choice(list(c.Result))
        outcome = c.Outcome(self.dice.choice(leg.items), result, "no form" if result == c.Result.REFUSED else "")
        nexts: list[c.Command] = [c.CallNext(number, (outcome,), (f"r{self.story.hall.seq}",))] * 3
        sent = [self.transfer(number) for _ in range(3)]
        return [
            *nexts,
            *sent,
            c.FinishService(number),
            self.take_in(number, leg),
            c.HoldTicket(number),
        ]

    def take_in(self, number: int, leg: Leg) -> c.Command:
        """Everything is taken in, sometimes with a document missing."""
        day, seq = self.story.hall.day, self.story.hall.seq
        owed = self.office.random() < 0.7
        done = (c.Outcome(item, c.Result.TAKEN_IN, owed=int(owed and item in LATER), owed_by=day) for item in leg.items)
        return c.FinishService(number, tuple(done), tuple(f"r{seq}-{item}" for item in leg.items))

    def back_office(self) -> None:
        """Offices move matters, citizens bring documents; both ask for nonsense now and then."""
        live = self.story.hall.matters.live
        for matter in [*self.office.sample(list(live), min(len(live), MOVES_A_DAY)), "nothing"]:
            stage, holder = self.office.choice(list(Stage)), self.office.choice(("office", "archive", ""))
            self.press(c.MoveMatter(matter, stage, holder, self.office.choice(("", "not signed"))))
            if self.office.random() < 0.5:
                self.press(c.BringDocument(matter))

    def transfer(self, number: int) -> c.Command:
        items = self.dice.choice(((), ("card",), ("pension", "benefit")))
        to_counter = self.dice.choice((None, None, *self.story.hall.counters))
        clerk = self.dice.choice((None, None, "clerk-2", "clerk-5"))
        return c.TransferTicket(number, items, to_counter, clerk, self.dice.random() < 0.3)

    def counters(self) -> None:
        number = self.dice.choice(list(self.story.hall.counters))
        close, help_me = c.CloseCounter(number), c.AskForHelp(number)
        note = c.WriteNote(number, self.dice.choice(("form is missing", "", "13812345678")))
        self.press(
            self.dice.choice((close, c.PauseCounter(number, "lunch"), c.ResumeCounter(number), help_me, note, note))
        )

    def tickets(self) -> None:
        """Citizens leave, come back, and printers fail."""
        missed = [leg.ticket for leg in self.story.hall.legs_in(LegState.MISSED)]
        ticket = self.dice.choice(missed or list(self.story.hall.tickets) or ["nobody"])
        left = self.dice.choice(list(self.story.hall.tickets) or ["nobody"])
        paper = c.ReportPrint(left, self.dice.choice(list(c.PrintStatus)), "cable")
        self.press(
            self.dice.choice((c.ReturnTicket(ticket), c.GiveWay(left), c.CancelTicket(left, "citizen_left"), paper))
        )

    def rate(self) -> None:
        served = self.story.hall.legs_in(LegState.SERVED)[-6:]
        leg = self.dice.choice(served).id if served else "nobody.1"
        self.press(c.Rate(leg, self.dice.randint(0, 5), self.dice.choice(((), ("attitude",)))))

    def bookings(self) -> None:
        """Appointments for soon, today and tomorrow; some come, some cancel, some do neither."""
        hall = self.story.hall
        codes = [each.code for each in hall.appointments.bookings.values() if not each.ticket] or ["NOBODY22"]
        today = date.fromisoformat(hall.day)
        on_day = today + timedelta(days=self.dice.choice((0, 0, 1, 9)))
        at_ms = self.story.now_ms + self.dice.randint(-300_000, 1_800_000)
        minute = self.dice.choice(slots(BOOKED, today))
        book = c.Book(("card",), f"C{hall.seq}", on_day.isoformat(), minute, at_ms, hall.day)
        come = c.CheckIn(self.dice.choice(codes), c.Channel.KIOSK, f"b{hall.seq}")
        self.press(self.dice.choice((book, book, come, c.CancelBooking(self.dice.choice(codes)))))

    def afar(self) -> None:
        """Citizens at home take tickets, come, come twice, or stay there."""
        hall = self.story.hall
        away = [leg.ticket for leg in hall.afar_legs()] or list(hall.tickets) or ["nobody"]
        items = tuple(self.dice.sample(ITEMS, self.dice.choice((1, 1, 2))))
        take = c.TakeTicket(items, c.Channel.PHONE, f"a{hall.seq}", afar=True)
        come = c.BeginVisit(self.dice.choice(away))
        self.press(self.dice.choice((take, take, take, come, c.CancelTicket(self.dice.choice(away), "citizen_left"))))

    def silly(self) -> None:
        """Presses on an old picture, from before an outage, or of nothing."""
        counter = self.dice.choice(list(self.story.hall.counters.values()))
        self.press(c.CallNext(counter.number), seen=counter.rev - self.dice.choice((0, 1, 2)))
        self.press(self.dice.choice((c.Recall(counter.number), c.CallNext(counter.number))), age_ms=11_000)
        self.press(c.OpenDay(self.story.hall.day))
        known = next(iter(self.story.hall.complaints), "c0")
        said = c.AnswerComplaint(known, "talked to the clerk")
        self.press(self.dice.choice((c.Complain(counter.number, counter.leg), said)))

    def configure(self) -> None:
        """Counters and items come and go in mid day."""
        full = replace(with_matters(setup(counters=5)), booking=BOOKED)
        chosen = self.dice.sample(full.counters, self.dice.randint(3, 6))
        narrowed = tuple(
            replace(each, items=("pension", "card"), overflow=self.dice.choice(((), ("benefit",))))
            if self.dice.random() < 0.2
            else each
            for each in chosen
        )
        counters: tuple[CounterSetup, ...] = (full.counters[0], *(each for each in narrowed if each.number != 1))
        items = full.items if self.dice.random() < 0.8 else full.items[:2]
        rules = replace(self.story.hall.setup.rules, assignment=self.dice.choice(list(Assignment)))
        self.press(c.Configure(replace(full, counters=counters, items=items, rules=rules)))

    def restart(self) -> None:
        gap_known, skip = self.dice.random() < 0.5, self.dice.choice((0, 0, 20))
        self.press(c.StartHub(clock_ok=True, gap_known=gap_known, skip=skip))

    def next_day(self) -> None:
        """Everybody at a counter is finished, the day closes and the next one opens."""
        for number, counter in list(self.story.hall.counters.items()):
            if counter.state not in (CounterState.CLOSED, CounterState.PAUSED):
                self.press(c.PauseCounter(number, "evening"))
            if counter.state == CounterState.CALLING:
                self.press(c.StartService(number))
            if counter.state == CounterState.SERVING:
                self.press(c.FinishService(number))
        self.back_office()
        self.press(c.CloseDay())
        self.pass_time(3600)
        assert not self.story.hall.day_open
        assert not self.story.hall.waiting
        assert not self.story.hall.afar
        tomorrow = date.fromisoformat(self.story.hall.day) + timedelta(days=1)
        self.story.now_ms += 50_000_000
        if self.dice.random() < 0.5:
            self.press(c.StartHub(clock_ok=True, gap_known=True, skip=30, skip_day=tomorrow.isoformat()))
        self.press(c.OpenDay(tomorrow.isoformat()))

    def check(self) -> None:
        """The parts of the hall agree."""
        hall = self.story.hall
        assert set(hall.waiting) == {leg.id for leg in hall.legs_in(LegState.WAITING)}
        assert set(hall.afar) == {leg.id for leg in hall.legs_in(LegState.AFAR)}
        seats = [counter.leg for counter in hall.counters.values() if counter.leg]
        assert sorted(seats) == sorted(leg.id for leg in hall.legs_in(*AT_COUNTER))
        for ticket in hall.tickets.values():
            assert len([leg for leg in ticket.legs if is_alive(hall.legs[leg])]) <= 1
        if hall.at_ms > self.checked_ms + 600_000:
            self.checked_ms = hall.at_ms
            self.check_nobody_is_stranded()

    def check_counters(self) -> None:
        for counter in self.story.hall.counters.values():
            self.check_counter(counter)

    def check_counter(self, counter: Counter) -> None:
        assert bool(counter.leg) == (counter.state in (CounterState.CALLING, CounterState.SERVING))
        assert counter.leg or not counter.pause_after
        assert counter.busy_ms >= counter.worked_ms >= 0
        assert counter.served >= 0
        if counter.leg:
            assert self.story.hall.legs[counter.leg].counter == counter.number

    def check_nobody_is_stranded(self) -> None:
        """With a counter at work that has the skills, somebody may serve each waiting leg."""
        hall = self.story.hall
        for leg in hall.waiting_legs():
            able = [
                x for x in hall.counters.values() if policy.at_work(x) and policy.can_serve(hall, x.number, leg.items)
            ]
            assert not able or any(policy.may_serve(hall, counter, leg) for counter in able), leg


def is_alive(leg: Leg) -> bool:
    """Is the leg neither over nor missed?"""
    return leg.state in (LegState.WAITING, LegState.CALLED, LegState.SERVING, LegState.HELD)
