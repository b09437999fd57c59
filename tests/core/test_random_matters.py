"""The life of matters under anything that staff may press: none lost, each pushed once, and a replay gives the same."""

from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.core import commands as c
from hub.core import events as e
from hub.core.audit import Evidence, audit
from hub.core.decisions.assignment import due_ms
from hub.core.matters import RUNNING, Countdown, Stage, countdown, is_past
from tests.core.story import Story
from tests.core.test_matters import LATER, setup, taken_in

ITEMS = (LATER, "endless", "card")
OFFICES = ("Injury office", "Fund office", "")


class RandomMatters(RuleBasedStateMachine):
    """``known``: every matter that was accepted and not taken back; ``pushed``: how often each was."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(setup())
        self.story.open(1)
        self.known: dict[str, None] = {}
        self.pushed: dict[str, int] = {}
        self.receipts: set[str] = set()

    def press(self, command: c.Command, after_s: float = 1) -> list[e.Event]:
        """One action, once more, and what comes due."""
        origin = f"press:{len(self.story.journal)}"
        done = self.story.do(command, origin=origin, after_s=after_s)
        assert done
        assert self.story.do(command, origin=origin) == []
        done = [*done]
        while (due := due_ms(self.story.hall)) is not None and due <= self.story.now_ms:
            ticked = self.story.do(c.Tick())
            assert ticked
            done += ticked
        self.book(done)
        return done

    def book(self, done: list[e.Event]) -> None:
        for event in done:
            if isinstance(event, e.MatterAccepted):
                assert event.matter not in self.known
                assert event.link not in self.receipts
                self.receipts.add(event.link)
                self.known[event.matter] = None
            if isinstance(event, e.MatterPushed):
                self.pushed[event.matter] = self.pushed.get(event.matter, 0) + 1

    @rule(items=st.lists(st.sampled_from(ITEMS), min_size=1, unique=True), owed=st.sampled_from((0, 0, 1, 2)),
          wait=st.integers(0, 5), undo=st.booleans(), move_first=st.booleans())  # fmt: skip
    def serve(self, items: list[str], owed: int, wait: int, undo: bool, move_first: bool) -> None:
        """A citizen with some items, perhaps with a slip that is taken back."""
        self.story.serving(1, *items)
        promised = (date.fromisoformat(self.story.hall.day) + timedelta(wait)).isoformat() if owed else ""
        outcomes = tuple(
            taken_in(item, owed=owed if item == LATER else 0, owed_by=promised if item == LATER else "")
            for item in items
        )
        links = tuple(f"r{len(self.story.journal)}-{place}" for place in range(len(items)))
        before = dict(self.known)
        self.press(c.FinishService(1, outcomes, links))
        fresh = [each for each in self.known if each not in before]
        if move_first and fresh:
            self.press(c.MoveMatter(fresh[0], Stage.REVIEWING, "Injury office"))
        if undo:
            undone = isinstance(self.press(c.Undo(1))[0], e.Undone)
            assert undone != bool(move_first and fresh)
            if undone:
                self.known = before
                self.press(c.FinishService(1, (), ()))

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), stage=st.sampled_from(Stage), holder=st.sampled_from(OFFICES),
          reason=st.sampled_from(("", "not signed")))  # fmt: skip
    def move(self, pick: int, stage: Stage, holder: str, reason: str) -> None:
        self.press(c.MoveMatter(list(self.known)[pick % len(self.known)], stage, holder, reason))

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99))
    def bring(self, pick: int) -> None:
        self.press(c.BringDocument(list(self.known)[pick % len(self.known)]))

    @rule(days=st.sampled_from((1, 1, 1, 3, 10, 40)))
    def next_day(self, days: int) -> None:
        """The hall opens again, some days later."""
        self.press(c.CloseDay())
        day = date.fromisoformat(self.story.hall.day) + timedelta(days)
        gone = {key: each for key, each in self.story.hall.matters.live.items() if is_past(each, day.isoformat())}
        assert all(each.stage not in RUNNING for each in gone.values())
        self.press(c.OpenDay(day.isoformat()), 3600)
        for each in gone:
            del self.known[each]
        self.story.open(1)

    @invariant()
    def none_is_lost(self) -> None:
        matters = self.story.hall.matters
        assert set(matters.live) == set(self.known) == set(matters.links.values())

    @invariant()
    def what_is_overdue_was_pushed_once(self) -> None:
        hall = self.story.hall
        assert not hall.matters.late
        for key, matter in hall.matters.live.items():
            overdue = countdown(matter, hall.day, hall.setup.rules) == Countdown.OVERDUE
            assert self.pushed.get(key, 0) == matter.level <= 1
            assert matter.level or not overdue

    def teardown(self) -> None:
        evidence = Evidence(live=self.story.hall, replayed=self.story.replayed())
        assert audit(self.story.journal, evidence) == []
        assert self.story.hall.twin() == self.story.hall


TestRandomMatters = RandomMatters.TestCase
TestRandomMatters.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
