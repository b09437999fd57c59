"""An unpaired device at work: joins the hall's Wi-Fi, finds the hub, shows six digits, and stores what it is handed.

It starts from the small ``place`` record that flashing wrote (ssid, wifi_password, role, language, hub, web_port) and
ends with the ``config`` record and a restart. ``hub`` empty: the network is asked.
"""

import asyncio
import binascii
import os
import sys

import machine

import board
from asking import NoAnswer, post
from pairing import Pairing
from pairing_words import word
from panel import Panel
from storage import Storage
from wifi import Wifi

ASK_S = 2
"""Between two questions; the supervisor's page follows within as long."""
ENDED_MAX = 4
"""Half a minute between attempts at most: some ten of them in a window."""
TAKEN_TRIES = 5
"""The hub learns sooner or later that the device is there: its birth tells as well."""


class PairingMode:
    """Pairing of the device whose records lie in ``folder``. ``panel``: what shows the words."""

    def __init__(self, folder, panel=None):
        self._storage = Storage(folder)
        self._place = self._storage.load("place")
        name = short_name(machine.unique_id())
        self._pairing = Pairing((sys.platform, self._place["role"], name), os.urandom)
        self._panel = panel or Panel({"role": self._place["role"], "device": name})
        self._shown = None

    async def run(self):
        """Until the configuration is stored."""
        place, pairing = self._place, self._pairing
        wifi, left = Wifi(board.rng), TAKEN_TRIES
        self._show("pair_wifi", place["ssid"])
        while pairing.step != "done" and left:
            await wifi.join(place["ssid"], place["wifi_password"])
            pause_s = ASK_S << min(pairing.ended, ENDED_MAX)
            try:
                host, port = await self._hub()
                path, message = pairing.ask()
                record = pairing.answered(*await post(host, port, path, message))
                if record:
                    self._store(record)
                    self._show(pairing.said, record["device"])
                elif pairing.step in ("hello", "wait"):
                    self._show(pairing.said, spaced(pairing.digits))
                if pairing.step != "hello":
                    pause_s = ASK_S if pairing.step == "wait" else 0
            except (OSError, NoAnswer):
                self._show("pair_no_hub", spaced(pairing.digits))
            left -= pairing.step == "taken"
            await asyncio.sleep(pause_s)

    async def _hub(self):
        place = self._place
        if place["hub"]:
            return place["hub"], place["web_port"]
        address, _, texts = await __import__("finding").find("")
        return address, int(texts.get("web") or place["web_port"])

    def _store(self, record):
        """The boot counter first: a device with a configuration must never count from one again."""
        place = self._place
        boot = record.pop("boot")
        for copy in ("boot-0", "boot-1"):
            self._storage.save(copy, boot)
        record["host"] = record["host"] or place["hub"]
        record["language"] = place["language"]
        record["ssid"], record["wifi_password"] = place["ssid"], place["wifi_password"]
        self._storage.save("config", record)
        self._pairing.stored()

    def _show(self, key, more):
        """On the screen and, for whoever flashes, on the console."""
        lines = (word(self._place["language"], key), more, self._pairing.about[2])
        if lines != self._shown:
            self._shown = lines
            print("pairing:", key, more)
            self._panel.do(("show", lines), 0)


def spaced(digits):
    """As people read them, and unlike the name below."""
    return digits[:3] + " " + digits[3:] if digits else ""


def short_name(unique):
    """What a device without a name is called: the end of its chip's number."""
    return binascii.hexlify(unique[-2:]).decode()


def run(folder):
    """Pairs the device, then starts it anew."""
    asyncio.run(_pair(folder))


async def _pair(folder):
    await PairingMode(folder).run()
    machine.reset()
