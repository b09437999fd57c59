"""Starts of a device that are too high or too low: what they may not do to whatever has its name next."""

import logging
from pathlib import Path

import pytest

from hub.core import events as e
from hub.core.commands import Channel, OpenCounter, TakeTicket
from hub.devices.boots import highest
from tests.devices.hall import whole_hall
from tests.devices.speaker import speaker
from tests.devices.test_actions import dropped


async def test_a_start_beyond_all_others_is_no_message(tmp_path: Path) -> None:
    async with whole_hall(tmp_path) as hall:
        await hall.do(OpenCounter(1, "li"))
        await hall.do(TakeTicket(("pension",), Channel.PHONE, "link-a"))
        keypad = await speaker(hall, "keypad-1")
        latest = highest(hall.service.now_ms())
        keypad.press("next", 1, boot=latest + 60)
        await dropped(hall, "keypad-1", 1)
        assert hall.devices.boot_of("keypad-1") < latest
        keypad.press("next", 1, boot=5)
        await hall.until_events(e.Called)


async def test_a_start_known_from_an_action_outlives_the_hub_and_a_lower_one_is_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with whole_hall(tmp_path) as hall:
        await hall.do(OpenCounter(1, "li"))
        await hall.do(TakeTicket(("pension",), Channel.PHONE, "link-a"))
        keypad = await speaker(hall, "keypad-1")
        keypad.press("next", 1, boot=40)
        await hall.until_events(e.Called)
        await hall.restart()
        assert hall.devices.boot_of("keypad-1") == 40
        await keypad.again()
        with caplog.at_level(logging.WARNING):
            keypad.press("next", 1, boot=39)
            keypad.press("next", 2, boot=39)
            await hall.until(lambda: hall.devices._actions.old["keypad-1"] == 2)
        assert [line for line in caplog.messages if "pair it again" in line] == [
            "keypad-1 acts in its start 39, but has been in start 40: not done; if it goes on, pair it again"
        ]
