"""A malformed or hostile hall hurts nobody else."""

import asyncio
import zlib
from pathlib import Path

import msgspec
import nats.errors
import pytest

from hub.core.dispatch import as_plain
from hub.uplink import shapes
from tests.centre.rig import FakeHall, rig, until

BOMB = zlib.compress(b'{"epoch":1,"life":0,"events":[' + b" " * 50_000_000, 9)


def plain(seq: int = 1, **changes: object) -> dict[str, object]:
    return as_plain(FakeHall("bad").event(seq)) | changes


def run(*events: dict[str, object]) -> bytes:
    return msgspec.json.encode({"epoch": 1, "life": 0, "events": list(events)})


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "size"),
        (b"\x00\xff" * 100, "schema"),
        (b"{", "schema"),
        (b"{" * 20_000, "schema"),
        (b'{"epoch": 1}', "schema"),
        (run(plain()).replace(b'"epoch":1', b'"epoch":%d' % 10**30), "schema"),
        (run(plain()).replace(b'"epoch":1', b'"epoch":-1'), "schema"),
        (run(), "size"),
        (run(plain(seq=0)), "schema"),
        (run(plain(seq=2**60)), "schema"),
        (run(plain(hash="x" * 64)), "schema"),
        (run(plain(hash="00")), "schema"),
        (run(plain(type="x" * 65)), "schema"),
        (run(plain(items=["card"] * 17)), "schema"),
        (run(plain(score=6)), "schema"),
        (run(plain(reasons=["attitude"] * 17)), "schema"),
        (run(plain(legs=["x" * 65])), "schema"),
        (run(plain(new_leg=7)), "schema"),
        (run(plain(wait_s=-1)), "schema"),
        (run(plain(at_ms="soon")), "schema"),
        (run(plain(1), plain(3)), "schema"),
        (run(plain(hall="city")), "foreign"),
        (run(*(plain(seq) for seq in range(1, 258))), "size"),
        (BOMB, "size"),
        (zlib.compress(run(plain()))[:-9], "size"),
        (b"{" + b" " * shapes.MOST_BYTES, "size"),
    ],
)
def test_what_is_no_run_is_refused_by_name(payload: bytes, reason: str) -> None:
    with pytest.raises(shapes.BadMessage, match=r".+") as raised:
        shapes.read_run("bad", payload)
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("javascript:alert(1)", ""),
        (" https://a.example", ""),
        ("https://a.example/" + "x" * 300, ""),
        ("data:text/html,<script>alert(1)</script>", ""),
        ("https://a.example", "https://a.example"),
    ],
)
def test_an_address_that_is_no_web_address_does_not_get_into_a_card(url: str, kept: str) -> None:
    card = {"hall": "bad", "names": {}, "remote": True, "url": url}
    told = shapes.read_run("bad", run(plain(card=card))).events[0].card
    assert told is not None
    assert (told.remote, told.url) == (True, kept)


async def test_its_messages_are_counted_and_ended_while_others_go_on(tmp_path: Path) -> None:
    async with rig(tmp_path, "bad", "good") as centre:
        await centre.start_intake()
        bad = await centre.connect("bad", centre.keys.add("bad"))
        stream = bad.jetstream()
        for payload in (b"nonsense", run(plain(hall="good")), BOMB, b"\xff" * 59_000):
            await stream.publish(shapes.events_subject("bad"), payload)
        await bad.publish(shapes.now_subject("bad"), b"[1,2,3]")
        await bad.publish(shapes.ask_subject("bad"), b"what?")
        await centre.linked(FakeHall("good", last=200))
        await until(lambda: centre.stored("good") == 200)
        await until(lambda: (now := centre.halls.get("bad")) and {"schema", "foreign", "size"} <= set(now.refused))
        assert centre.stored("bad") == 0
        assert centre.halls.get("good").alarms == {}  # type: ignore[union-attr]
        await bad.close()


async def test_a_hall_that_floods_fills_its_own_share_alone(tmp_path: Path) -> None:
    async with rig(tmp_path, "bad", "good") as centre:
        await centre.start_intake()
        bad = await centre.connect("bad", centre.keys.add("bad"))
        stream = bad.jetstream()
        junk = [
            asyncio.ensure_future(stream.publish(shapes.events_subject("bad"), run(plain(seq))))
            for seq in range(5, 605)
        ]
        await asyncio.wait(junk)
        await centre.linked(FakeHall("good", last=100))
        await until(lambda: centre.stored("good") == 100)
        assert centre.stored("bad") == 0
        assert centre.halls.get("bad").refused["rate"] > 0  # type: ignore[union-attr]
        await bad.close()


async def test_nobody_speaks_or_listens_in_another_s_name(tmp_path: Path) -> None:
    async with rig(tmp_path, "bad", "good") as centre:
        await centre.start_intake()
        said: list[str] = []

        async def note(error: Exception) -> None:
            said.append(str(error).lower())

        bad = await nats.connect(
            f"nats://127.0.0.1:{centre.port}",
            user="bad",
            password=centre.keys.add("bad"),
            error_cb=note,
            allow_reconnect=False,
        )
        await bad.publish(shapes.events_subject("good"), run(plain(hall="good")))
        await bad.publish(shapes.now_subject("good"), b"[]")
        await bad.publish(shapes.ask_subject("good"), b"{}")
        await bad.publish("$JS.API.STREAM.DELETE.EVENTS", b"")
        await bad.subscribe(shapes.told_subject("good"))
        await bad.subscribe("_INBOX_good.>")
        await bad.subscribe("hall.>")
        await bad.flush()
        await until(lambda: len(said) == 7)
        assert all("permissions violation" in each for each in said)
        assert centre.halls.get("good") is None
        await bad.close()


async def test_a_wrong_key_lets_nobody_in(tmp_path: Path) -> None:
    async with rig(tmp_path, "good") as centre:
        with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
            await centre.connect("good", "wrong")
        with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
            await centre.connect("stranger", centre.keys.own())
