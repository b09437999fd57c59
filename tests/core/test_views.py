"""Pictures of a hall: whole, true, in plain JSON, and without what people must not see."""

import json

import pytest

from hub.core import commands as c
from hub.core import views
from tests.core.story import START_MS, Story, setup


def busy() -> Story:
    """One citizen called, one served and rated, one held, one missed, three waiting."""
    story = Story(setup())
    rated = story.serving(1, "card")
    story.do(c.FinishService(1), after_s=60)
    story.do(c.Rate(f"{rated}.1", 1, ("attitude",)))
    story.serving(1, "card")
    story.do(c.HoldTicket(1))
    story.take("card")
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    story.take("pension", priority="priority")
    story.do(c.CallNext(1), after_s=60)
    for item in ("pension", "card", "benefit"):
        story.take(item)
    return story


def test_every_picture_is_plain_json() -> None:
    story = busy()
    hall, now_ms = story.hall, story.now_ms
    pictures = [
        views.board(hall, now_ms),
        views.supervisor_picture(hall, now_ms),
        *(views.counter_picture(hall, number, now_ms) for number in hall.counters),
        *(views.ticket_picture(hall, ticket, now_ms) for ticket in hall.tickets.values()),
        *views.item_pictures(hall),
    ]
    for picture in pictures:
        assert json.loads(json.dumps(picture)) == picture


def test_a_picture_carries_its_epoch_revision_and_time() -> None:
    story = busy()
    hall = story.hall
    ticket = next(iter(hall.tickets.values()))
    for picture in (
        views.board(hall, story.now_ms),
        views.counter_picture(hall, 1, story.now_ms),
        views.ticket_picture(hall, ticket, story.now_ms),
        views.supervisor_picture(hall, story.now_ms),
    ):
        assert (picture["epoch"], picture["rev"], picture["at_ms"]) == (1, hall.seq, story.now_ms)


def test_the_board_shows_calls_counters_and_lines() -> None:
    board = views.board(busy().hall, START_MS + 120_000)
    assert (board["open"], board["day"], board["waiting"], board["next"]) == (
        True, "2020-01-13", 3, ["A005", "A006", "A007"],
    )  # fmt: skip
    assert board["calls"][0] == {
        "number": "A004", "counter": 1, "calls": 1, "at_ms": START_MS + 120_000, "state": "called", "language": "zh",
    }  # fmt: skip
    assert board["counters"][0] == {
        "counter": 1, "names": {"zh": "1", "en": "1"}, "state": "calling", "number": "A004", "calls": 1,
    }  # fmt: skip
    assert [(line["line"], line["waiting"]) for line in board["lines"]] == [("social", 2), ("job", 1)]


def test_a_board_says_of_nobody_what_they_have_come_for_and_the_desks_of_staff_do() -> None:
    story = busy()
    assert "items" not in json.dumps({**views.board(story.hall, story.now_ms), "lines": []})
    desks = views.supervisor_picture(story.hall, story.now_ms)["desks"]
    assert desks[0]["current"]["items"] == [{"code": "pension", "names": {"en": "pension", "zh": "pension"}}]


def test_who_came_back_is_no_longer_shown_as_called() -> None:
    story = Story()
    story.open(1)
    ticket = story.take()
    story.do(c.CallNext(1))
    story.do(c.MissTicket(1))
    assert [call["state"] for call in views.board(story.hall, story.now_ms)["calls"]] == ["missed"]
    story.do(c.ReturnTicket(ticket))
    assert views.board(story.hall, story.now_ms)["calls"] == []


def test_the_board_holds_no_more_calls_than_a_screen_and_each_ticket_once() -> None:
    story = Story()
    story.open(1)
    for _ in range(30):
        story.take()
        story.do(c.CallNext(1))
        story.do(c.Recall(1))
    calls = views.board(story.hall, story.now_ms)["calls"]
    assert [call["number"] for call in calls] == [f"A{30 - n:03d}" for n in range(views.LAST_CALLS)]


@pytest.mark.parametrize("word", ["priority", "attitude", "link-", "score"])
def test_the_public_board_says_nothing_about_people(word: str) -> None:
    assert word not in json.dumps(views.board(busy().hall, START_MS))


def test_a_clerk_never_sees_who_gave_which_rating() -> None:
    story = busy()
    story.do(c.FinishService(1))
    story.do(c.Rate("20200113-A004.1", 1, ("attitude",)))
    for picture in (views.counter_picture(story.hall, 1, story.now_ms), views.supervisor_picture(story.hall, START_MS)):
        assert "attitude" not in json.dumps(picture)
        assert "score" not in json.dumps(picture)


