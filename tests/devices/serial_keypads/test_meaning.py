"""Frames become commands for the counter of their address, and for no other."""

import pytest

from hub.core import commands as c
from hub.devices.serial_keypads.frames import Frame
from hub.devices.serial_keypads.meaning import TYPED_MS, Desk, Wanted, actor_of, command_of, shown
from hub.devices.serial_keypads.presses import Presses
from hub.devices.serial_keypads.profile import load_profile
from tests.core.story import Story, setup

FF68 = load_profile("ff68")


def keys(*codes: int) -> Frame:
    return Frame(3, 0x01, bytes(codes))


def wanted(*frames: Frame, at_ms: int = 0) -> list[Wanted]:
    desk = Desk(FF68, 7)
    return [each for frame in frames for each in desk.take(frame, at_ms)]


PLAIN = {
    0x0C: c.CallNext(7),
    0x0D: c.Recall(7),
    0x0B: c.FinishService(7),
    0x0E: c.CloseCounter(7),
    0x11: c.MissTicket(7),
}


@pytest.mark.parametrize(("code", "command"), PLAIN.items())
def test_a_key_is_a_command_for_the_counter_of_its_address(code: int, command: c.Command) -> None:
    hall = Story(setup()).hall
    assert [command_of(each, hall) for each in wanted(keys(code))] == [command]


def test_digits_before_transfer_are_the_counter_in_one_frame_or_several() -> None:
    hall = Story(setup()).hall
    for frames in ((keys(1), keys(2), keys(0x13)), (keys(1, 2, 0x13),)):
        assert [command_of(each, hall) for each in wanted(*frames)] == [c.TransferTicket(7, to_counter=12)]
    assert [command_of(each, hall) for each in wanted(keys(0x13))] == [c.TransferTicket(7)]


def test_digits_are_forgotten_by_clear_by_another_key_and_by_time() -> None:
    assert wanted(keys(1), keys(0x0F), keys(0x13)) == [Wanted(7, "transfer")]
    assert wanted(keys(1), keys(0x0C), keys(0x13))[-1] == Wanted(7, "transfer")
    desk = Desk(FF68, 7)
    desk.take(keys(1), 0)
    assert desk.take(keys(0x13), TYPED_MS + 1) == [Wanted(7, "transfer")]


def test_the_pin_before_open_means_a_clerk() -> None:
    (open_it,) = wanted(keys(2, 4, 6, 8), keys(0x0A))
    assert open_it == Wanted(7, "open", "2468")
    assert command_of(open_it, Story(setup()).hall, "li") == c.OpenCounter(7, "li")


def test_what_the_profile_does_not_know_means_nothing() -> None:
    assert wanted(keys(0x7F), Frame(3, 0x55, b"\x0c"), Frame(3, 0x03, b"\x09"), Frame(3, 0x03, b"\x01\x02")) == []


def test_pause_resumes_a_paused_counter_and_a_rating_needs_somebody_served() -> None:
    story = Story(setup())
    story.do(c.OpenCounter(1, "li"))
    pause = Wanted(1, "pause_resume")
    assert command_of(pause, story.hall) == c.PauseCounter(1, "")
    story.do(c.PauseCounter(1, "break"))
    assert command_of(pause, story.hall) == c.ResumeCounter(1)
    assert command_of(Wanted(1, "rate", score=5), story.hall) is None


def test_a_clerk_presses_and_a_citizen_rates() -> None:
    story = Story(setup())
    story.do(c.OpenCounter(1, "li"))
    assert actor_of(Wanted(1, "next"), story.hall, "serial-a") == "li"
    assert actor_of(Wanted(2, "next"), story.hall, "serial-a") == "serial-a"
    assert actor_of(Wanted(1, "rate", score=5), story.hall, "serial-a") == "citizen"


def test_what_is_shown_has_its_width_whatever_it_is() -> None:
    assert shown(FF68, "A017", 12) == b"A017 012"
    assert shown(FF68, "", 1_000) == b"     999"
    assert shown(FF68, "号AA012", 0) == b" AA01000"


def test_copies_are_one_press_and_another_key_or_time_makes_a_new_one() -> None:
    presses = Presses(800)
    first = presses.new(keys(0x0C), [Wanted(7, "next")], 0)
    assert presses.again(keys(0x0C), 700) is first
    assert presses.again(keys(0x0C), 1_400) is first
    assert presses.again(keys(0x0D), 1_400) is None
    assert presses.again(keys(0x0C), 2_201) is None
    assert first.since_ms == 0


def test_a_rating_between_two_copies_of_a_key_makes_no_second_press() -> None:
    presses = Presses(800)
    finish = presses.new(keys(0x0B), [Wanted(7, "finish")], 0)
    presses.new(Frame(3, 0x03, b"\x01"), [Wanted(7, "rate", score=5)], 100)
    assert presses.again(keys(0x0B), 200) is finish


def test_a_frame_that_means_several_things_has_as_many_numbers() -> None:
    presses = Presses(800)
    assert presses.new(keys(1, 0x0C, 0x0D), [Wanted(7, "next"), Wanted(7, "recall")], 0).number == 1
    assert presses.new(keys(0x0B), [Wanted(7, "finish")], 10).number == 3
