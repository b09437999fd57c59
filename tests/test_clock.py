"""Hall time never runs backwards and knows when it is a guess."""

from hub.clock import MADE_MS, FastClock, HallClock

NOW = MADE_MS + 1_000_000


class Machine:
    """A machine whose clocks a test sets."""

    def __init__(self, wall: int = NOW, confirmed: bool = True) -> None:
        self.wall_ms, self.mono_ms, self.confirmed = wall, 5_000, confirmed

    def clock(self, last_ms: int = 0, trusted: bool = False) -> HallClock:
        return HallClock(last_ms, trusted, lambda: self.wall_ms, lambda: self.mono_ms, lambda: self.confirmed)


def test_a_wall_clock_that_jumps_moves_nothing() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall_ms += 86_400_000
    machine.mono_ms += 250
    assert clock.hall_ms() == NOW + 250


def test_hall_time_is_never_behind_the_journal() -> None:
    clock = Machine(wall=1_000).clock(last_ms=NOW)
    assert clock.hall_ms() == NOW
    assert not clock.ok()


def test_a_clock_in_1970_is_not_believed_even_when_trusted() -> None:
    assert not Machine(wall=0).clock(trusted=True).ok()


def test_an_unconfirmed_clock_is_a_guess_unless_the_hall_trusts_it() -> None:
    assert not Machine(confirmed=False).clock().ok()
    assert Machine(confirmed=False).clock(trusted=True).ok()


def test_a_clock_that_becomes_right_jumps_forward_once_and_never_back() -> None:
    machine = Machine(wall=1_000)
    clock = machine.clock(last_ms=NOW)
    assert not clock.set_right()
    machine.wall_ms = NOW + 60_000
    assert clock.set_right()
    assert clock.ok()
    assert clock.hall_ms() == NOW + 60_000
    assert not clock.set_right()


def test_setting_right_a_clock_that_was_ahead_keeps_hall_time() -> None:
    machine = Machine(wall=NOW + 500_000, confirmed=False)
    clock = machine.clock()
    machine.wall_ms, machine.confirmed = NOW, True
    assert clock.set_right()
    assert clock.hall_ms() == NOW + 500_000


def test_a_fast_clock_runs_speed_times_as_fast() -> None:
    machine = Machine()
    clock = FastClock(1_000, 60, mono=lambda: machine.mono_ms)
    machine.mono_ms += 1_000
    assert clock.hall_ms() == 61_000
    assert clock.real_s(60_000) == 1.0
