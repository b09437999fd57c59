"""What lessons change in a scene, and that few of them change nothing."""

from dataclasses import replace

import numpy as np
import pytest

from hub.core import commands as c
from hub.forecasting.facts import DayFacts
from hub.forecasting.learning import lessons_of
from hub.forecasting.lessons import LEAST_DAYS, NOTHING, Lessons, Stretch
from hub.forecasting.montecarlo import come, outlooks
from hub.forecasting.scene import Stream, scene_of
from tests.core.story import Story, setup
from tests.forecasting.days import FAST, arrived, day_of, given


def days(count: int) -> list[DayFacts]:
    """Every day 30 an hour come until noon and 60 in the next hour, a fifth with priority; services last 8 minutes, at ten 12."""
    hours = {9: 30, 10: 30, 11: 30, 12: 60}
    return [
        day_of(
            n,
            arrived=[
                arrived(hour, count * part // 5, kind) for hour, count in hours.items() for kind, part in (("walk_in", 4), (FAST, 1))
            ],
            given=[given(hour, 60, 720 if hour == 10 else 480) for hour in range(9, 17)],
        )
        for n in range(count)
    ]  # fmt: skip


def crowded() -> Story:
    """Monday, 9:30 in the hall; eight wait, two of them with priority."""
    story = Story(setup(counters=2))
    story.open(1)
    story.serving(1, "card")
    for number in range(8):
        story.take("card", priority=FAST if number % 4 == 0 else "walk_in")
    story.do(c.AskForHelp(1), after_s=1800)
    return story


def test_without_lessons_or_with_few_the_scene_is_as_it_was() -> None:
    story = crowded()
    plain = scene_of(story.hall, story.now_ms)
    few = lessons_of(days(LEAST_DAYS - 1))
    assert scene_of(story.hall, story.now_ms, None, few) == plain == scene_of(story.hall, story.now_ms, None, NOTHING)
    assert plain.paces == ()
    assert [each.then for each in plain.streams] == [()]


def test_arrivals_of_the_next_hours_are_those_of_other_days_at_today_s_level() -> None:
    story = crowded()
    (plain,) = scene_of(story.hall, story.now_ms).streams
    (stream,) = scene_of(story.hall, story.now_ms, None, lessons_of(days(20))).streams
    by_hour = {round(start_s): rate * 3600 for start_s, rate in stream.then}
    assert sorted(by_hour) == [1800, 5400, 9000, 12600, 16200]
    assert by_hour[9000] > 1.5 * by_hour[5400]
    assert by_hour[12600] < by_hour[5400] / 3  # nobody comes then, but for the share of what came today
    assert 3 < by_hour[1800] < plain.a_second * 3600 + 6


def test_a_class_that_comes_on_other_days_is_expected_before_its_first_citizen_of_today() -> None:
    story = Story(setup(counters=2))
    story.open(1)
    story.take("card")
    assert scene_of(story.hall, story.now_ms).streams == ()
    (stream,) = scene_of(story.hall, story.now_ms, None, lessons_of(days(20))).streams
    assert stream.a_second * 3600 == pytest.approx(6 * 20 / 23, rel=0.1)


def test_services_are_expected_as_in_this_hour_of_other_days_and_slower_in_a_slow_one() -> None:
    story = crowded()
    scene = scene_of(story.hall, story.now_ms, None, lessons_of(days(20)))
    assert scene.kinds[0].mean_s == pytest.approx(480, rel=0.05)
    assert list(scene.paces[0]) == pytest.approx([1800, 1.5], abs=0.05)
    assert scene.paces[1][1] == pytest.approx(1.0, abs=0.05)


def test_a_slow_hour_that_comes_makes_waits_longer() -> None:
    story = crowded()
    scene = replace(scene_of(story.hall, story.now_ms), streams=())
    last = scene.waiting[-1].leg
    slower = outlooks(replace(scene, paces=((600.0, 2.0),)), 1).legs[last].p50_s or 0.0
    assert slower > 1.3 * (outlooks(scene, 1).legs[last].p50_s or 0.0)


def test_citizens_of_a_stream_come_at_the_rate_of_each_hour() -> None:
    stream = Stream(0, 3.0, 1, 1 / 60, ((600.0, 0.0), (1200.0, 1 / 30)))
    times = come(stream, np.array([[5.0, 10.0, 11.0, 30.0]]))
    assert times.tolist() == [[300.0, 1200.0, 1230.0, 1800.0]]
    assert come(replace(stream, then=()), np.array([[5.0]])).tolist() == [[300.0]]
    assert come(replace(stream, then=((600.0, 0.0),)), np.array([[11.0]])).tolist() == [[np.inf]]


def test_a_promise_is_stretched_by_hour_and_item_and_a_waiting_ticket_keeps_its_own() -> None:
    story = crowded()
    lessons = Lessons("2020-01-10", 20, p50=Stretch(1.0, {9: 1.5}, {"card": 1.2}), p80=Stretch(1.1))
    asked = outlooks(scene_of(story.hall, story.now_ms, None, lessons), 1).asked["walk_in:card"]
    assert [asked.stretch50, asked.stretch80] == pytest.approx([1.8, 1.1])
    story.hall.outlooks = outlooks(scene_of(story.hall, story.now_ms, None, lessons), 1)
    ticket = story.hall.tickets[story.take("card")]
    assert (ticket.p50_s or 0) > 1.6 * (ticket.base50_s or 0)
    later = outlooks(scene_of(story.hall, story.now_ms), 1)
    assert later.legs[ticket.legs[0]].stretch50 == pytest.approx(1.8, abs=0.01)
    assert later.asked["walk_in:card"].stretch50 == 1.0
