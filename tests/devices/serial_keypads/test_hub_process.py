"""A whole hub with a bus of keypads in its hall.toml: PIN, next, number on the keypad."""

import asyncio
from pathlib import Path

from hub.devices.serial_keypads.profile import load_profile
from tests.devices.serial_keypads.bus_peer import BusPeer
from tools.peers.hall import make_hall, open_hall, pin_of

KEY, SHOW, ANSWER = 0x01, 0x02, 0x81


async def test_a_hub_serves_the_keypads_of_its_hall_toml(tmp_path: Path) -> None:
    peer = BusPeer(tmp_path, load_profile("ff68").frame.layout())
    peer.plug()
    hall = make_hall(tmp_path / "hall", counters=2)
    with hall.hub.hall_file.open("a", encoding="utf-8") as file:
        file.write(f'\n[[serial]]\nname = "left"\nport = "{peer.port}"\nprofile = "ff68"\ncounters = {{ 3 = 1 }}\n')
    try:
        await open_hall(hall)
        await peer.until(lambda: peer.of(SHOW))
        peer.say(3, KEY, "".join(f"0{digit}" for digit in pin_of(1)) + "0A")
        await peer.until(lambda: peer.of(ANSWER) == [b"\x00"])
        await hall.hub.call("POST", "/tickets", {"items": [hall.items[0]], "channel": "kiosk"})
        peer.say(3, KEY, "0C")
        await peer.until(lambda: peer.of(ANSWER) == [b"\x00", b"\x00"])
        await peer.until(lambda: peer.of(SHOW)[-1].startswith(b"A001 "))
    finally:
        await asyncio.wait_for(hall.hub.stop(), 30)
        peer.pull()
