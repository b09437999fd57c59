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
KEY = "0123456789abcdef"


def test_a_place_reaches_the_card() -> None:
    card = hall_card(read_settings(SMALL + PLACE).setup)
    assert (card.level, card.latitude, card.longitude, card.remote) == (Level.TOWNSHIP, 31.5, 121.25, True)
    assert card.address["en"] == "1 Road"


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
