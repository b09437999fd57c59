"""The search of halls, as people type: pinyin, first letters, everyday words, abbreviations."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hub.centre.halls import HallNow
from hub.centre.web.catalogue import Catalogue
from hub.centre.web.search import fits, found, lines_of, searched, shortened, words_of
from hub.core.hall_card import HallCard, hall_card
from hub.settings import load_settings
from tests.centre.test_web import get
from tests.centre.world import CITY, ITEMS, TOWN, VILLAGE, CentreWorld

ALSO = ("社保卡", "plastic card")
SHIPPED = Path(__file__).parents[2] / "hub" / "halls"


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


CARD = searched(["居民身份证补领", "Replace an ID card", "身份证丢了", "lost card", "挂失"])


@pytest.mark.parametrize(
    "typed",
    [
        "id card lost", "lost my id card", "Card Lost", "i lost the card", "card replace", "身份证 丢", "丢 身份证", "挂失 身份证",
        "身份证 lost", "shenfenzheng lost", "居民证 丢", "丢 居民证", "sfz gs",
    ],
)  # fmt: skip
def test_several_words_find_a_thing_in_any_order_each_in_any_of_its_forms(typed: str) -> None:
    wanted = typed.casefold()
    assert fits(wanted, words_of(wanted), CARD)


@pytest.mark.parametrize("typed", ["id card found", "lost passport", "身份证 结婚", "丢 护照", "my", "my the"])
def test_a_word_that_nothing_says_finds_nothing(typed: str) -> None:
    assert not fits(typed, words_of(typed), CARD)


def test_fillers_are_left_out_beside_words_that_tell_something_and_are_syllables_otherwise() -> None:
    assert words_of("i lost my card") == ["lost", "card"]
    assert words_of("我 my 卡") == ["我", "卡"]
    assert words_of("an hui") == ["an", "hui"]
    assert words_of("card") == words_of("") == []


EVERYDAY = (
    "退休金",
    "挂失",
    "低保",
    "lost my card",
    "card lost",
    "丢 社保卡",
    "社保卡 丢",
    "retirement approval",
    "报销 住院",
    "工伤",
)


@pytest.mark.parametrize("typed", EVERYDAY)
def test_everyday_words_find_an_item_of_the_city_that_is_shipped(typed: str) -> None:
    card = hall_card(load_settings(SHIPPED / "city.toml").setup)
    found = Catalogue()
    found.follow(HallNow("city", card))
    assert found.named(typed)


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
    assert await halls_of(centre, "plastic card") == []
    say(centre, TOWN, ALSO)
    assert await halls_of(centre, "Plastic CARD") == ["city", "town", "village"]
    items = (await (await get(centre, "/api/v1/halls")).json())["items"]
    assert {each["code"]: each["also"] for each in items} == {"card": sorted(ALSO), "pension": [], "archive": []}
    say(centre, TOWN, ())
    assert await halls_of(centre, "plastic card") == []


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


@pytest.mark.parametrize(
    ("words", "halls"),
    [
        ("河东镇 社保卡", ["town"]), ("社保卡 河东镇", ["town"]), ("社会保障卡 村", ["village"]), ("hedong pension", ["town"]),
        ("pension township", ["town"]), ("hedong township pension entitlement", ["town"]), ("lscrs shebao", ["village"]),
        ("renmin road personnel file", ["city"]), ("my card at the village", ["village"]),
        ("village pension", []),  # The village has no such item.
        ("city card archive", []), ("town personnel pension", []),  # Words of two items are of none.
        ("town 12333", []), ("hedong bus", []), ("nowhere card", []),
    ],
)  # fmt: skip
async def test_a_hall_and_an_item_are_found_together(centre: CentreWorld, words: str, halls: list[str]) -> None:
    assert await halls_of(centre, words) == halls


async def test_several_words_find_a_hall_by_name_and_address(centre: CentreWorld) -> None:
    for words in ("hall service city", "renmin hall", "人社 市", "人民路 大厅"):
        assert await halls_of(centre, words) == ["city"], words
    assert await halls_of(centre, "hall nowhere") == []
