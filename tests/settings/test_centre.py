"""``[place]`` and ``[centre]`` of a hall's file."""

import pytest

from hub.core.catalogue import Level
from hub.core.hall_card import hall_card
from hub.settings.loading import read_settings
from hub.settings.mistakes import SettingsError
from tests.settings.test_settings import SMALL

PLACE = """
[place]
level = "township"
address = { zh = "路1号", en = "1 Road" }
phone = "+86 21 12345"
latitude = 31.5
longitude = 121.25
remote = true
"""
WITH_WEB = SMALL.replace("port = 0", 'port = 0\npublic_url = "https://hall.example/"', 1)
KEY = "0123456789abcdef"


def test_a_place_reaches_the_card() -> None:
    card = hall_card(read_settings(WITH_WEB + PLACE).setup)
    assert (card.level, card.latitude, card.longitude, card.remote) == (Level.TOWNSHIP, 31.5, 121.25, True)
    assert card.address["en"] == "1 Road"
    assert card.url == "https://hall.example"


def test_everyday_words_of_an_item_reach_the_card() -> None:
    text = SMALL.replace("mean_s = 300", 'also = ["社保卡", "insurance card"]', 1)
    card, transfer = hall_card(read_settings(text).setup).items
    assert (card.also, transfer.also) == (("社保卡", "insurance card"), ())


def test_the_place_may_have_an_address_of_its_own() -> None:
    own = PLACE.replace("remote = true", 'remote = true\nurl = "https://far.example/hall"')
    assert hall_card(read_settings(WITH_WEB + own).setup).url == "https://far.example/hall"


def test_a_hall_without_an_address_gives_no_tickets_from_afar_and_still_starts() -> None:
    setup = read_settings(SMALL + PLACE).setup
    assert setup.place.remote
    assert not setup.afar_on
    assert not hall_card(setup).remote


@pytest.mark.parametrize(
    "key", ["most = 0", "hold_s = 30", "radius_m = 5", "code_s = 10", "per_address = 0", "far = 1"]
)
def test_the_rules_of_tickets_from_afar_have_bounds(key: str) -> None:
    with pytest.raises(SettingsError, match=r"afar\." + key.split()[0]):
        read_settings(f"{SMALL}\n[afar]\n{key}")


def test_a_hall_without_a_place_is_on_no_map_and_has_no_centre() -> None:
    settings = read_settings(SMALL)
    assert settings.setup.place.latitude is None
    assert settings.centre.url == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[place]\nlatitude = 91.0\nlongitude = 1.0", "place.latitude: is 91.0; expected -90 to 90"),
        ("[place]\nlatitude = 31.0", "place.longitude: is missing"),
        ("[place]\naddress = { zh = '路' }", "place.address"),
        ("[place]\nlevel = 'moon'", "place.level"),
        ("[place]\nurl = 'javascript:alert(1)'", "place.url: has the wrong form"),
        ("[place]\nphone = 'call me'", "place.phone: has the wrong form"),
        ("[centre]\nurl = 'nats://a:4222'", "centre.key: is missing"),
        (f"[centre]\nurl = 'http://a:4222'\nkey = '{KEY}'", "centre.url: has the wrong form"),
        (f"[centre]\nurl = 'tls://a:4222,nats://b:4222'\nkey = '{KEY}'", "centre.url: has the wrong form"),
        ("[centre]\nkey = 'x'", "centre.key: has the wrong form"),
        ("[centre]\nbytes_a_second = 10", "centre.bytes_a_second"),
    ],
)
def test_a_mistake_is_named(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings(f"{SMALL}\n{text}")
    assert told in str(raised.value)


@pytest.mark.parametrize("screen", ["board", "300.1.1.1", "10.0.0.0/99"])
def test_a_screen_is_an_address_or_a_network(screen: str) -> None:
    with pytest.raises(SettingsError, match=r"web\.screens\[0\]"):
        read_settings(SMALL.replace("port = 0", f'port = 0\nscreens = ["{screen}"]', 1))
