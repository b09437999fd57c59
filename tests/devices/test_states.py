"""What devices are told: whole, true, within the wire's limits, and only when it has changed."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import commands as c
from hub.core.catalogue import CounterSetup, Item
from hub.core.forecast import forecast_hall
from hub.devices.acl import Role
from hub.devices.credentials import Registry
from hub.devices.menus import make_menu
from hub.devices.outward import Outward
from hub.devices.packs import Packs
from hub.devices.pictures import POOLS, display_body, keypad_body, queue_of
from hub.devices.pictures import board_body as board_of
from hub.devices.provisioning import ensure_all
from hub.devices.setup import DevicesSetup, no_pack
from hub.devices.throttle import Throttle
from tests.core.story import Story, setup
from tests.devices.peers import HALL
from wire.envelope import decode, encode, message
from wire.topics import parse

PLACE = DevicesSetup(HALL, Path())


class Service:
    """As much of the service as is read: the record and the time."""

    def __init__(self, story: Story) -> None:
        self.story = story

    @property
    def record(self) -> Any:
        return self.story.hall

    def now_ms(self) -> int:
        return self.story.now_ms


class Told:
    """An ``Outward`` over a story's hall; ``sent`` is what went out, verified."""

    def __init__(self, story: Story, folder: Path) -> None:
        self.story, self.up = story, True
        self.registry = Registry.open(folder / "devices.json")
        ensure_all(self.registry, story.hall.setup)
        self.raw: list[tuple[str, bytes]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.packs = Packs(no_pack, lambda: None)
        self.outward = Outward(
            Service(story), self.registry, PLACE, self._publish, lambda: self.up, self._spawn, self.packs
        )  # type: ignore[arg-type]

    def _publish(self, topic: str, payload: bytes, retain: bool) -> None:
        assert retain
        self.raw.append((topic, payload))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))

    def do(self, command: c.Command) -> dict[str, dict[str, Any]]:
        """Carry a command out; what was told at once: device (or kind) -> body."""
        self.raw.clear()
        before = len(self.story.journal)
        self.story.do(command)
        self.outward.tell(self.story.hall, self.story.journal[before:])
        return self.sent()

    def sent(self) -> dict[str, dict[str, Any]]:
        """The newest body of each place."""
        return {place: body["body"] for place, body in self.envelopes().items()}

    def envelopes(self) -> dict[str, dict[str, Any]]:
        found = {}
        for topic, payload in self.raw:
            _, device, kind = parse(topic)
            credential = self.registry.get(device or "")
            key = credential.key if credential else self.registry.hall_key
            found[f"{device}/{topic.split('/')[-1]}" if kind == "menu" else device or kind] = decode(
                topic, payload, key
            )
        return found


def hall_of(counters: int = 2) -> Story:
    return Story(replace(setup(counters=counters), hall=HALL))


@pytest.fixture
async def told(tmp_path: Path) -> Told:
    """A hall whose devices have been told everything."""
    found = Told(hall_of(), tmp_path)
    found.outward.publish_all()
    return found


async def test_at_first_everybody_is_told(told: Told) -> None:
    devices = {credential.device for credential in told.registry}
    assert set(told.sent()) == {*devices, "hub", "board", "dispenser-1/0"}


async def test_only_the_devices_of_a_changed_counter_are_told(told: Told) -> None:
    told.do(c.OpenCounter(1, "li"))
    told.raw.clear()
    sent = told.do(c.PauseCounter(1, "tea"))
    assert set(sent) == {"keypad-1", "display-1"}
    assert (sent["keypad-1"]["state"], sent["keypad-1"]["text"], sent["keypad-1"]["clerk"]) == ("paused", "tea", "li")
    assert sent["keypad-1"]["crev"] == told.story.hall.counters[1].rev


async def test_what_has_not_changed_is_not_told_again(told: Told) -> None:
    told.raw.clear()
    told.outward.refresh()
    assert told.sent() == {}


async def test_while_the_link_is_down_nothing_is_sent_and_then_all_of_it_and_the_newest(told: Told) -> None:
    told.up = False
    assert told.do(c.OpenCounter(1, "li")) == {}
    told.up = True
    told.outward.publish_all()
    assert told.sent()["keypad-1"]["state"] == "free"
    assert len(told.sent()) == len(list(told.registry)) + 3


async def test_a_state_that_is_published_again_is_the_very_same_and_a_changed_one_counts_up(told: Told) -> None:
    first, before = dict(told.raw), told.envelopes()["keypad-1"]
    told.raw.clear()
    told.outward.publish_all()
    topic = next(topic for topic in first if "keypad-1/" in topic)
    assert dict(told.raw)[topic] == first[topic]
    told.do(c.OpenCounter(1, "li"))
    after = told.envelopes()["keypad-1"]
    assert (after["boot"], before["boot"]) == (1, 1)
    assert after["seq"] > before["seq"]


async def test_a_new_epoch_signs_everything_anew(told: Told) -> None:
    told.do(c.StartHub(clock_ok=True, gap_known=True))
    assert {envelope["boot"] for envelope in told.envelopes().values()} == {2}
    assert len(told.envelopes()) == len(list(told.registry)) + 3


async def test_a_pad_asks_for_the_citizen_who_was_finished_by_the_next_call(told: Told) -> None:
    for link in ("a", "b"):
        told.do(c.TakeTicket(("pension",), c.Channel.PHONE, link))
    told.do(c.OpenCounter(1, "li"))
    told.do(c.CallNext(1))
    sent = told.do(c.CallNext(1))
    assert (sent["pad-1"]["ask"], sent["pad-1"]["number"]) == ("20200113-A001.1", "A001")
    assert told.do(c.Rate("20200113-A001.1", 5))["pad-1"]["ask"] is None


