"""The snapshot of a hall: true, and short enough for any line."""

import json
from dataclasses import replace

import pytest

from hub.core import commands as c
from hub.core.hall_card import hall_card
from hub.core.kinds import MOST_KINDS, kinds_of
from hub.core.outlook import Outlook, Outlooks, ticket_kind
from hub.core.standing import Standing, as_values, of_values, standing
from tests.core.story import Story, setup

MOST_BYTES = 350
HEAD = "0123456789abcdef" * 4


def wire(told: Standing) -> bytes:
    return json.dumps(as_values(told), separators=(",", ":")).encode()


def test_it_tells_who_waits_and_how_long() -> None:
    story = Story(setup())
    story.open(1)
    story.serving(1)
    story.take("pension")
    story.now_ms += 1000 * 1000
    story.take("card")
    told = standing(story.hall, story.now_ms, HEAD, {"disk": 1})
    assert (told.waiting, told.longest_s, told.over_15, told.open, told.serving) == (2, 1000, 1, 1, 1)
    assert told.day == "2020-01-13"
    assert told.p80_s is not None
    assert told.p80_s > 0
    assert told.alarms == {"disk": 1}
    assert told.head == HEAD[:16]


def test_ratings_and_alarms_of_today() -> None:
    story = Story(setup())
    story.serving(1)
    story.do(c.FinishService(1))
    story.do(c.Rate(next(iter(story.hall.legs)), 2, ("attitude",)))
    story.do(c.AskForHelp(1))
    told = standing(story.hall, story.now_ms, HEAD, {})
    assert (told.ratings.n, told.ratings.sum, told.ratings.bad, told.served) == (1, 2, 1, 1)
    assert told.alarms == {"help": 1}


def test_the_biggest_hall_fits() -> None:
    story = Story(setup(counters=98))
    for number in range(1, 100):
        story.open(number)
    for _ in range(120):
        story.take("pension")
    alarms = dict.fromkeys(("disk", "device", "fenced", "printer", "help", "complaint"), 9999)
    told = standing(story.hall, story.now_ms + 86_400_000, HEAD, alarms)
    worst = as_values(told)
    worst[0], worst[1], worst[2] = "h" * 32, 999_999, 999_999_999
    worst[6:14] = [99, 99, 2000, 86_400, 86_400, 86_400, 2000, 9999]
    worst[16], worst[17] = 9999, [9999, 49_999, 9999]
    worst[20] = [86_400] * 2 * MOST_KINDS
    assert len(wire(of_values(worst))) <= MOST_BYTES


def test_it_reads_back_equal_and_passes_over_what_a_newer_hall_adds() -> None:
    told = standing(Story(setup()).hall, 1, HEAD, {"disk": 1})
    values = json.loads(wire(told))
    assert of_values(values) == told
    assert of_values([*values, "new"]) == told
    assert of_values(values[:5]) == Standing(*values[:5])


def test_items_that_wait_differently_are_told_apart() -> None:
    """Short business goes before long: a wait of everybody's would send people with long business to the wrong hall."""
    story = Story(setup())
    short, long = [
        replace(story.hall.setup.items[0], code=code, mean_s=mean_s) for code, mean_s in (("a", 120), ("b", 1200))
    ]
    story.hall.setup = replace(story.hall.setup, items=(short, long))
    assert kinds_of(story.hall.setup) == [0, 1]
    assert [item.kind for item in hall_card(story.hall.setup).items] == [0, 1]
    closed = standing(story.hall, story.now_ms, HEAD, {})
    assert closed.kinds_s == (None, None, None, None)
    story.open(1)
    found = {
        ticket_kind((code,), "walk_in"): Outlook(wait_s, 2 * wait_s) for code, wait_s in (("a", 100.0), ("b", 900.0))
    }
    story.hall.outlooks = Outlooks(story.hall.seq, story.hall.at_ms, {}, found)
    told = standing(story.hall, story.now_ms, HEAD, {})
    assert told.kinds_s == (100, 200, 900, 1800)
    assert of_values(json.loads(wire(told))) == told


def test_where_all_items_wait_alike_nothing_more_is_told() -> None:
    story = Story(setup())
    story.hall.setup = replace(
        story.hall.setup, items=tuple(replace(item, mean_s=300) for item in story.hall.setup.items[:1])
    )
    assert standing(story.hall, story.now_ms, HEAD, {}).kinds_s == ()


@pytest.mark.parametrize(
    ("index", "value"),
    [
        (0, 1),
        (1, -1),
        (2, "x"),
        (3, "x" * 33),
        (4, 1.5),
        (6, None),
        (17, [1, 2]),
        (18, {"": 1}),
        (19, 2),
        (20, [1.5, 2]),
        (20, [1] * 13),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(index: int, value: object) -> None:
    values = as_values(standing(Story(setup()).hall, 1, HEAD, {}))
    values[index] = value
    with pytest.raises(ValueError, match="of a standing is"):
        of_values(values)


@pytest.mark.parametrize("values", [None, [], {}, "x", [1, 2]])
def test_what_is_no_list_is_no_standing(values: object) -> None:
    with pytest.raises(ValueError, match="a standing is a list"):
        of_values(values)
