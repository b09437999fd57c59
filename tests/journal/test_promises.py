"""What promises were worth: who counts, and who is undecided."""

from hub.core import commands as c
from hub.journal.period import DayFigures, day_figures, period_report
from hub.journal.promises import promise_report, promise_text
from tests.core.story import Story, setup


def figures(story: Story) -> DayFigures:
    return day_figures("2020-01-13", story.journal, "Asia/Shanghai")


def promised(story: Story, p50_s: int, p80_s: int) -> None:
    """Everybody who has a ticket was promised this."""
    for place, recorded in enumerate(story.journal):
        if hasattr(recorded.event, "p50_s"):
            changed = type(recorded.event)(**{
                **{name: getattr(recorded.event, name) for name in recorded.event.__slots__}, "p50_s": p50_s, "p80_s": p80_s,
            })  # fmt: skip
            story.journal[place] = type(recorded)(**{
                **{name: getattr(recorded, name) for name in recorded.__slots__}, "event": changed,
            })  # fmt: skip


def after_waits(*waits_s: int) -> Story:
    """One citizen after the other, each called after so many seconds."""
    story = Story()
    story.open(1)
    for wait_s in waits_s:
        story.take("card")
        story.do(c.CallNext(1), after_s=wait_s)
        story.do(c.FinishService(1), after_s=60)
    return story


def test_a_promise_is_kept_that_ends_within_its_range() -> None:
    story = after_waits(50, 100, 150, 250, 400)
    promised(story, 150, 300)
    total = promise_report(figures(story).stays, setup())["total"]
    assert total == {"promised": 5, "in_p50": 0.6, "in_p80": 0.8, "error_s": (100 + 50 + 0 + 100 + 250) / 5}


def test_whoever_leaves_early_is_undecided_and_late_was_promised_too_little() -> None:
    story = Story()
    early, late = story.take("card"), story.take("card")
    story.do(c.CancelTicket(early, "left"), after_s=100)
    story.do(c.CancelTicket(late, "left"), after_s=500)
    promised(story, 150, 300)
    total = promise_report(figures(story).stays, setup())["total"]
    assert (total["promised"], total["in_p80"]) == (1, 0.0)


def test_what_was_not_promised_counts_nowhere() -> None:
    story = Story()
    story.take("card")
    story.open(1)
    story.do(c.CallNext(1), after_s=60)
    assert promise_report(figures(story).stays, setup())["total"]["promised"] == 0


def test_hours_and_items_are_told_apart_in_the_period_s_report() -> None:
    story = after_waits(50, 100)
    story.take("pension")
    story.do(c.CallNext(1), after_s=3600)
    promised(story, 150, 300)
    found = period_report([figures(story)], setup(), "2020-01-13", "2020-01-13")["promises"]
    assert [(row["item"], row["promised"], row["in_p80"]) for row in found["items"]] == [
        ("card", 2, 1.0), ("pension", 1, 0.0)
    ]  # fmt: skip
    assert [row["hour"] for row in found["hours"]] == [9]
    assert promise_text(found).splitlines()[1].split() == ["all", "3", "67%", "67%", "20.0", "min"]
