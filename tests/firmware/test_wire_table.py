"""The wire table of the README tells every message and every remark of the source."""

from tools.documents.wire import wire_table_markdown
from wire.fields import named
from wire.messages import MESSAGES
from wire.topics import KINDS


def test_every_topic_type_and_field_is_in_the_table() -> None:
    text = wire_table_markdown()
    for kind in KINDS:
        assert f"/{kind}" in text
    for type, (_, fields) in MESSAGES.items():
        assert f"| `{type}`" in text
        for name, _ in named(fields):
            assert f"| `{name}` |" in text


def test_the_remarks_of_the_source_are_in_the_table() -> None:
    assert "calls of this ticket; each new one blinks" in wire_table_markdown()


def test_how_long_an_action_is_wanted_is_in_the_table() -> None:
    text = wire_table_markdown()
    assert "`press` (expires after 10 s for *next*, else 30 s)" in text
    assert "`rating` (never expires)" in text
