"""The offer of a better hall: strict on the wire, fresh or not at all, and only where it serves what was asked for."""

from dataclasses import replace

import pytest

from hub.core.better import FRESH_S, Better, Offer, as_plain, of_plain, offered

TOWN = Better(
    "town",
    {"zh": "镇所", "en": "Township office"},
    {"en": "8 Hedong Street"},
    16,
    "walk",
    120,
    300,
    1_767_580_200_000,
    ("card", "pension"),
    "17:00",
)


def test_an_offer_survives_the_wire() -> None:
    assert of_plain(as_plain(TOWN)) == TOWN


def test_a_centre_that_does_not_tell_closing_times_yet_is_understood() -> None:
    plain = as_plain(TOWN)
    del plain["closes"]
    assert of_plain(plain) == replace(TOWN, closes="")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"minutes": -1}, "minutes"), ({"p80_s": "300"}, "p80_s"), ({"names": ["x"]}, "names"), ({"how": "fly"}, "how"),
        ({"items": ["x"] * 201}, "items"), ({"names": {"en": "x" * 201}}, "names"), ({"more": 1}, "fields"), ({"hall": 7}, "hall"),
        ({"closes": "25:00"}, "closes"), ({"closes": None}, "closes"), ({"closes": "17:00 "}, "closes"),
    ],
)  # fmt: skip
def test_a_wrong_offer_is_refused_with_what_is_wrong(change: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        of_plain({**as_plain(TOWN), **change})


def test_an_offer_ends_when_the_centre_is_not_heard_any_more() -> None:
    now_s = [0.0]
    offer = Offer(lambda: now_s[0])
    assert offer.look() is None
    offer.hear(TOWN)
    now_s[0] = FRESH_S
    assert offer.look() == TOWN
    now_s[0] = FRESH_S + 1
    assert offer.look() is None
    offer.hear(None)
    assert offer.look() is None


def test_nobody_is_sent_to_a_hall_that_does_not_serve_the_errand() -> None:
    assert offered(TOWN, ("card", "archive"), 3600) is None
    assert offered(None, ("card",), 3600) is None
    found = offered(TOWN, ("card",), 3600)
    assert found is not None
    assert (found["wait"], found["closes"]) == ({"p50_s": 120, "p80_s": 300}, "17:00")


@pytest.mark.parametrize(
    ("p80_s", "is_told"), [(1561, True), (1560, True), (1501, True), (1500, False), (420, False), (None, False)]
)
def test_nobody_is_sent_away_to_save_less_than_five_of_the_minutes_that_the_page_shows(
    p80_s: int | None, is_told: bool
) -> None:
    assert (offered(TOWN, ("card",), p80_s) is not None) == is_told
