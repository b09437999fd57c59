"""Addresses, delays and the backlog."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.backoff import delay_s
from hub.devices.address import Address, BadAddress, parse_address
from hub.devices.backlog import Backlog


def test_an_address_names_user_host_and_port() -> None:
    assert parse_address("mqtt://hub:s%40fe@10.0.0.9:2883") == Address("10.0.0.9", 2883, "hub", "s@fe")


def test_tls_is_its_own_scheme_with_its_own_port() -> None:
    assert parse_address("mqtts://hub:safe@broker") == Address("broker", 8883, "hub", "safe", tls=True)


@pytest.mark.parametrize(
    "url",
    ["", "broker", "http://u:p4ss@h", "mqtt://h:1883", "mqtt://u@h", "mqtt://u:p4ss@h:x", "mqtt://u:p4ss@h:99999", "mqtt://u:p4ss@h/x"],
)  # fmt: skip
def test_a_bad_address_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(BadAddress) as refused:
        parse_address(url)
    assert "p4ss" not in str(refused.value)


def test_an_address_does_not_show_its_password() -> None:
    assert "s3cret" not in repr(parse_address("mqtt://hub:s3cret@broker"))


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_delay_is_never_zero_and_never_above_its_bound(failures: int, chance: float) -> None:
    assert 0.05 <= delay_s(failures, 0.1, 5.0, chance) <= 5.0


def test_each_failure_doubles_the_delay() -> None:
    assert [delay_s(n, 0.1, 5.0, 1.0) for n in (1, 2, 3, 9)] == [0.1, 0.2, 0.4, 5.0]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.binary(max_size=2), st.booleans())))
def test_the_backlog_holds_the_newest_of_each_retained_topic(said: list[tuple[str, bytes, bool]]) -> None:
    backlog = Backlog(most=4)
    for topic, payload, retain in said:
        backlog.put(topic, payload, retain)
    kept = list(dict.fromkeys(t for t, _, retain in said if retain))[:4]
    newest = {topic: payload for topic, payload, retain in said if retain and topic in kept}
    assert dict(backlog.take()) == newest
    assert backlog.dropped == sum(1 for topic, _, retain in said if not retain or topic not in kept)
    assert backlog.take() == []
