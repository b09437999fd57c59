"""The board's Wi-Fi."""

import asyncio

import network

from net import gap_ms

JOIN_S = 15
CHECK_S = 0.2


class Wifi:
    """The station of the board."""

    def __init__(self, rng=lambda below: below // 2, wlan=None, sleep=asyncio.sleep):
        self._wlan = wlan or network.WLAN(network.STA_IF)
        self._rng, self._sleep = rng, sleep

    async def join(self, ssid, password, alive=lambda: None):
        """Waits until the network is joined, asking again after a growing gap; returns at once without a name.

        ``alive`` is called at each look.
        """
        tries = 0
        if not ssid or not self._wlan.isconnected():
            self._wlan.active(bool(ssid))
        while ssid and not self._wlan.isconnected():
            try:
                self._wlan.connect(ssid, password)
            except OSError:
                pass  # the radio is still busy with the last try
            if await self._joined(JOIN_S, alive):
                return
            self._wlan.active(False)  # some radios never come out of a failed try by themselves
            await self._joined(gap_ms(tries, self._rng) / 1000, alive)
            self._wlan.active(True)
            tries += 1

    async def _joined(self, wait_s, alive):
        """Whether it came to that within so long."""
        for _ in range(int(wait_s / CHECK_S)):
            alive()
            if self._wlan.isconnected():
                return True
            await self._sleep(CHECK_S)
        return False

    def rssi(self):
        """Signal in dBm, or None."""
        return self._wlan.status("rssi") if self._wlan.isconnected() else None
