"""Every event reads back as it was, whatever words are in it."""

import dataclasses
import json
import math
import types
import typing
from enum import StrEnum
from pathlib import Path

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given, settings

from hub.core.events import EVENTS, CommandRefused, Event, HubStarted, Rated, type_name
from hub.core.hall import Hall
from hub.journal.chain import Head
from hub.journal.codec import (
    DEFAULTS,
    Unreadable,
    Unstorable,
    decode_event,
    decode_hall,
    encode_event,
    encode_hall,
    pack_state,
    to_recorded,
    to_rows,
)
from tests.journal.histories import SETUP, recorded

INT64 = st.integers(-(2**63), 2**63 - 1)
HOSTILE = st.text(st.characters(exclude_categories=("Cs",))) | st.sampled_from(
    ["", "\x00", "</script>", "=cmd()", "\u202e", "\x1b@", "'; DROP TABLE event; --", "#", "a#0", "号票", "\U0001f9d3"]
)
SIMPLE: dict[object, st.SearchStrategy[object]] = {
    str: HOSTILE, int: INT64, bool: st.booleans(), float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
}  # fmt: skip


def values(kind: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Any value of a type that an event may have."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*map(values, parts))
    if origin is dict:
        return st.dictionaries(values(parts[0]), values(parts[1]), max_size=3)
    if origin is tuple and parts[-1] is not Ellipsis:
        return st.tuples(*map(values, parts))
    assert origin is tuple, f"no strategy for {kind}"
    return st.lists(values(parts[0]), max_size=3).map(tuple)


@pytest.mark.parametrize("name", EVENTS)
@settings(max_examples=25, deadline=None)
@given(draw=st.data())
def test_every_kind_of_event_reads_back_equal(name: str, draw: st.DataObject) -> None:
    event = draw.draw(values(EVENTS[name]))
    assert type_name(event) == name
    assert decode_event(name, encode_event(event)) == event


@settings(max_examples=100, deadline=None)
@given(
    event=values(CommandRefused),
    origin=HOSTILE,
    day=HOSTILE,
    actor=HOSTILE,
    device=HOSTILE,
    mono=INT64,
    ok=st.booleans(),
)
def test_a_row_reads_back_as_the_event_at_its_place(
    event: Event, origin: str, day: str, actor: str, device: str, mono: int, ok: bool
) -> None:
    first = dataclasses.replace(
        recorded(1, event, origin), day=day, actor=actor, device=device, mono_ms=mono, clock_ok=ok, origin=origin
    )
    second = dataclasses.replace(first, seq=2)
    rows = to_rows([first, second], Head())
    assert [to_recorded(row) for row in rows] == [first, second]
    assert [row.key for row in rows] == [f"{origin}#0", f"{origin}#1"]


def test_what_is_usual_is_not_written() -> None:
    assert encode_event(Rated("l", 5)) == '{"leg":"l","score":5}'


def test_no_default_has_changed_since_rows_were_written_without_it() -> None:
    """Add what is new; whoever changes a line here changes what old journals say."""
    kept = json.loads((Path(__file__).parent / "fixtures" / "defaults.json").read_text())
    now = {
        name: {field: value for field, value in usual.items() if value is not dataclasses.MISSING}
        for name, usual in DEFAULTS.items()
    }
    assert json.loads(msgspec.json.encode(now)) == kept


def test_a_field_that_was_added_later_takes_its_default() -> None:
    assert decode_event("rated", '{"leg":"l","score":5}') == Rated("l", 5, ())
    assert decode_event("transferred", '{"leg":"a","counter":1,"new_leg":"b","items":[]}').front is False  # type: ignore[union-attr]


def test_a_row_of_an_unknown_kind_is_named() -> None:
    with pytest.raises(Unreadable, match="levitated"):
        decode_event("levitated", "{}")


@pytest.mark.parametrize(
    "event",
    [
        Rated("\ud800", 5),
        Rated("l", math.nan),  # type: ignore[arg-type]
        Rated("l", 5, ["slow"]),  # type: ignore[arg-type]
        HubStarted(1, "yes", True),  # type: ignore[arg-type]
        CommandRefused("x", "y", {1: "z"}),  # type: ignore[dict-item]
    ],
)
def test_what_would_not_read_back_equal_is_refused_before_it_is_written(event: Event) -> None:
    with pytest.raises(Unstorable):
        encode_event(event)


def test_an_origin_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(Unstorable):
        to_rows([recorded(1, Rated("l", 5), "\udcff")], Head())


def test_a_state_of_the_hall_reads_back_equal() -> None:
    hall = Hall(SETUP, seq=7, day="2026-01-02", waiting={"b": None, "a": None}, origins={"x": (1, 2)})
    again = decode_hall(pack_state(encode_hall(hall)))
    assert again == hall
    assert list(again.waiting) == ["b", "a"]


def test_a_state_that_would_not_read_back_is_refused() -> None:
    with pytest.raises(Unstorable):
        pack_state(encode_hall(Hall(SETUP, seq="seven")))  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [b"", b"junk", pack_state(encode_hall(Hall(SETUP)))[:-5]])
def test_a_damaged_state_is_told_from_a_whole_one(packed: bytes) -> None:
    with pytest.raises(Unreadable):
        decode_hall(packed)