async def test_an_undone_finish_is_not_asked_about(told: Told) -> None:
    told.do(c.TakeTicket(("pension",), c.Channel.PHONE, "a"))
    told.do(c.OpenCounter(1, "li"))
    told.do(c.CallNext(1))
    assert told.do(c.FinishService(1))["pad-1"]["ask"]
    assert told.do(c.Undo(1))["pad-1"]["ask"] is None


async def test_a_held_number_is_on_the_keypad_that_holds_it(told: Told) -> None:
    told.do(c.TakeTicket(("pension",), c.Channel.PHONE, "a"))
    told.do(c.OpenCounter(1, "li"))
    told.do(c.CallNext(1))
    assert told.do(c.HoldTicket(1))["keypad-1"]["held"] == ["A001"]


async def test_a_new_device_is_told_and_a_revoked_one_is_not(told: Told) -> None:
    told.registry.ensure("keypad-9", Role.KEYPAD, 1)
    told.registry.revoke("pad-1")
    told.raw.clear()
    told.outward.key_changed()
    assert "keypad-9" in told.sent()
    assert "pad-1" not in told.sent()


def test_each_counter_counts_those_whom_it_may_serve() -> None:
    story = hall_of()
    story.open(1, 2, 3)
    for item in ("card", "pension", "card", "benefit"):
        story.take(item)
    queue = queue_of(story.hall, story.now_ms)
    assert queue.waiting == {1: 4, 2: 4, 3: 2}
    assert queue.first == {
        1: ["A001", "A002", "A003", "A004"],
        2: ["A001", "A002", "A003", "A004"],
        3: ["A001", "A003"],
    }


def test_items_of_the_same_counters_and_length_wait_alike() -> None:
    story = hall_of()
    alike = tuple(replace(item, mean_s=300) for item in story.hall.setup.items)
    story.hall.setup = replace(story.hall.setup, items=alike)
    menu = make_menu(story.hall)
    pool_of = {item["code"]: item["pool"] for page in menu.pages for item in page["items"]}
    assert pool_of == {"card": 0, "pension": 1, "benefit": 1}
    assert menu.pools == (("card",), ("pension",))


def test_short_business_waits_apart_from_long() -> None:
    story = hall_of()
    card, pension, benefit = story.hall.setup.items
    story.hall.setup = replace(story.hall.setup, items=(card, pension, replace(benefit, mean_s=pension.mean_s * 3)))
    menu = make_menu(story.hall)
    assert [item["pool"] for page in menu.pages for item in page["items"]] == [0, 1, 2]
    assert menu.pools == (("card",), ("pension",), ("benefit",))


def test_more_kinds_of_business_than_the_wire_takes_are_told_by_their_counters() -> None:
    story = hall_of()
    card = story.hall.setup.items[0]
    many = tuple(replace(card, code=f"card-{k}", mean_s=100 + k) for k in range(POOLS + 1))
    story.hall.setup = replace(story.hall.setup, items=many)
    menu = make_menu(story.hall)
    assert {item["pool"] for page in menu.pages for item in page["items"]} == {0}
    assert menu.pools == (("card-0",),)


def test_the_menu_s_revision_follows_from_its_content() -> None:
    story, other = hall_of(), hall_of(counters=5)
    assert make_menu(story.hall).revision == make_menu(hall_of().hall).revision
    story.hall.setup = replace(story.hall.setup, items=story.hall.setup.items[:2])
    assert make_menu(story.hall).revision != make_menu(other.hall).revision


hostile = st.text(max_size=200)


@settings(max_examples=8, deadline=None)
@given(words=st.lists(hostile, min_size=4, max_size=4), counters=st.integers(1, 90))
def test_whatever_a_hall_is_named_its_states_fit_the_wire(words: list[str], counters: int) -> None:
    plain = setup(counters=counters)
    texts = {"zh": words[0] * 3, "en": words[1]}
    items = tuple(Item(f"item-{n}", texts, "social", documents=(texts,) * 3) for n in range(120))
    places = tuple(CounterSetup(n, texts, direction=texts) for n in range(1, counters + 1))
    story = Story(replace(plain, hall=HALL, names=texts, items=items, counters=places, notices=(texts,)))
    story.do(c.OpenCounter(1, words[2]))
    story.do(c.PauseCounter(1, words[3]))
    for _ in range(3):
        story.take("item-7")
    queue = queue_of(story.hall, story.now_ms)
    bodies = [
        ("keypad", keypad_body(story.hall, 1, queue)),
        ("counter_display", display_body(story.hall, 1, queue)),
        *(("menu", page) for page in make_menu(story.hall).pages),
    ]
    for type, body in bodies:
        kind = "menu/0" if type == "menu" else "desired"
        encode(f"q1/{HALL}/d/{'x' * 32}/{kind}", b"key", message(type, "x" * 32, 2**31 - 1, 2**31 - 1, body))
    encode(
        f"q1/{HALL}/board",
        b"key",
        message("board", "hub", 2**31 - 1, 1, board_of(story.hall, forecast_hall(story.hall), 3)),
    )


async def test_a_throttle_acts_at_once_and_then_once_for_all_that_was_asked() -> None:
    acts: list[int] = []
    done = asyncio.Event()

    def act() -> None:
        acts.append(len(acts))
        if len(acts) == 2:
            done.set()

    tasks: list[asyncio.Task[None]] = []
    throttle = Throttle(0.02, act, lambda work: tasks.append(asyncio.ensure_future(work)))
    for _ in range(50):
        throttle.ask()
    assert acts == [0]
    async with asyncio.timeout(20):
        await done.wait()
    assert acts == [0, 1]
    await asyncio.gather(*tasks)
