"""Orders on the panel process's input."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.led.frame import clear, frame, paused
from display.led.order import BadOrder, Order, read_order

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["panel", "show", "number", "counter", "text"]), inner)
    ),
)


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_each_kind_of_order_becomes_its_frame() -> None:
    called = line(panel=3, show="ticket", number="A017", counter=2, flash=True)
    assert read_order(called) == Order(3, frame("A017", 2, 3, flash=True))
    assert read_order(line(panel=3, show="text", text="暂停服务")) == Order(3, paused("暂停服务", 3))
    assert read_order(line(panel=3, show="nothing")) == Order(3, clear(3))


def test_a_number_that_cannot_be_shown_whole_darkens_the_panel() -> None:
    assert read_order(line(panel=3, show="ticket", number="AAAA-00017", counter=2)) == Order(3, clear(3))


@pytest.mark.parametrize(
    "bad",
    [b"", b"{", b"[]", b"\xff", line(panel=0, show="nothing"), line(panel=True, show="nothing"), line(panel=3),
     line(panel=3, show="ticket", number=17, counter=1), line(panel=3, show="ticket", number="A1"), b"[" * 5000],
)  # fmt: skip
def test_a_line_that_is_no_order_is_refused(bad: bytes) -> None:
    with pytest.raises(BadOrder):
        read_order(bad)


@given(JSON)
def test_whatever_comes_in_is_an_order_or_refused(anything: object) -> None:
    try:
        order = read_order(json.dumps(anything).encode())
    except BadOrder:
        return
    assert 1 <= order.panel <= 254
    assert order.frame.startswith(b"\x02%02X" % order.panel)
