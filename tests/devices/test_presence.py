"""Which devices are there: from messages in any order, with time passed in."""

from dataclasses import replace
from typing import Any

import pytest

from hub.devices.acl import Role
from hub.devices.credentials import make_credential
from hub.devices.envelopes import Envelope
from hub.devices.presence import SILENT_MS, Presence
from wire.messages import MESSAGES

PAD = make_credential("pad-1", Role.PAD, 1)


def said(type: str, boot: int, seq: int, **body: Any) -> Envelope:
    """A verified message of the pad."""
    whole = {"hardware": "rp2", "firmware": "1.2"} if type == "birth" else body
    return Envelope("pad-1", MESSAGES[type][0], type, boot, seq, whole, 0)


def will(boot: int) -> Envelope:
    return said("state", boot, 0, state="lost", code="")


def state(boot: int, seq: int, now: str = "ready", code: str = "") -> Envelope:
    return said("state", boot, seq, state=now, code=code)


@pytest.fixture
def presence() -> Presence:
    """A pad that started for the fifth time at 1,000 ms."""
    found = Presence()
    for envelope in (said("birth", 5, 1), state(5, 2)):
        found.take(envelope, 1_000)
    return found


def seen(presence: Presence, now_ms: int = 1_000) -> dict[str, Any]:
    return presence.picture([PAD], now_ms)[0]


def test_a_device_that_never_spoke_has_never_started_and_one_that_did_is_missed() -> None:
    assert seen(Presence())["state"] == "never_started"
    assert seen(Presence())["age_ms"] is None
    assert Presence().picture([replace(PAD, heard=True)], 1_000)[0]["state"] == "never_seen"


def test_a_birth_tells_what_a_device_is(presence: Presence) -> None:
    row = seen(presence, 3_500)
    assert (row["state"], row["boot"], row["firmware"], row["hardware"]) == ("ready", 5, "1.2", "rp2")
    assert (row["role"], row["counter"], row["age_ms"]) == ("pad", 1, 2_500)


def test_a_late_will_of_an_earlier_start_is_ignored(presence: Presence) -> None:
    presence.take(will(4), 2_000)
    assert seen(presence)["state"] == "ready"


def test_a_will_of_the_present_start_means_lost_until_the_next_heartbeat(presence: Presence) -> None:
    presence.take(will(5), 2_000)
    assert seen(presence)["state"] == "lost"
    presence.take(said("tele", 5, 3, heap_free=1), 9_000)
    assert seen(presence)["state"] == "ready"


def test_a_recorded_heartbeat_brings_nobody_back(presence: Presence) -> None:
    heartbeat = said("tele", 5, 3, heap_free=1)
    presence.take(heartbeat, 2_000)
    presence.take(will(5), 3_000)
    presence.take(heartbeat, 4_000)
    assert seen(presence)["state"] == "lost"


def test_what_the_broker_had_stored_brings_nobody_back(presence: Presence) -> None:
    presence.take(will(6), 2_000)
    presence.take(said("birth", 6, 1), 3_000, retain=True)
    assert seen(presence)["state"] == "lost"
    assert presence.boot_of("pad-1") == 6


def test_a_new_start_ends_the_alarm_of_the_one_before(presence: Presence) -> None:
    presence.take(state(5, 3, "alert", "paper_out"), 2_000)
    assert (seen(presence)["state"], seen(presence)["alert"]) == ("alert", "paper_out")
    presence.take(said("birth", 6, 1), 3_000)
    assert (seen(presence)["state"], seen(presence)["alert"]) == ("ready", "")


def test_an_older_state_does_not_replace_a_newer_one(presence: Presence) -> None:
    presence.take(state(5, 4, "alert", "cover_open"), 2_000)
    presence.take(state(5, 3), 2_001)
    assert seen(presence)["alert"] == "cover_open"


def test_silence_means_lost(presence: Presence) -> None:
    presence.tick(1_000 + SILENT_MS)
    assert seen(presence)["state"] == "ready"
    presence.tick(1_001 + SILENT_MS)
    assert seen(presence)["state"] == "lost"
