"""Random days of a hall: whatever people press, in whatever order, the promises hold."""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.core import commands as c
from hub.core import events as e
from hub.core import policy
from hub.core.audit import Evidence, audit
from hub.core.catalogue import AfarRules, Assignment, Place
from hub.core.counter import CounterState
from hub.core.decisions.assignment import due_ms
from hub.core.ticket import AT_COUNTER, LegState
from tests.core.story import Story, setup

ITEMS = ("card", "pension", "benefit")
counters = st.sampled_from((1, 2, 1, 2, 3, 4))
seconds = st.one_of(st.integers(0, 9), st.integers(0, 90), st.integers(0, 900))
AT_DESK = (c.CallNext, c.Recall, c.StartService, c.FinishService, c.MissTicket, c.HoldTicket, c.ResumeTicket, c.Undo)


class RandomDay(RuleBasedStateMachine):
    """Presses anything at any time on a hall of four counters, one of them narrowed to cards."""

    @initialize(
        assignment=st.sampled_from(Assignment), start_required=st.booleans(), miss_after_s=st.sampled_from((0, 45))
    )
    def open_hall(self, assignment: Assignment, start_required: bool, miss_after_s: int) -> None:
        plain = setup(assignment=assignment, start_required=start_required, miss_after_s=miss_after_s)
        place = Place(remote=True, url="https://hall.example")
        self.story = Story(replace(plain, place=place, afar=AfarRules(most=4, hold_s=120)))
        self.story.open(1, 2)

    def press(self, command: c.Command, after_s: int, **request: object) -> list[e.Event]:
        """One action; the same origin again must do nothing. Then the tick that follows every commit."""
        origin = f"press:{len(self.story.journal)}"
        done = self.story.do(command, origin=origin, after_s=after_s, **request)
        assert done
        before = len(self.story.journal)
        assert self.story.do(command, origin=origin, **request) == []
        assert len(self.story.journal) == before
        self.story.do(c.Tick())
        return done

    def any_ticket(self, pick: int) -> str:
        tickets = list(self.story.hall.tickets)
        return tickets[pick % len(tickets)] if tickets else "none"

    @rule(items=st.sets(st.sampled_from(ITEMS), min_size=1), priority=st.booleans(), after_s=seconds,
          booked_s=st.none() | st.integers(-1800, 3600))  # fmt: skip
    def take(self, items: set[str], priority: bool, after_s: int, booked_s: int | None) -> None:
        booked_ms = None if booked_s is None else self.story.now_ms + booked_s * 1000
        wanted = "priority" if priority else "walk_in"
        link = f"link-{len(self.story.journal)}"
        take = c.TakeTicket(tuple(sorted(items)), c.Channel.KIOSK, link, priority=wanted, booked_ms=booked_ms)
        self.press(take, after_s)

    @rule(items=st.sets(st.sampled_from(ITEMS), min_size=1), after_s=seconds)
    def take_from_afar(self, items: set[str], after_s: int) -> None:
        link = f"link-{len(self.story.journal)}"
        self.press(c.TakeTicket(tuple(sorted(items)), c.Channel.PHONE, link, afar=True), after_s)

    @precondition(lambda self: self.story.hall.afar)
    @rule(pick=st.integers(0, 50), after_s=seconds)
    def come(self, pick: int, after_s: int) -> None:
        """A citizen arrives; the order of all others stays as it is."""
        hall = self.story.hall
        away = hall.afar_legs()
        leg = away[pick % len(away)]
        before = [each.id for each in policy.in_order(hall, self.story.now_ms + after_s * 1000)]
        done = self.press(c.BeginVisit(leg.ticket), after_s)
        assert done == [e.VisitBegun(leg.id)]
        after = [each.id for each in policy.in_order(hall, self.story.now_ms) if each.id in before]
        assert after == [each for each in before if each in after]

    @rule(counter=counters, after_s=seconds)
    def open_counter(self, counter: int, after_s: int) -> None:
        self.press(c.OpenCounter(counter, f"clerk-{counter}"), after_s)

    @rule(counter=st.sampled_from((3, 4)), after_s=seconds)
    def close_counter(self, counter: int, after_s: int) -> None:
        self.press(c.CloseCounter(counter), after_s)

    @rule(counter=counters, kind=st.sampled_from((c.ResumeCounter, c.AskForHelp, c.AnswerHelp)), after_s=seconds)
    def counter_key(self, counter: int, kind: type, after_s: int) -> None:
        self.press(kind(counter), after_s)

    @rule(counter=counters, after_s=seconds)
    def pause(self, counter: int, after_s: int) -> None:
        self.press(c.PauseCounter(counter, "lunch"), after_s)

    @rule(counter=counters, kind=st.sampled_from(AT_DESK), after_s=st.integers(0, 30))
    def desk_key(self, counter: int, kind: type, after_s: int) -> None:
        self.press(kind(counter), after_s)

    def busy(self, pick: int) -> int:
        """A counter with a citizen, or counter 1."""
        at = [counter.number for counter in self.story.hall.counters.values() if counter.leg]
        return at[pick % len(at)] if at else 1

    @precondition(lambda self: any(counter.leg for counter in self.story.hall.counters.values()))
    @rule(pick=counters, keys=st.lists(st.sampled_from(AT_DESK), min_size=1, max_size=3), after_s=st.integers(0, 9))
    def serve(self, pick: int, keys: list[type], after_s: int) -> None:
        """Several presses in a row at one busy counter."""
        counter = self.busy(pick)
        for key in keys:
            self.press(key(counter), after_s)

    @precondition(lambda self: any(counter.leg for counter in self.story.hall.counters.values()))
    @rule(pick=counters, result=st.sampled_from(c.Result), reason=st.sampled_from(("", "no form")))
    def finish_with_outcome(self, pick: int, result: c.Result, reason: str) -> None:
        counter = self.busy(pick)
        leg = self.story.hall.legs.get(self.story.hall.counters[counter].leg)
        item = leg.items[0] if leg else "card"
        self.press(c.FinishService(counter, (c.Outcome(item, result, reason),)), 30)

    @precondition(lambda self: self.story.hall.legs_in(LegState.SERVED))
    @rule(pick=st.integers(0, 50), score=st.integers(1, 5), undo=st.booleans())
    def rate_served(self, pick: int, score: int, undo: bool) -> None:
        """Rate what was served; an undo of a rated leg must then be refused."""
        served = self.story.hall.legs_in(LegState.SERVED)
        leg = served[-1 - pick % len(served)]
        self.press(c.Rate(leg.id, score), 1)
        if undo:
            done = self.press(c.Undo(leg.counter or 0), 1)
            assert not any(isinstance(event, e.Undone) and (leg.id, "finish") in event.moves for event in done)

    @rule(counter=counters, after_s=seconds)
    def next(self, counter: int, after_s: int) -> None:
        """Call-next, with the policy's promises checked on what it chose."""
        hall, now_ms = self.story.hall, self.story.now_ms + after_s * 1000
        waiting = [leg for leg in hall.waiting_legs() if policy.may_serve(hall, hall.counters[counter], leg)]
        limit_s = hall.setup.rules.max_wait_s
        starving = {leg.id for leg in waiting if policy.age_s(hall, leg, now_ms) > limit_s}
        front = {leg.id for leg in waiting if leg.front}
        for event in self.press(c.CallNext(counter), after_s):
            if not isinstance(event, e.Called):
                continue
            leg = hall.legs[event.leg]
            ticket = hall.tickets[leg.ticket]
            assert not starving or leg.id in starving | front, "somebody starves"
            if not (front or leg.penalty_ms or leg.given_way_ms or ticket.booked_ms is not None):
                same = [
                    o for o in waiting if (hall.tickets[o.ticket].priority, o.items) == (ticket.priority, leg.items)
                ]
                plain = [
                    o for o in same if not (o.penalty_ms or o.given_way_ms) and hall.tickets[o.ticket].booked_ms is None
                ]
                assert all(leg.arrived_ms <= other.arrived_ms for other in plain), "overtaken by an equal"

    @precondition(lambda self: any(counter.leg for counter in self.story.hall.counters.values()))
    @rule(counter=counters, to_counter=st.none() | counters, item=st.none() | st.sampled_from(ITEMS),
          front=st.booleans(), after_s=seconds)  # fmt: skip
    def transfer(self, counter: int, to_counter: int | None, item: str | None, front: bool, after_s: int) -> None:
        items = (item,) if item else ()
        counter = self.busy(counter)
        self.press(c.TransferTicket(counter, items, to_counter, None, front), after_s)
        if after_s % 2:
            self.press(c.Undo(counter), 1)

    @rule(counter=counters, pick=st.integers(0, 50), after_s=seconds)
    def choose(self, counter: int, pick: int, after_s: int) -> None:
        self.press(c.CallChosen(counter, self.any_ticket(pick), "asked for"), after_s)

    @rule(pick=st.integers(0, 50), kind=st.sampled_from(("cancel", "return", "give_way", "print")), after_s=seconds)
    def ticket_action(self, pick: int, kind: str, after_s: int) -> None:
        ticket = self.any_ticket(pick)
        wanted: dict[str, c.Command] = {
            "cancel": c.CancelTicket(ticket, "citizen_left"),
            "give_way": c.GiveWay(ticket),
            "return": c.ReturnTicket(ticket),
            "print": c.ReportPrint(ticket, c.PrintStatus.DOUBTFUL, "cable"),
        }
        self.press(wanted[kind], after_s)

    @rule(pick=st.integers(0, 50), score=st.integers(-1, 7), after_s=seconds)
    def rate(self, pick: int, score: int, after_s: int) -> None:
        legs = list(self.story.hall.legs) or ["none"]
        self.press(c.Rate(legs[pick % len(legs)], score), after_s)

    @rule(counter=counters, behind=st.integers(0, 3), after_s=seconds)
    def stale_press(self, counter: int, behind: int, after_s: int) -> None:
        """A press on an old picture of the counter never acts."""
        rev = self.story.hall.counters[counter].rev
        done = self.press(c.CallNext(counter), after_s, seen=rev - behind)
        assert behind == 0 or all(isinstance(event, e.CommandRefused) for event in done)

    @rule(gap_known=st.booleans(), skip=st.sampled_from((0, 20)))
    def restart(self, gap_known: bool, skip: int) -> None:
        self.press(c.StartHub(clock_ok=True, gap_known=gap_known, skip=skip), 30)

    @precondition(lambda self: self.story.hall.serial > 12)
    @rule(after_s=seconds)
    def next_day(self, after_s: int) -> None:
        for counter in self.story.hall.counters.values():
            if counter.state == CounterState.SERVING:
                self.press(c.FinishService(counter.number), after_s)
        closed = self.press(c.CloseDay(), after_s)
        if any(isinstance(event, e.DayClosed) for event in closed):
            day = int(self.story.hall.day[-2:]) + 1
            assert self.story.do(c.OpenDay(self.story.hall.day))[0] != e.DayOpened(self.story.hall.day)
            self.press(c.OpenDay(f"2020-01-{day:02d}"), after_s)
            self.story.open(1, 2)

    @precondition(lambda self: self.story.hall.setup.rules.assignment == Assignment.AUTO)
    @rule()
    def come_due(self) -> None:
        """The tick that the service would wake up for does something."""
        due = due_ms(self.story.hall)
        if due is not None:
            wait_s = max(due - self.story.now_ms, 0) / 1000
            assert self.story.do(c.Tick(), after_s=wait_s)

    @invariant()
    def the_parts_agree(self) -> None:
        if not hasattr(self, "story"):
            return
        hall = self.story.hall
        assert set(hall.waiting) == {leg.id for leg in hall.legs_in(LegState.WAITING)}
        assert set(hall.afar) == {leg.id for leg in hall.legs_in(LegState.AFAR)}
        for counter in hall.counters.values():
            assert bool(counter.leg) == (counter.state in (CounterState.CALLING, CounterState.SERVING))
            assert counter.worked_ms >= 0
            if counter.leg:
                assert hall.legs[counter.leg].state in AT_COUNTER
                assert hall.legs[counter.leg].counter == counter.number

    def teardown(self) -> None:
        if hasattr(self, "story"):
            story = self.story
            evidence = Evidence(live=story.hall, replayed=story.replayed())
            assert audit(story.journal, evidence) == []


TestRandomDay = RandomDay.TestCase
TestRandomDay.settings = settings(
    max_examples=80, stateful_step_count=80, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
