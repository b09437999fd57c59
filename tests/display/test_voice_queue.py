"""One line of calls for an area: nothing lost, nothing twice, nothing that is over, nothing old."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from display.voice.queue import YOUNG_MS, SpokenCall, VoiceQueue

A, B, C = (SpokenCall(f"A00{place}", place, 1, 1000 * place) for place in (1, 2, 3))


def again(call: SpokenCall, at_ms: int) -> SpokenCall:
    return replace(call, calls=call.calls + 1, at_ms=at_ms)


def said_by(line: VoiceQueue) -> list[SpokenCall]:
    """Say all that waits."""
    said = []
    while call := line.begin():
        said.append(call)
        line.end()
    return said


def test_calls_are_said_in_the_order_of_their_time_whatever_the_picture_s_order() -> None:
    line = VoiceQueue()
    line.see([C, A, B], 4000)
    assert said_by(line) == [A, B, C]


def test_one_call_is_said_at_a_time() -> None:
    line = VoiceQueue()
    line.see([A, B], 4000)
    assert line.begin() == A
    assert line.begin() is None
    line.end()
    assert line.begin() == B


def test_a_call_is_said_once_however_often_it_is_seen() -> None:
    line = VoiceQueue()
    for now_ms in (2000, 3000, 4000):
        line.see([A], now_ms)
    assert said_by(line) == [A]
    line.see([A], 5000)
    assert said_by(line) == []


def test_a_call_that_is_over_before_it_is_said_is_dropped() -> None:
    line = VoiceQueue()
    line.see([A, B], 3000)
    assert line.begin() == A
    line.see([A], 4000)
    line.end()
    assert line.begin() is None


def test_a_recall_waits_behind_what_is_being_said_and_what_was_called_before_it() -> None:
    line = VoiceQueue()
    line.see([A, B], 3000)
    assert line.begin() == A
    line.see([again(A, 4000), B], 4000)
    line.end()
    assert said_by(line) == [B, again(A, 4000)]


def test_a_recall_of_a_call_that_was_not_said_yet_takes_its_place_in_line() -> None:
    line = VoiceQueue()
    line.see([A, B, C], 4000)
    assert line.begin() == A
    line.see([A, C, again(B, 5000)], 5000)
    line.end()
    assert said_by(line) == [again(B, 5000), C]


def test_what_is_being_said_is_not_broken_off() -> None:
    line = VoiceQueue()
    line.see([A], 2000)
    line.begin()
    line.see([], 3000)
    assert line.saying == A


def test_what_is_old_when_it_is_first_seen_is_not_said() -> None:
    line = VoiceQueue()
    line.see([A, B], B.at_ms + YOUNG_MS)
    assert said_by(line) == [B]
    line.see([A, B], B.at_ms + 10 * YOUNG_MS)
    assert said_by(line) == []


def test_a_call_that_grew_old_in_line_is_still_said() -> None:
    line = VoiceQueue()
    line.see([A, B], 3000)
    line.begin()
    line.see([A, B], 3000 + 10 * YOUNG_MS)
    line.end()
    assert said_by(line) == [B]


class AnyHour(RuleBasedStateMachine):
    """Calls, recalls, ends and pictures in any order, and a player that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.line = VoiceQueue()
        self.now_ms = 0
        self.open: dict[int, SpokenCall] = {}
        self.shown: dict[int, SpokenCall] = {}
        self.said: list[SpokenCall] = []
        self.seen_young: list[SpokenCall] = []
        self.shown_ever: set[SpokenCall] = set()
        self.serial = 0

    @rule(ms=st.integers(0, 2 * YOUNG_MS))
    def time_goes_on(self, ms: int) -> None:
        self.now_ms += ms

    @rule(counter=st.integers(1, 4))
    def call(self, counter: int) -> None:
        self.serial += 1
        self.now_ms += 1
        self.open[counter] = SpokenCall(f"A{self.serial:03d}", counter, 1, self.now_ms)

    @precondition(lambda self: self.open)
    @rule(pick=st.randoms(use_true_random=False))
    def recall(self, pick) -> None:  # type: ignore[no-untyped-def]
        counter = pick.choice(sorted(self.open))
        self.now_ms += 1
        self.open[counter] = again(self.open[counter], self.now_ms)

    @precondition(lambda self: self.open)
    @rule(pick=st.randoms(use_true_random=False))
    def end_of_a_call(self, pick) -> None:  # type: ignore[no-untyped-def]
        del self.open[pick.choice(sorted(self.open))]

    @rule(mixed=st.randoms(use_true_random=False))
    def picture(self, mixed) -> None:  # type: ignore[no-untyped-def]
        calls = list(self.open.values())
        mixed.shuffle(calls)
        for call in calls:
            if call not in self.shown_ever and self.now_ms - call.at_ms <= YOUNG_MS:
                self.seen_young.append(call)
        self.shown, self.shown_ever = dict(self.open), self.shown_ever | set(calls)
        self.line.see(calls, self.now_ms)

    @rule()
    def player(self) -> None:
        if self.line.saying:
            self.line.end()
        elif call := self.line.begin():
            assert self.shown.get(call.counter) == call, "it was over"
            self.said.append(call)

    @invariant()
    def nothing_is_said_twice(self) -> None:
        assert len(set(self.said)) == len(self.said)

    @invariant()
    def only_what_was_young_when_it_was_first_seen_is_said(self) -> None:
        places = {call.place for call in self.seen_young}
        assert {call.place for call in self.said} <= places

    def teardown(self) -> None:
        """Whatever was seen young and is still open is said in the end, in the order of the first sight of its place."""
        self.line.end()
        self.said += said_by(self.line)
        last = {call.place: call for call in self.said}
        for call in self.seen_young:
            if self.shown.get(call.counter) == call:
                assert last.get(call.place) == call, "lost"


TestAnyHour = AnyHour.TestCase


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3 * YOUNG_MS)), max_size=12))
def test_the_line_is_never_longer_than_the_open_calls(steps: list[tuple[int, int]]) -> None:
    line, now_ms = VoiceQueue(), 0
    for counters, ms in steps:
        now_ms += ms
        calls = [SpokenCall(f"A{counter}", counter, 1, now_ms) for counter in range(1, counters + 1)]
        line.see(calls, now_ms)
        assert len(line) <= counters