def test_the_clerk_sees_the_citizen_the_queue_and_the_held() -> None:
    story = busy()
    story.do(c.PauseCounter(1, "lunch"))
    picture = views.counter_picture(story.hall, 1, story.now_ms)
    assert (picture["state"], picture["clerk"], picture["pause_after"]) == ("calling", "clerk-1", "lunch")
    assert (picture["current"]["number"], picture["current"]["waited_s"]) == ("A004", 60)
    assert picture["current"]["why"] == "longest wait of 1 min among 1"
    assert [held["number"] for held in picture["held"]] == ["A002"]
    assert (picture["waiting"], picture["next"]) == (3, ["A005", "A006", "A007"])
    assert picture["undo_until_ms"] == story.now_ms + 10_000
    assert picture["crev"] == story.hall.counters[1].rev


def test_a_narrowed_counter_sees_its_own_queue() -> None:
    picture = views.counter_picture(busy().hall, 4, START_MS)
    assert (picture["waiting"], picture["next"]) == (1, ["A006"])


def test_the_next_of_the_clerk_s_picture_is_who_is_called() -> None:
    story = busy()
    story.do(c.FinishService(1))
    expected = views.counter_picture(story.hall, 1, story.now_ms)["next"][0]
    story.do(c.CallNext(1))
    assert views.counter_picture(story.hall, 1, story.now_ms)["current"]["number"] == expected


def test_the_citizen_sees_the_place_the_range_where_to_go_and_what_to_rate() -> None:
    story = Story()
    story.serving(1, "card")
    ticket = story.hall.tickets[story.take("pension")]
    waiting = views.ticket_picture(story.hall, ticket, story.now_ms)
    assert (waiting["state"], waiting["counter"], waiting["ahead"], waiting["rate"]) == ("waiting", None, 0, None)
    assert waiting["wait"]["p50_s"] < waiting["wait"]["p80_s"]
    story.do(c.CallNext(1))
    called = views.ticket_picture(story.hall, ticket, story.now_ms)
    assert (called["state"], called["counter"], called["calls"]) == ("called", 1, 1)
    story.do(c.FinishService(1))
    assert views.ticket_picture(story.hall, ticket, story.now_ms)["rate"] == f"{ticket.id}.1"
    story.do(c.Rate(f"{ticket.id}.1", 5))
    assert views.ticket_picture(story.hall, ticket, story.now_ms)["rate"] is None


def test_the_supervisor_sees_who_waits_too_long_who_is_away_and_what_was_not_printed() -> None:
    story = busy()
    story.do(c.ReportPrint("20200113-A005", c.PrintStatus.DOUBTFUL, "cable"), after_s=1800)
    story.do(c.ReportPrint("20200113-A006", c.PrintStatus.PRINTED))
    picture = views.supervisor_picture(story.hall, story.now_ms + 1000)
    assert [(each["ticket"][-4:], each["over_limit"]) for each in picture["queue"]] == [
        ("A005", True), ("A006", True), ("A007", True),
    ]  # fmt: skip
    assert [each["ticket"][-4:] for each in picture["missed"] + picture["held"]] == ["A003", "A002"]
    assert picture["unprinted"] == ["A005"]
    assert (picture["issued"], picture["at_work"], len(picture["desks"])) == (7, 1, 4)


def test_the_catalogue_comes_with_the_wait_of_each_item() -> None:
    story = Story()
    story.open(4)
    story.take("card")
    pictures = {picture["code"]: picture for picture in views.item_pictures(story.hall)}
    assert pictures["card"]["ahead"] == 1
    assert pictures["card"]["wait"]["p50_s"] is not None
    assert pictures["pension"]["wait"] == {"p50_s": None, "p80_s": None}


@pytest.mark.parametrize(("ratio", "told"), [(1.0, True), (100.0, False)])
def test_a_ticket_tells_whether_short_business_goes_before(ratio: float, told: bool) -> None:
    story = Story(setup(means_ratio=ratio))
    ticket = story.hall.tickets[story.take("card")]
    assert views.ticket_picture(story.hall, ticket, story.now_ms)["short_first"] is told
    assert views.short_first(story.hall) is told


def test_a_ticket_tells_how_many_counters_at_work_may_serve_it() -> None:
    story = Story(setup())
    ticket = story.take("card")

    def at_work() -> int:
        return int(views.ticket_picture(story.hall, story.hall.tickets[ticket], story.now_ms)["at_work"])

    assert at_work() == 0
    story.open(1, 2)
    assert at_work() == 2
    story.do(c.PauseCounter(2, "lunch"))
    assert at_work() == 1
    story.do(c.CloseCounter(1))
    assert at_work() == 0
