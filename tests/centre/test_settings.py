"""A ``centre.toml``: every mistake is told with its line."""

import re

import pytest

from hub.centre.settings import CentreSettings, load_centre, read_centre
from hub.settings.mistakes import SettingsError


def test_a_centre_needs_no_file() -> None:
    assert load_centre(None) == CentreSettings()


def test_a_whole_file_is_read() -> None:
    text = """
name = "county"
level = "county"
[broker]
port = 0
[[nodes]]
id = "east"
names = { zh = "东", en = "East" }
level = "township"
[[halls]]
id = "village"
parent = "east"
[above]
url = "tls://city.example:4222"
key = "0123456789abcdef"
"""
    settings = read_centre(text)
    assert [(hall.id, hall.parent) for hall in settings.halls] == [("village", "east")]
    assert settings.nodes[0].names["en"] == "East"
    assert settings.above.bytes_a_second == 4000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nmae = 1", 'unknown key; expected perhaps "name"'),
        ("[[halls]]\nid = 'A B'", "halls[0].id: has the wrong form"),
        ("[[halls]]\nid = 'a'\nparent = 'b'", 'halls[0].parent: "b" is no node'),
        ("[[halls]]\nid = 'a'\n[[halls]]\nid = 'a'", "halls[1].id: a is there twice"),
        ("[[nodes]]\nid='a'\nnames={}\nlevel='city'\nparent='a'", "nodes[0].parent: a hangs below itself"),
        ("[above]\nurl = 'nats://a:1'", "above.key: is missing"),
        ("[[halls]]\nid = 'a'\nkey = 'short'", "halls[0].key: has the wrong form"),
        ("[web", "centre.toml:1: is no TOML"),
    ],
)
def test_a_mistake_is_named_with_its_key(text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)):
        read_centre(text)
