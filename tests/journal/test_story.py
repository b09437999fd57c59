"""A day told again: its steps, added up, are the hall as it was."""

from typing import Any

from hub.core import commands as c
from hub.journal.story import day_story
from tests.core.story import START_MS, Story, setup


def added_up(story: dict[str, Any], until_ms: int) -> dict[str, Any]:
    """As the page does it."""
    counters: dict[int, Any] = {}
    waiting: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for step in story["steps"]:
        if step["at_ms"] > until_ms:
            break
        counters |= {each["counter"]: each for each in step.get("counters", [])}
        for number in step.get("left", []):
            waiting.pop(number)
        waiting |= {each["number"]: each for each in step.get("joined", [])}
        rest |= {name: step[name] for name in ("open", "missed", "served", "help") if name in step}
    return {"counters": counters, "waiting": list(waiting), **rest}


def told(story: Story) -> dict[str, Any]:
    events = [each for each in story.journal if each.day]
    return day_story("2020-01-13", events, setup())


def test_the_steps_up_to_a_time_give_the_hall_at_that_time() -> None:
    story = Story()
    story.open(1)
    story.take()
    story.take()
    story.do(c.CallNext(1), after_s=60)
    story.do(c.AskForHelp(1), after_s=60)
    story.do(c.FinishService(1), after_s=60)
    again = told(story)
    early = added_up(again, START_MS)
    assert (early["waiting"], early["counters"][1]["state"]) == (["A001", "A002"], "free")
    middle = added_up(again, START_MS + 120_000)
    assert (middle["waiting"], middle["counters"][1]["number"], middle["help"]) == (["A002"], "A001", [1])
    late = added_up(again, START_MS + 180_000)
    assert (late["served"], late["counters"][1]["number"], late["open"]) == (1, "", True)


def test_a_transferred_ticket_leaves_and_waits_again_and_a_missed_one_is_counted() -> None:
    story = Story()
    story.serving(1)
    story.do(c.TransferTicket(1, to_items=("pension",)), after_s=30)
    story.do(c.CallNext(1), after_s=30)
    story.do(c.MissTicket(1), after_s=30)
    again = told(story)
    assert added_up(again, START_MS + 30_000)["waiting"] == ["A001"]
    assert added_up(again, START_MS + 90_000)["missed"] == 1


def test_what_began_on_an_earlier_day_stops_no_replay() -> None:
    story = Story()
    story.do(c.Complain(1))
    (complaint,) = story.hall.complaints
    story.do(c.CloseDay())
    story.do(c.OpenDay("2020-01-14"), after_s=86_400)
    story.do(c.AnswerComplaint(complaint, "done"))
    story.take()
    second = [each for each in story.journal if each.day == "2020-01-14"]
    assert added_up(day_story("2020-01-14", second, setup()), 2**60)["waiting"] == ["A001"]


def test_a_counter_that_was_taken_away_is_gone() -> None:
    story = Story()
    fewer = setup(2)
    story.do(c.Configure(fewer), after_s=60)
    last = added_up(told(story), 2**60)["counters"]
    assert {number: each["state"] for number, each in last.items()} == {
        1: "closed",
        2: "closed",
        3: "closed",
        4: "gone",
    }
