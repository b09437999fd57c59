"""Joining the Wi-Fi: bounded, jittered, patient."""

import asyncio

from net import BACKOFF_S, gap_ms
from wifi import CHECK_S, JOIN_S, Wifi

HALF_A_DAY_S = 12 * 3600


class Radio:
    """A station whose network appears at ``there_s`` of the test's own clock; ``busy``: how often connecting raises."""

    def __init__(self, there_s: float, busy: int = 0) -> None:
        self.now_s = 0.0
        self.there_s, self.busy = there_s, busy
        self.tried_s: list[float] = []
        self.on = False

    def active(self, on: bool) -> None:
        self.on = on

    def connect(self, ssid: str, password: str) -> None:
        assert self.on
        self.tried_s.append(self.now_s)
        if len(self.tried_s) <= self.busy:
            raise OSError("busy")

    def isconnected(self) -> bool:
        return self.on and bool(self.tried_s) and self.now_s >= self.there_s

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds


async def join(radio: Radio, share: float) -> None:
    """Join with a chance that always draws this share of what it may."""
    wifi = Wifi(lambda below: int(below * share), radio, radio.sleep)
    await wifi.join("hall", "a password")


def gaps(radio: Radio) -> list[float]:
    """Seconds between a try that was given up and the next."""
    return [later - sooner - JOIN_S for sooner, later in zip(radio.tried_s, radio.tried_s[1:], strict=False)]


async def test_a_network_that_is_there_is_joined_at_once() -> None:
    radio = Radio(0)
    await join(radio, 0.5)
    assert (radio.tried_s, radio.now_s) == ([0.0], 0.0)


async def test_a_network_that_is_away_is_tried_in_growing_gaps_with_a_bound() -> None:
    for share in (0.0, 0.999):
        radio = Radio(HALF_A_DAY_S)
        await join(radio, share)
        for gap, full in zip(gaps(radio), (*BACKOFF_S, *(BACKOFF_S[-1:] * len(radio.tried_s))), strict=False):
            assert full * (0.5 + share) - CHECK_S - 0.01 <= gap <= full * (0.5 + share) + 0.01
        assert len(radio.tried_s) > HALF_A_DAY_S / (JOIN_S + 1.5 * BACKOFF_S[-1]) - 1


async def test_two_devices_of_one_hall_do_not_knock_in_step() -> None:
    one, other = Radio(600), Radio(600)
    await asyncio.gather(join(one, 0.1), join(other, 0.8))
    assert not set(one.tried_s[1:]) & set(other.tried_s[1:])


async def test_a_radio_that_is_busy_is_asked_again() -> None:
    radio = Radio(30, busy=1)
    await join(radio, 0.5)
    assert radio.isconnected()


async def test_without_a_name_there_is_nothing_to_join() -> None:
    radio = Radio(0)
    wifi = Wifi(lambda below: 0, radio, radio.sleep)
    await wifi.join("", "")
    assert (radio.tried_s, wifi.rssi()) == ([], None)


async def test_whoever_watches_hears_of_it_all_the_time() -> None:
    radio, heard_s = Radio(300), [0.0]
    await Wifi(lambda below: 0, radio, radio.sleep).join("hall", "pw", lambda: heard_s.append(radio.now_s))
    assert max(later - sooner for sooner, later in zip(heard_s, heard_s[1:], strict=False)) <= 2 * CHECK_S


def test_a_gap_is_half_to_one_and_a_half_times_what_the_table_says() -> None:
    for tries in range(40):
        full = 1000 * BACKOFF_S[min(tries, len(BACKOFF_S) - 1)]
        assert gap_ms(tries, lambda below: 0) == full // 2
        assert gap_ms(tries, lambda below: below - 1) < full * 3 // 2
