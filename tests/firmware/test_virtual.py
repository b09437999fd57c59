"""The real firmware in MicroPython, within 120 KB of heap, over a real broker."""

import base64
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from glyphs import Font
from tests.firmware.brokers import Broker
from tests.firmware.hub import HALL, TestHub, paired
from tests.firmware.peer import Peer
from tests.firmware.test_counter_display import desired as display_state
from tests.firmware.test_keypad import desired as keypad_state
from tests.firmware.test_pad import desired as pad_state
from tools.glyph_file import font_file, wanted
from tools.virtual import VirtualDevice
from tools.virtual.device import HEAP
from wire.menu import pages

CITY = Path(__file__).resolve().parents[2] / "hub" / "halls" / "city.toml"
Start = Callable[..., Awaitable[VirtualDevice]]


@pytest.fixture
async def hub(mosquitto: Broker) -> AsyncIterator[TestHub]:
    async with Peer(mosquitto.port) as peer:
        yield TestHub(peer)


@pytest.fixture
async def start(mosquitto: Broker, hub: TestHub, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a device of a role and waits for its birth."""
    async with AsyncExitStack() as stack:

        async def started(
            role: str, interpreter: str | None = None, heap: str = HEAP, **parts: object
        ) -> VirtualDevice:
            device = paired(mosquitto, tmp_path, role, interpreter, parts)
            device.heap = heap
            stack.push_async_callback(device.kill)
            await device.start()
            await hub.wait_for("birth")
            return device

        yield started


@pytest.mark.parametrize("interpreter", [None, sys.executable], ids=["micropython", "cpython"])
async def test_a_press_travels_to_the_hub_and_its_answer_back(
    hub: TestHub, start: Start, interpreter: str | None
) -> None:
    keypad = await start("keypad", interpreter)
    hub.acking = False
    hub.say("keypad-1", "desired", "keypad", keypad_state(crev=41, waiting=6))
    await keypad.wait_for(lambda: "6 waiting" in keypad.display)
    await keypad.press("next")
    await keypad.wait_for(lambda: keypad.lamps["next"] == "amber")
    press = await hub.wait_for("press")
    assert press["body"] == {"key": "next", "arg": "", "seen": 41}
    hub.ack(press)
    hub.say("keypad-1", "desired", "keypad", keypad_state(state="calling", crev=42, number="A017"))
    await keypad.wait_for(lambda: keypad.lamps["next"] == "green" and keypad.display[:1] == ["A017"])


async def test_an_unanswered_press_comes_again_under_its_name(hub: TestHub, start: Start) -> None:
    keypad = await start("keypad")
    hub.acking = False
    await keypad.press("help")
    again = await hub.wait_for("press", 2)
    first = hub.of("press")[0]
    assert (again["boot"], again["seq"], again["body"]) == (first["boot"], first["seq"], first["body"])
    assert again["age_ms"] >= 1_000


async def test_digits_of_the_matrix_make_a_transfer(hub: TestHub, start: Start) -> None:
    keypad = await start("keypad")
    hub.say("keypad-1", "desired", "keypad", keypad_state(state="serving", number="A001"))
    await keypad.wait_for(lambda: keypad.display[:1] == ["A001"])
    for button in ("1", "1", "2", "transfer"):
        await keypad.press(button)
    assert (await hub.wait_for("press"))["body"] == {"key": "transfer", "arg": "112", "seen": 7}


async def test_a_rating_survives_a_power_cut_until_it_is_answered(hub: TestHub, start: Start) -> None:
    pad = await start("pad")
    hub.acking = False
    ask = {"counter": 3, "ask": "leg-9", "number": "A017", "window_s": 60, "reasons": [], "text": {"en": "Hello"}}
    hub.say("pad-1", "desired", "pad", ask)
    await pad.wait_for(lambda: pad.lamps.get("prompt") == "green")
    await pad.press("5")
    first = await hub.wait_for("rating")
    await pad.kill()
    hub.heard.clear()
    await pad.start()
    again = await hub.wait_for("rating")
    assert again["body"] == first["body"] == {"leg": "leg-9", "score": 5, "reasons": []}
    assert again["boot"] > first["boot"]
    hub.ack(again)
    await pad.wait_for(lambda: pad.lamps["sent"] == "green")
    hub.heard.clear()
    await pad.restart()
    await hub.wait_for("tele")
    assert hub.of("rating") == []


async def test_a_call_blinks_and_a_silent_hub_is_told(hub: TestHub, start: Start) -> None:
    display = await start("counter_display")
    await display.wait_for(lambda: display.lamps.get("stale") == "amber")
    hub.beat()
    state = {"counter": 3, "state": "calling", "number": "A017", "calls": 1, "arrow": "left", "text": {}, "next": []}
    hub.say("counter-display-1", "desired", "counter_display", state)
    await display.wait_for(lambda: display.display[:1] == ["← A017"] and display.lamps["call"] == "green")
    await display.wait_for(lambda: display.display[:1] == [""] and display.lamps["stale"] == "off")
    hub.beat(online=False)
    await display.wait_for(lambda: display.lamps["stale"] == "amber")


def city_menu() -> list[dict[str, object]]:
    """120 items, as a county hall has them."""
    return [
        {
            "code": f"item-{n}",
            "names": {"zh": f"养老保险关系转移接续{n}", "en": f"Pension transfer {n}"},
            "line": "social",
            "documents": 2,
            "pool": 0,
        }
        for n in range(120)
    ]


async def open_dispenser(
    hub: TestHub, start: Start, items: list[dict[str, object]], heap: str = HEAP, **parts: object
) -> VirtualDevice:
    dispenser = await start("dispenser", heap=heap, **parts)
    bodies = pages(items, 1, HALL, "dispenser-1")
    for body in bodies:
        hub.say("dispenser-1", "menu", "menu", body, body["page"])
    state = {
        "open": True,
        "text": {},
        "languages": ["en", "zh"],
        "priorities": [{"code": "walk_in", "names": {}}],
        "waits": [{"ahead": 4, "p50_s": 300, "p80_s": 540}],
        "menu": 1,
        "pages": len(bodies),
    }
    hub.say("dispenser-1", "desired", "dispenser", state)
    await dispenser.wait_for(lambda: dispenser.display[:1] == ["Please choose a service"])
    given = {"ticket": "t-1", "number": "A017", "ahead": 4, "p50_s": 300, "p80_s": 540, "paper": True}
    hub.answer["issue"] = {"given": given}
    return dispenser


async def take_ticket(hub: TestHub, dispenser: VirtualDevice, paper: bytes, job: int) -> None:
    """Somebody chooses the first item, and the hub has it printed."""
    await dispenser.press("ok")
    await dispenser.wait_for(lambda: "Press OK for a ticket" in dispenser.display)
    await dispenser.press("ok")
    issue = await hub.wait_for("issue", job)
    await dispenser.wait_for(lambda: "Your number A017" in dispenser.display)
    command = {
        "id": job,
        "boot": issue["boot"],
        "do": "print",
        "ticket": "t-1",
        "seq": issue["seq"],
        "data": base64.b64encode(paper).decode(),
    }
    hub.say("dispenser-1", "cmd", "cmd", command)
    hub.say("dispenser-1", "cmd", "cmd", command)


async def test_a_ticket_is_chosen_given_and_printed_once(hub: TestHub, start: Start) -> None:
    dispenser = await open_dispenser(hub, start, city_menu()[:34])
    paper = b"\x1b@" + bytes(range(256)) * 20
    await take_ticket(hub, dispenser, paper, 1)
    printed = await hub.wait_for("printed")
    assert printed["body"] == {"job": 1, "ticket": "t-1", "status": "printed", "reason": ""}
    await hub.wait_for("done", 2)
    assert dispenser.printed == paper


async def test_a_printer_without_paper_is_told_and_prints_again_when_it_has_some(hub: TestHub, start: Start) -> None:
    dispenser = await open_dispenser(hub, start, city_menu()[:3])
    dispenser.printer.paper_out = True
    await take_ticket(hub, dispenser, b"first", 1)
    assert (await hub.wait_for("printed"))["body"]["reason"] == "paper_out"
    await dispenser.wait_for(lambda: dispenser.lamps["paper"] == "red")
    dispenser.printer.paper_out = False
    await dispenser.press("back")
    await take_ticket(hub, dispenser, b"second", 2)
    assert (await hub.wait_for("printed", 2))["body"]["status"] == "printed"
    assert dispenser.printed == b"second"


async def test_a_cable_pulled_while_printing_makes_the_ticket_doubtful(hub: TestHub, start: Start) -> None:
    dispenser = await open_dispenser(hub, start, city_menu()[:3])
    dispenser.printer.unplug_after = 100
    await take_ticket(hub, dispenser, b"x" * 300, 1)
    body = (await hub.wait_for("printed"))["body"]
    assert (body["status"], body["reason"]) == ("doubtful", "no_answer")


async def test_each_start_is_a_higher_boot_and_its_end_a_will(hub: TestHub, start: Start) -> None:
    keypad = await start("keypad")
    await keypad.kill()
    await hub.peer.wait_for(lambda: any(state["body"]["state"] == "lost" for state in hub.of("state")))
    assert [state["boot"] for state in hub.of("state") if state["body"]["state"] == "lost"] == [1]
    await keypad.start()
    assert (await hub.wait_for("birth", 2))["boot"] == 2


async def test_a_restart_command_restarts_once(hub: TestHub, start: Start) -> None:
    keypad = await start("keypad")
    command = {"id": 7, "boot": 1, "do": "restart", "ticket": "", "seq": None, "data": ""}
    hub.say("keypad-1", "cmd", "cmd", command)
    assert (await hub.wait_for("birth", 2))["boot"] == 2
    hub.say("keypad-1", "cmd", "cmd", command)
    await keypad.press("help")
    assert (await hub.wait_for("press"))["boot"] == 2
    assert keypad.starts == 2


async def test_a_device_is_back_after_the_broker_was_killed(hub: TestHub, start: Start, mosquitto: Broker) -> None:
    keypad = await start("keypad")
    await mosquitto.stop()
    await keypad.wait_for(lambda: "No network" in keypad.display)
    await mosquitto.start()
    await hub.wait_for("birth", 2)
    await keypad.press("help")
    assert (await hub.wait_for("press"))["boot"] == 1


async def test_a_keypad_in_half_the_words_of_a_board_calls(hub: TestHub, start: Start) -> None:
    keypad = await start("keypad", heap="128k")
    hub.say("keypad-1", "desired", "keypad", keypad_state())
    await keypad.wait_for(lambda: keypad.display[:1] == ["Ready"])
    await keypad.press("next")
    await keypad.wait_for(lambda: keypad.lamps["next"] == "green")


async def test_a_pad_in_half_the_words_of_a_board_rates(hub: TestHub, start: Start) -> None:
    pad = await start("pad", heap="128k")
    hub.say("pad-1", "desired", "pad", pad_state())
    await pad.wait_for(lambda: pad.lamps["prompt"] == "green")
    for button in ("1", "2", "ok"):
        await pad.press(button)
    assert (await hub.wait_for("rating"))["body"]["reasons"] == ["rude"]


async def test_a_display_in_half_the_words_of_a_board_shows_a_call(hub: TestHub, start: Start) -> None:
    display = await start("counter_display", heap="128k")
    hub.say("counter-display-1", "desired", "counter_display", display_state())
    await display.wait_for(lambda: display.display[:1] == ["← A017"] and display.lamps["call"] == "green")


async def test_the_menu_of_a_county_hall_fits_into_the_words_of_a_board(hub: TestHub, start: Start) -> None:
    dispenser = await open_dispenser(hub, start, city_menu())
    await dispenser.press("up")
    await dispenser.wait_for(lambda: any(line.endswith("Pension transfer 119") for line in dispenser.display))


async def test_a_menu_too_large_for_the_heap_is_told_and_kills_nothing(hub: TestHub, start: Start) -> None:
    dispenser = await start("dispenser", heap="176k")
    for body in pages(city_menu(), 1, HALL, "dispenser-1"):
        hub.say("dispenser-1", "menu", "menu", body, body["page"])
    await hub.peer.wait_for(lambda: any(state["body"]["code"] == "memory" for state in hub.of("state")))
    await hub.wait_for("tele", 2)
    assert dispenser.starts == 1


@pytest.mark.parametrize("reader", ["serial", "wiegand"])
async def test_a_card_on_the_reader_opens_the_counter(hub: TestHub, start: Start, reader: str) -> None:
    keypad = await start("keypad", card=reader, buzzer=True)
    hub.say("keypad-1", "desired", "keypad", keypad_state(state="closed"))
    await keypad.wait_for(lambda: keypad.display[:1] == ["Closed"])
    keypad.present(12883931)
    press = await hub.wait_for("press")
    assert press["body"] == {"key": "open", "arg": "card:12883931", "seen": 7}
    await keypad.wait_for(lambda: keypad.lamps["open"] == "green" and len(keypad.tones) >= 2)
    assert keypad.tones == [1_500, 2_200]


async def test_a_knob_moves_the_cursor_of_a_dispenser(hub: TestHub, start: Start) -> None:
    dispenser = await open_dispenser(hub, start, city_menu()[:6], keys="encoder")
    dispenser.turn(2)
    await dispenser.wait_for(
        lambda: any(line.startswith(">") and line.endswith("transfer 2") for line in dispenser.display)
    )
    dispenser.turn(-1)
    await dispenser.wait_for(
        lambda: any(line.startswith(">") and line.endswith("transfer 1") for line in dispenser.display)
    )


async def test_a_complaint_survives_a_power_cut_until_it_is_answered(hub: TestHub, start: Start) -> None:
    pad = await start("pad")
    hub.acking = False
    await pad.press("complaint")
    assert (await hub.wait_for("complaint"))["body"] == {"leg": None}
    await pad.kill()
    hub.heard.clear()
    await pad.start()
    again = await hub.wait_for("complaint")
    assert again["boot"] == 2
    hub.ack(again)
    await pad.wait_for(lambda: pad.lamps["sent"] == "green")


@pytest.mark.parametrize(("screen", "transfers"), [("ssd1306", 9), ("st7920", 65), ("max7219", 26), ("bar", 1)])
async def test_a_real_screen_is_driven_within_the_words_of_a_board(
    hub: TestHub, start: Start, screen: str, transfers: int
) -> None:
    display = await start("counter_display", screen=screen)
    hub.beat()
    hub.say("counter-display-1", "desired", "counter_display", display_state())
    await display.wait_for(lambda: display.lamps.get("call") == "green" and len(display.bus) >= transfers)
    assert display.starts == 1


async def test_a_county_hall_s_menu_and_its_font_fit_beside_a_real_screen(
    hub: TestHub, start: Start, tmp_path: Path
) -> None:
    font = font_file(wanted(CITY))
    (tmp_path / "dispenser-1").mkdir()
    (tmp_path / "dispenser-1" / "font.bin").write_bytes(font)
    dispenser = await start("dispenser", screen="ssd1306", keys="encoder", buzzer=True, speaker=True)
    bodies = pages(city_menu(), 1, HALL, "dispenser-1")
    for body in bodies:
        hub.say("dispenser-1", "menu", "menu", body, body["page"])
    state = {
        "open": True,
        "text": {},
        "languages": ["zh"],
        "priorities": [],
        "waits": [],
        "menu": 1,
        "pages": len(bodies),
    }
    hub.say("dispenser-1", "desired", "dispenser", state)
    glyphs = Font(io.BytesIO(font))
    head = b"".join(glyphs.bitmap(ord(letter))[:8] for letter in "Please choose a")
    await dispenser.wait_for(lambda: any(row[1:].startswith(head) for row in dispenser.bus))
    assert dispenser.starts == 1
