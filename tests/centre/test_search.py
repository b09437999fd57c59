"""The search of halls, as people type: pinyin, first letters, everyday words, abbreviations."""

from dataclasses import replace

import msgspec
import pytest

from hub.centre.web.catalogue import Catalogue
from hub.centre.web.search import found, lines_of, searched, shortened
from hub.core.hall_card import HallCard
from tests.centre.test_web import get
from tests.centre.world import CITY, ITEMS, TOWN, VILLAGE, CentreWorld

ALSO = ("社保卡", "insurance card")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("社会保障卡申领", "shehuibaozhangka"), ("社会保障卡申领", "shbz"), ("社会保障卡申领", "she hui bao"), ("社保", "sb"),
        ("重庆银行", "chongqingyinhang"), ("重庆银行", "cqyh"), ("女儿", "nver"), ("第12大厅", "di12da"), ("第12大厅", "d12d"),
        ("City Hall", "city h"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_its_sound(name: str, typed: str) -> None:
    assert found(typed, searched([name]))


@pytest.mark.parametrize("typed", ["xyz", "shebei", "bs", "kashe"])
def test_another_sound_finds_nothing(typed: str) -> None:
    assert not found(typed, searched(["社会保障卡", "市厅"]))


def test_an_abbreviation_has_characters_of_one_name_in_their_order() -> None:
    lines = searched(["社会保障卡申领", "City Hall"])
    assert shortened("社保卡", lines)
    assert not shortened("卡社", lines)
    assert not shortened("ch", lines)


def test_a_name_of_many_double_readings_has_few_lines() -> None:
    assert len(lines_of("长" * 60)) <= 17


async def halls_of(centre: CentreWorld, words: str) -> list[str]:
    answer = await (await get(centre, f"/api/v1/halls?search={words}")).json()
    return [each["hall"] for each in answer["halls"]]


def say(centre: CentreWorld, card: HallCard, also: tuple[str, ...]) -> None:
    """A hall says everyday words for its first item."""
    first, *others = card.items
    centre.halls.change(card.hall, card=replace(card, items=(replace(first, also=also), *others)))


async def test_an_item_s_sound_line_and_abbreviation_find_the_halls_that_accept_it(centre: CentreWorld) -> None:
    everywhere = ["city", "town", "village"]
    for words in ("shebao", "sb", "社保", "社保卡", "shehuibaozhang", "Social Sec"):
        assert await halls_of(centre, words) == everywhere, words
    assert await halls_of(centre, "dangan") == await halls_of(centre, "档案") == ["city"]
    assert await halls_of(centre, "liushu") == await halls_of(centre, "lscrs") == ["village"]
    assert await halls_of(centre, "12333") == []


async def test_a_street_is_found_by_its_sound(centre: CentreWorld) -> None:
    centre.halls.change("town", card=replace(TOWN, address={"zh": "柳树街12号"}))
    for words in ("柳树街", "liushujie", "lsj", "liushu jie"):
        assert await halls_of(centre, words) == ["town"], words


async def test_an_everyday_word_of_one_hall_finds_the_item_in_all_and_goes_with_it(centre: CentreWorld) -> None:
    assert await halls_of(centre, "insurance card") == []
    say(centre, TOWN, ALSO)
    assert await halls_of(centre, "Insurance CARD") == ["city", "town", "village"]
    items = (await (await get(centre, "/api/v1/halls")).json())["items"]
    assert {each["code"]: each["also"] for each in items} == {"card": sorted(ALSO), "pension": [], "archive": []}
    say(centre, TOWN, ())
    assert await halls_of(centre, "insurance card") == []


async def test_a_card_that_says_what_it_likes_adds_a_few_short_words_only(centre: CentreWorld) -> None:
    say(centre, VILLAGE, ("x" * 41, "bad\nword", *(f"word{index}" for index in range(40))))
    (also,) = [each["also"] for each in catalogue_of(centre).shown() if each["code"] == "card"]
    assert also == sorted(f"word{index}" for index in range(14))


def catalogue_of(centre: CentreWorld) -> Catalogue:
    return centre.web.pictures.open_feed.catalogue


def test_a_card_of_a_hub_that_knows_no_everyday_words_is_read() -> None:
    plain = msgspec.to_builtins(CITY)
    for item in plain["items"]:
        del item["also"]
    assert msgspec.convert(plain, HallCard).items == ITEMS
