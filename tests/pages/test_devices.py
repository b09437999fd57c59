"""The page of devices: how they are, and pairing with the digits that a device shows."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import expect

from hub.core.refused import Refused
from pairing import PATH
from pairing import Pairing as Device
from tests.pages.conftest import Visitors
from tests.pages.hall import ShownHall
from tests.pages.looks import contrast_faults, small_targets

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = {"desk": (1280, 800), "phone": (390, 844)}


def row(device: str, role: str, state: str = "ready", **more: Any) -> dict[str, Any]:
    """As `Presence.picture` tells of it."""
    return {
        "device": device, "role": role, "counter": None, "state": state, "alert": "", "age_ms": 4_000, "boot": 12,
        "firmware": "0.1.0", "hardware": "rp2", "health": {}, "dropped": 0, "bad": 0, "out": False, **more,
    }  # fmt: skip


def furnish(hall: ShownHall) -> None:
    """Devices of every kind and mood."""
    hall.devices += [
        row("dispenser-1", "dispenser", "alert", alert="paper_out"),
        row("keypad-1", "keypad", why="watchdog", restarts=2),
        row("keypad-2", "keypad", "never_started", age_ms=None, boot=0, firmware="", hardware=""),
        row("pad-1", "pad", "lost", age_ms=754_000),
        row("display-1", "counter_display", "issuing_offline", out=True),
    ]


def chance(size: int) -> bytes:
    """The same in every test."""
    return b"\x05" * size


def talk(hall: ShownHall, device: Device) -> Any:
    """One question of a device, past HTTP."""
    path, said = device.ask()
    desk = hall.pairing
    steps: dict[str, Callable[[], Any]] = {
        "hello": lambda: desk.hello((said["hardware"], said["role"], said["name"]), bytes.fromhex(said["commit"])),
        "reveal": lambda: desk.reveal(said["id"], bytes.fromhex(said["value"]), bytes.fromhex(said["nonce"])),
        "wait": lambda: desk.wait(said["id"]),
        "taken": lambda: desk.taken(said["id"], said["receipt"]),
    }
    try:
        return device.answered(200, steps[path.removeprefix(PATH)]())
    except Refused as no:
        return device.answered(409, {"reason": no.reason})


def showing_digits(hall: ShownHall, role: str) -> Device:
    device = Device(("rp2", role, "4f2a"), chance)
    talk(hall, device)
    talk(hall, device)
    assert device.digits
    return device


async def test_what_is_wrong_with_a_device_stands_out(hall: ShownHall, visit: Visitors) -> None:
    furnish(hall)
    page = await visit("/devices", user="supervisor")
    await expect(page.locator("tr.ill b")).to_have_text(["dispenser-1", "pad-1", "display-1"])
    keypad = page.locator("tr", has_text="keypad-1")
    await expect(keypad).to_contain_text("started anew by its watchdog · 2 quick restarts")
    await expect(page.locator("tr", has_text="dispenser-1")).to_contain_text("Out of paper")
    await expect(page.locator("tr", has_text="Evaluation pad")).to_contain_text("12 min ago")


async def test_a_device_is_paired_with_the_digits_that_it_shows(hall: ShownHall, visit: Visitors) -> None:
    furnish(hall)
    page = await visit("/devices", user="supervisor")
    await expect(page.locator("form")).to_have_count(0)
    await page.locator("[data-act=open]").click()
    await expect(page.locator(".clock")).to_have_text(re.compile(r"^(5:00|4:5\d)$"))
    device = showing_digits(hall, "keypad")
    await page.locator("input.digits").fill(f"{device.digits[:3]} {device.digits[3:]}")
    assert await page.locator("option").all_inner_texts() == [
        "Choose a name",
        "keypad-2",
        "keypad-1 (replaces the one in use)",
    ]
    await page.locator("select[name=device]").select_option("keypad-2")
    await page.locator("[data-act=confirm]").click()
    await expect(page.locator(".who .chip")).to_have_text("Getting its configuration as keypad-2")
    assert hall.given == [("keypad-2", "keypad")]
    assert talk(hall, device) == {"device": "keypad-2"}
    device.stored()
    talk(hall, device)
    await expect(page.locator(".who .chip")).to_have_text("Paired as keypad-2")


async def test_no_name_is_chosen_for_the_supervisor(hall: ShownHall, visit: Visitors) -> None:
    hall.devices.append(row("keypad-1", "keypad"))
    hall.pairing.open()
    device = showing_digits(hall, "keypad")
    page = await visit("/devices", user="supervisor")
    await page.locator("input.digits").fill(device.digits)
    assert await page.locator("select[name=device]").input_value() == ""
    await page.locator("[data-act=confirm]").click()
    assert await page.locator("select[name=device]").evaluate("each => each.matches(':invalid')")
    await expect(page.locator(".question")).to_have_count(0)
    assert hall.given == []


async def test_a_device_in_use_is_replaced_after_a_question_only(hall: ShownHall, visit: Visitors) -> None:
    hall.devices.append(row("keypad-1", "keypad"))
    hall.pairing.open()
    device = showing_digits(hall, "keypad")
    page = await visit("/devices", user="supervisor")
    await page.locator("input.digits").fill(device.digits)
    await page.locator("select[name=device]").select_option("keypad-1")
    await page.locator("[data-act=confirm]").click()
    await expect(page.locator(".question")).to_contain_text("Replace keypad-1 (now: Works)?")
    await page.locator(".question button", has_text="Cancel").click()
    await expect(page.locator(".question")).to_have_count(0)
    assert hall.given == []
    await page.locator("[data-act=confirm]").click()
    await page.locator("[data-act=sure]").click()
    await expect(page.locator(".who .chip")).to_have_text("Getting its configuration as keypad-1")
    assert hall.given == [("keypad-1", "keypad")]


async def test_another_choice_withdraws_the_question(hall: ShownHall, visit: Visitors) -> None:
    furnish(hall)
    hall.pairing.open()
    device = showing_digits(hall, "keypad")
    page = await visit("/devices", user="supervisor")
    await page.locator("input.digits").fill(device.digits)
    await page.locator("select[name=device]").select_option("keypad-1")
    await page.locator("[data-act=confirm]").click()
    await expect(page.locator(".question")).to_be_visible()
    await page.locator("select[name=device]").select_option("keypad-2")
    await expect(page.locator(".question")).to_have_count(0)
    await expect(page.locator("[data-act=confirm]")).to_be_enabled()


async def test_wrong_digits_are_said_and_counted(hall: ShownHall, visit: Visitors) -> None:
    furnish(hall)
    hall.pairing.open()
    device = showing_digits(hall, "dispenser")
    page = await visit("/devices", user="supervisor")
    wrong = f"{(int(device.digits) + 1) % 10**6:06d}"
    await page.locator("input.digits").fill(wrong)
    assert await page.locator("option").all_inner_texts() == [
        "Choose a name",
        "dispenser-2 (new)",
        "dispenser-1 (replaces the one in use)",
    ]
    await page.locator("select[name=device]").select_option("dispenser-2")
    for left in (2, 1):
        await page.locator("[data-act=confirm]").click()
        await expect(page.locator(".refusal")).to_contain_text(f"Tries left: {left}")
    await page.locator("[data-act=confirm]").click()
    await expect(page.locator(".who .chip")).to_have_text("Wrong digits")
    talk(hall, device)
    await expect(page.locator(".who")).to_have_count(0)
    await expect(page.locator(".refusal")).to_contain_text("Ticket dispenser 4f2a: The digits were wrong three times.")
    visit.mishaps = [each for each in visit.mishaps if "409" not in each]
    assert hall.given == []


async def test_the_window_closes_on_the_supervisor_s_word_and_by_itself(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/devices", user="supervisor")
    await page.locator("[data-act=open]").click()
    await page.locator("[data-act=close]").click()
    await expect(page.locator("[data-act=open]")).to_be_visible()
    assert hall.pairing.left_ms == 0
    await page.locator("[data-act=open]").click()
    await expect(page.locator("[data-act=close]")).to_be_visible()
    hall.clock.forward_s(301)
    await expect(page.locator("[data-act=open]")).to_be_visible()


async def test_the_page_is_reached_from_the_supervisor_s(hall: ShownHall, visit: Visitors) -> None:
    page = await visit("/supervisor", user="supervisor")
    await page.locator("a[href='/devices']").click()
    await expect(page.locator(".pairing")).to_be_visible()


async def test_a_clerk_sees_no_devices(hall: ShownHall, visit: Visitors) -> None:
    furnish(hall)
    page = await visit("/supervisor", user="supervisor")
    await page.close()
    page = await visit("/signin", user="clerk-2")
    await page.goto(f"{hall.url}/devices?lang=en")
    await expect(page.locator(".refusal")).to_contain_text("Your account may not do this.")
    assert await page.locator("table").count() == 0
    visit.mishaps = [each for each in visit.mishaps if "403" not in each]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_legible_while_a_device_asks(
    hall: ShownHall, visit: Visitors, lang: str, size: str
) -> None:
    furnish(hall)
    hall.pairing.open()
    showing_digits(hall, "keypad")
    page = await visit("/devices", user="supervisor", size=SIZES[size], lang=lang)
    await expect(page.locator("input.digits")).to_be_visible()
    for theme in ("light", "dark"):
        await page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert await contrast_faults(page) == []
    assert await small_targets(page, 44) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
