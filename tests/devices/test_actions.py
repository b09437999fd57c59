"""Actions of devices against a real broker and a real journal: each once, each answered, none forged."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hub.core import events as e
from hub.core.commands import Channel, CloseDay, OpenCounter, OpenDay, TakeTicket
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.journal.journal import SqliteJournal
from hub.service import JournalFailed
from tests.devices.hall import CARD, CLERK, PIN, WholeHall, whole_hall
from tests.devices.peers import HALL
from tests.devices.speaker import credential_of, speaker


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[WholeHall]:
    """A hall with counters 1 and 2 open and three people waiting."""
    async with whole_hall(tmp_path) as found:
        await busy(found)
        yield found


async def busy(hall: WholeHall) -> None:
    for number in (1, 2):
        await hall.do(OpenCounter(number, f"clerk-{number}"))
    for place in range(3):
        await hall.do(TakeTicket(("pension",), Channel.PHONE, f"link-{place}"))


async def dropped(hall: WholeHall, device: str, count: int) -> None:
    """Return once so many messages of the device have been counted as none."""
    await hall.until(lambda: row(hall, device)["bad"] == count)


async def test_a_resent_press_calls_nobody_twice(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    for _ in range(3):
        keypad.press("next", 1)
    first = await keypad.answer(1)
    keypad.heard.clear()
    keypad.press("next", 1, age_ms=2_000)
    assert await keypad.answer(1) == first
    assert first["ok"]
    assert len(hall.of(e.Called)) == 1


async def test_a_press_resent_after_the_hub_started_anew_calls_nobody_twice(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    keypad.press("next", 1)
    await keypad.answer(1)
    await hall.restart()
    keypad.heard.clear()
    await keypad.again()
    keypad.press("next", 1, age_ms=3_000)
    assert (await keypad.answer(1))["ok"]
    assert len(hall.of(e.Called)) == 1


async def test_an_action_of_days_ago_is_still_known(hall: WholeHall) -> None:
    dispenser = await speaker(hall, "dispenser-1")
    issue = {"items": ["pension"], "priority": "walk_in", "language": "en"}
    dispenser.say("issue", 1, issue)
    first = await dispenser.answer(1)
    for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
        await hall.do(CloseDay())
        await hall.do(OpenDay(day))
    assert "dispenser-1:1:1" not in hall.service.record.origins
    await hall.restart()
    dispenser.heard.clear()
    await dispenser.again()
    dispenser.say("issue", 1, issue)
    assert await dispenser.answer(1) == first
    assert len(hall.of(e.TicketTaken)) == 4
    assert dispenser.bodies("cmd") == []


async def test_a_press_that_is_too_old_is_refused_in_words(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    keypad.press("next", 1, age_ms=10_001)
    answer = await keypad.answer(1)
    assert (answer["ok"], answer["reason"], answer["text"]) == (False, "stale_press", "zh: stale_press")
    keypad.press("next", 2, age_ms=10_000)
    assert (await keypad.answer(2))["ok"]


async def test_a_press_on_an_older_picture_is_refused_and_the_picture_sent_again(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    seen = hall.service.record.counters[1].rev
    keypad.press("next", 1, seen=seen)
    assert (await keypad.answer(1))["ok"]
    keypad.press("finish", 2, seen=seen)
    assert (await keypad.answer(2))["reason"] == "changed_since_seen"
    desired = f"q1/{HALL}/d/keypad-1/desired"
    await keypad.until(
        lambda: Counter(raw for topic, raw, _ in keypad.heard if topic == desired).most_common()[0][1] == 2
    )


async def test_a_refused_action_hears_the_same_no_again(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    keypad.press("finish", 1)
    first = await keypad.answer(1)
    await hall.restart()
    await busy(hall)
    keypad.heard.clear()
    await keypad.again()
    keypad.press("finish", 1)
    assert await keypad.answer(1) == first
    assert first["reason"] == "nobody_called"


async def test_a_forged_press_changes_nothing_and_is_counted(hall: WholeHall, caplog: pytest.LogCaptureFixture) -> None:
    keypad = await speaker(hall, "keypad-1")
    for seq in (1, 2, 3):
        keypad.press("next", seq, forged_with=credential_of(hall, "keypad-2").key)
    await dropped(hall, "keypad-1", 3)
    assert hall.of(e.Called) == []
    assert keypad.bodies("ack") == []
    assert (
        sum("bad message of keypad-1" in line.message and line.levelname == "WARNING" for line in caplog.records) == 1
    )


def row(hall: WholeHall, device: str) -> dict[str, object]:
    return next(each for each in hall.devices.picture() if each["device"] == device)


async def test_a_press_recorded_at_one_counter_does_nothing_at_another(hall: WholeHall) -> None:
    first, second = await speaker(hall, "keypad-1"), await speaker(hall, "keypad-2")
    recorded = first.raw("press", 1, {"key": "next", "arg": "", "seen": None})
    second.connection.publish(second.topic("press"), recorded, retain=False)
    await dropped(hall, "keypad-2", 1)
    assert hall.of(e.Called) == []


async def test_a_press_of_an_earlier_start_does_nothing(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    keypad.press("help", 1, boot=2)
    await keypad.answer(1, boot=2)
    keypad.press("next", 7, boot=1)
    await dropped(hall, "keypad-1", 1)
    assert hall.of(e.Called) == []


async def test_a_press_that_the_broker_has_kept_does_nothing(hall: WholeHall) -> None:
    keypad = await speaker(hall, "keypad-1")
    press = keypad.raw("press", 1, {"key": "next", "arg": "", "seen": None})
    hall.devices.on_message(keypad.topic("press"), press, True)
    await dropped(hall, "keypad-1", 1)
    assert hall.of(e.Called) == []


@pytest.mark.parametrize(
    ("device", "type", "body"),
    [
        ("pad-1", "press", {"key": "next", "arg": "", "seen": None}),
        ("display-1", "issue", {"items": ["pension"], "priority": "walk_in", "language": "zh"}),
        ("keypad-1", "rating", {"leg": "20260302-A001.1", "score": 5, "reasons": []}),
        ("dispenser-1", "press", {"key": "next", "arg": "", "seen": None}),
    ],
)
async def test_nobody_says_what_is_not_of_its_role(
    hall: WholeHall, device: str, type: str, body: dict[str, object]
) -> None:
    before = len(hall.events)
    liar = await speaker(hall, device)
    liar.say(type, 1, body)
    await dropped(hall, device, 1)
    # A dispenser that signs in is lent numbers, whatever it says afterwards.
    assert {each.event.__class__ for each in hall.events[before:]} <= {e.NumbersLent}


async def test_wrong_cards_and_wrong_pins_count_together(tmp_path: Path) -> None:
    clock = [0]
    async with whole_hall(tmp_path, now_ms=lambda: clock[0]) as hall:
        keypad = await speaker(hall, "keypad-1")
        reasons = []
        for seq, arg in enumerate(("card:7", "1111", "card:7", "1111", "card:8", CARD), 1):
            keypad.press("open", seq, arg=arg)
            reasons.append((await keypad.answer(seq))["reason"])
        assert reasons == ["card_unknown", "pin_unknown", "card_unknown", "pin_unknown", "card_unknown", "pin_locked"]
        clock[0] += 30_000
        keypad.press("open", 7, arg=CARD)
        assert (await keypad.answer(7))["ok"]
        assert [each.clerk for each in hall.of(e.CounterOpened)] == [CLERK]


async def test_a_keypad_opens_its_counter_by_pin_and_waits_after_wrong_ones(tmp_path: Path) -> None:
    clock = [0]
    async with whole_hall(tmp_path, now_ms=lambda: clock[0]) as hall:
        keypad = await speaker(hall, "keypad-1")
        reasons = []
        for seq in range(1, 7):
            keypad.press("open", seq, arg=PIN if seq == 6 else "1111")
            reasons.append((await keypad.answer(seq))["reason"])
        assert reasons == ["pin_unknown"] * 5 + ["pin_locked"]
        clock[0] += 30_000
        keypad.press("open", 7, arg=PIN)
        assert (await keypad.answer(7))["ok"]
        assert [(each.counter, each.clerk) for each in hall.of(e.CounterOpened)] == [(1, CLERK)]
        assert PIN.encode() not in (tmp_path / "journal.db-wal").read_bytes()


async def test_a_pad_rates_only_what_was_served_at_its_counter(hall: WholeHall) -> None:
    keypad, pad, other = [await speaker(hall, name) for name in ("keypad-1", "pad-1", "pad-2")]
    for seq, key in enumerate(("next", "finish"), 1):
        keypad.press(key, seq)
        await keypad.answer(seq)
    [served] = hall.of(e.Served)
    rating = {"leg": served.leg, "score": 5, "reasons": []}
    other.say("rating", 1, rating)
    assert (await other.answer(1))["reason"] == "not_at_this_counter"
    pad.say("rating", 1, rating)
    assert (await pad.answer(1))["ok"]
    pad.say("rating", 2, rating)
    assert (await pad.answer(2))["reason"] == "already_rated"
    assert len(hall.of(e.Rated)) == 1


class Disk:
    """A journal whose disk can be full. Everything else is the real one's."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal
        self.full = False
        self.refused = 0
        self.on_refused: Callable[[], None] = lambda: None

    async def append(self, batch: list[Recorded]) -> None:
        if self.full:
            self.refused += 1
            self.on_refused()
            raise JournalFailed("disk full")
        await self._journal.append(batch)

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        return self._journal.read_after(seq, limit)

    def load(self) -> Hall | None:
        return self._journal.load()

    async def snapshot(self, hall: Hall) -> None:
        await self._journal.snapshot(hall)


async def test_what_the_disk_did_not_take_is_not_answered_until_it_does(tmp_path: Path) -> None:
    disks: list[Disk] = []

    def disk_of(journal: SqliteJournal) -> Disk:
        disks.append(Disk(journal))
        return disks[-1]

    async with whole_hall(tmp_path, disk_of=disk_of) as hall:
        await busy(hall)
        keypad = await speaker(hall, "keypad-1")
        disks[-1].full, disks[-1].on_refused = True, hall.wake
        keypad.press("next", 1)
        await hall.until(lambda: disks[-1].refused == 1)
        assert keypad.bodies("ack") == []
        disks[-1].full = False
        keypad.press("next", 1, age_ms=1_000)
        assert (await keypad.answer(1))["ok"]
        assert len(hall.of(e.Called)) == 1
