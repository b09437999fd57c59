"""The page of virtual devices shows what they show, and presses what is pressed."""

import asyncio
import json
from typing import cast

import aiohttp

from tools.running.fleet import Fleet
from tools.running.shelf import Shelf
from tools.virtual.device import VirtualDevice


class RecordingDevice:
    """A device of the same shape that records its presses."""

    def __init__(self) -> None:
        self.display, self.lamps, self.printed = (
            ["A001", "等候3人"],
            {"next": "amber"},
            "号票\x1b@A001\n".encode("gb18030"),
        )
        self.buttons = ("next", "recall")
        self.on_change = None
        self.pressed: asyncio.Queue[str] = asyncio.Queue()

    async def press(self, button: str) -> None:
        self.pressed.put_nowait(button)


async def test_a_device_is_shown_whole_and_again_when_it_changes_and_its_keys_work() -> None:
    device = RecordingDevice()
    virtual = cast(VirtualDevice, device)
    shelf = Shelf(Fleet({"keypad-1": virtual}, {"keypad-1": ("keypad", 1)}))
    runner, address = await shelf.start()
    sending = asyncio.create_task(shelf.run())
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{address}live") as socket:
        (picture,) = json.loads((await socket.receive()).data)
        assert (picture["role"], picture["counter"], picture["display"]) == ("keypad", 1, ["A001", "等候3人"])
        assert "A001" in picture["paper"]
        for wanted in ({"device": "nobody", "button": "next"}, {"device": "keypad-1", "button": "self-destruct"}):
            await socket.send_json(wanted)
        await socket.send_json({"device": "keypad-1", "button": "next"})
        assert await device.pressed.get() == "next"
        device.display = ["A002"]
        assert virtual.on_change is not None
        virtual.on_change()
        (picture,) = json.loads((await socket.receive()).data)
        assert picture["display"] == ["A002"]
        async with session.get(address) as page:
            assert "shelf.js" in await page.text()
    sending.cancel()
    await runner.cleanup()
