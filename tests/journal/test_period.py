"""The figures of a period: a small day made by hand, with answers worked out by hand."""

import asyncio
from contextlib import nullcontext
from dataclasses import replace

from hub.core import commands as c
from hub.journal.archive import Archive
from hub.journal.period import DayFigures, day_figures, period_report
from tests.core.story import Story, setup
from tests.fakes.archive import MemoryReader

FIRST, SECOND = "2020-01-13", "2020-01-14"


def small_day() -> Story:
    """09:00 in Shanghai; two counters, four tickets: two served, one never came, one left after 20 minutes.

    Service begins 20 s after a call: the walk.
    """
    story = Story()
    story.open(1, 2)
    story.take("card")
    story.take("pension")
    story.take("benefit")
    last = story.take("card")
    story.do(c.CallNext(1), after_s=60)  # A001 waited 60 s
    story.do(c.CallNext(2), after_s=60)  # A002 waited 120 s
    story.do(c.FinishService(1), after_s=180)  # counter 1 worked 240 s
    story.do(c.FinishService(2), after_s=300)  # counter 2 worked 480 s
    story.do(c.CallNext(1), after_s=60)  # A003 waited 660 s
    story.do(c.MissTicket(1), after_s=40)  # counter 1: 280 s
    story.do(c.CancelTicket(last, "citizen_left"), after_s=500)  # A004 waited 1200 s
    legs = list(story.hall.legs)
    story.do(c.Rate(legs[0], 5))
    story.do(c.Rate(legs[1], 2, ("long_wait",)))
    story.do(c.Complain(2))
    return story


def figures(story: Story) -> DayFigures:
    return day_figures(FIRST, story.journal, "Asia/Shanghai")


def test_a_small_day_has_the_figures_that_were_worked_out_by_hand() -> None:
    report = period_report([figures(small_day())], setup(), FIRST, FIRST)
    assert report["total"] == {
        "tickets": 4, "served": 2, "missed": 1, "cancelled": 1, "wait_p50_s": 120, "wait_p90_s": 1200,
        "over_15_min": 1, "service_mean_s": 340,
    }  # fmt: skip
    assert report["over"] is False
    assert [row["hour"] for row in report["hours"]] == [9]
    lines = {row["line"]: (row["tickets"], row["missed"], row["wait_p50_s"]) for row in report["lines"]}
    assert lines == {"social": (3, 0, 120), "job": (1, 1, 660)}
    assert [(row["counter"], row["worked_s"], row["served"], row["missed"]) for row in report["counters"]] == [
        (1, 280, 1, 1),
        (2, 480, 1, 0),
    ]
    assert (report["load_mean_s"], report["load_ratio"]) == (380, 480 / 380)
    ratings = report["ratings"]
    assert (ratings["rated"], ratings["rated_share"], ratings["score_mean"]) == (2, 1.0, 3.5)
    assert [(row["score"], row["count"], row["share"]) for row in ratings["levels"]][:1] == [(5, 1, 0.5)]
    assert ratings["low"] == [{"day": FIRST, "counter": 2, "score": 2, "reasons": ["long_wait"]}]
    assert ratings["reasons"] == [{"reason": "long_wait", "count": 1}]
    assert report["complaints"] == [{"counter": 2, "made": 1, "answered": 0}]


def test_percentiles_of_two_days_are_of_all_their_waits_and_not_means_of_days() -> None:
    day = figures(small_day())
    twice = period_report([day, day], setup(), FIRST, SECOND)
    assert (twice["total"]["tickets"], twice["total"]["wait_p50_s"], twice["load_mean_s"]) == (8, 120, 760)
    assert twice["load_ratio"] == 480 / 380
    assert len(twice["days"]) == 2


def test_a_period_without_days_divides_by_nothing() -> None:
    report = period_report([], setup(), FIRST, SECOND)
    assert (report["total"]["tickets"], report["total"]["wait_p50_s"], report["load_ratio"]) == (0, None, None)
    assert report["over"] is True
    assert [row["share"] for row in report["ratings"]["levels"]] == [None] * 5


def test_an_item_that_the_hall_no_longer_has_is_counted_in_no_line() -> None:
    later = setup()
    fewer = replace(later, items=later.items[:1])
    rows = period_report([figures(small_day())], fewer, FIRST, FIRST)["lines"]
    assert [(row["line"], row["tickets"]) for row in rows] == [("social", 2), ("job", 0), ("", 2)]


class Counting(MemoryReader):
    """Notes which days were read."""

    def __init__(self, story: Story, asked: list[str]) -> None:
        super().__init__(story.journal)
        self._asked = asked

    def day_events(self, day: str) -> list[object]:  # type: ignore[override]
        self._asked.append(day)
        return super().day_events(day)  # type: ignore[return-value]


async def test_a_day_that_is_over_is_read_once_and_the_newest_one_each_time() -> None:
    story, asked = small_day(), list[str]()
    story.do(c.CloseDay())
    story.do(c.OpenDay(SECOND), after_s=86_400)
    archive = Archive(lambda: nullcontext(Counting(story, asked)))
    first = await archive.report(setup(), FIRST, SECOND)
    story.do(c.Complain(1))
    again = await archive.report(setup(), FIRST, SECOND)
    assert asked == [FIRST, SECOND, SECOND]
    assert first["complaints"] != again["complaints"]
    assert await archive.days() == [FIRST, SECOND]
    archive.close()


async def test_a_report_is_made_beside_the_loop() -> None:
    story = small_day()
    archive = Archive(lambda: nullcontext(MemoryReader(story.journal)))
    asked = asyncio.ensure_future(archive.report(setup(), FIRST, FIRST))
    await asyncio.sleep(0)
    assert not asked.done()
    assert (await asked)["total"]["tickets"] == 4
    archive.close()
