"""A network that drops, repeats, delays and reorders: each action happens once, and all come to show the truth."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from hub.core import commands as c
from hub.core import events as e
from hub.devices.address import Address
from hub.service import Answer, HallService
from tests.devices.hall import WholeHall, today, whole_hall
from tests.devices.speaker import credential_of, speaker
from tests.faults.fast_device import FastDevice
from tests.faults.proxy import Dice, Proxy, no_fault

PRESSES = 8


@asynccontextmanager
async def switched_on(hall: WholeHall, proxy: Proxy, flash: Path, *names: str) -> AsyncIterator[list[FastDevice]]:
    """Devices whose every message goes through the proxy."""
    flash.mkdir()

    def address_of(name: str) -> Address:
        me = credential_of(hall, name)
        return Address(proxy.host, proxy.port, me.user, me.password)

    devices = [
        FastDevice(credential_of(hall, name), hall.registry.hall_key, lambda name=name: address_of(name), seed, flash)
        for seed, name in enumerate(names)
    ]
    tasks = [asyncio.create_task(device.run()) for device in devices]
    try:
        yield devices
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def press_and_wait(keypad: FastDevice, key: str) -> None:
    """Press, and wait until it is answered or given up."""
    keypad.press(key)
    await keypad.until(lambda: not keypad.waiting)


async def take_and_wait(dispenser: FastDevice) -> None:
    """Choose what is on top, confirm, wait for the end of it."""
    await dispenser.until(lambda: bool(dispenser.role.menu.items) and dispenser.role.stage == "choose")
    dispenser.press("ok")
    dispenser.press("ok")
    await dispenser.until(lambda: dispenser.role.stage != "asking")
    await dispenser.until(lambda: dispenser.role.stage == "choose")


async def clerk_works(keypad: FastDevice) -> None:
    await keypad.until(lambda: keypad.role.desired is not None)
    for _ in range(PRESSES):
        await press_and_wait(keypad, "next")


async def citizens_come(dispenser: FastDevice) -> None:
    for _ in range(PRESSES):
        await take_and_wait(dispenser)


@pytest.mark.parametrize("seed", range(3))
async def test_under_faults_each_action_happens_once(tmp_path: Path, seed: int) -> None:
    async with whole_hall(tmp_path) as hall:
        await today(hall)
        for number in (1, 2):
            await hall.do(c.OpenCounter(number, f"clerk-{number}"))
        for place in range(2 * PRESSES):
            await hall.do(c.TakeTicket(("pension",), c.Channel.PHONE, f"link-{place}"))
        dice = Dice(seed)
        async with (
            Proxy(hall.devices.host, hall.devices.port) as proxy,
            switched_on(hall, proxy, tmp_path / "flash", "keypad-1", "keypad-2", "dispenser-1") as (
                first,
                second,
                dispenser,
            ),
        ):
            for device in (first, second, dispenser):
                await device.until(device.ready)
            proxy.fault = dice
            async with asyncio.timeout(60):
                await asyncio.gather(clerk_works(first), clerk_works(second), citizens_come(dispenser))
            assert set(dice.thrown) == {"drop", "repeat", "late"}
            proxy.fault = no_fault
            proxy.cut()
            await settled(hall, (first, second), dispenser)
            happened_once(hall)
            papers = Counter(dispenser.papers)
            assert set(papers.values()) <= {1}
            taken = {each.ticket for each in hall.of(e.TicketTaken) if "link" not in each.link[:4]}
            given_up = {each.leg.split(".")[0] for each in hall.of(e.Cancelled) if each.reason == "not_taken"}
            assert set(papers) == taken - given_up


async def settled(hall: WholeHall, keypads: tuple[FastDevice, ...], dispenser: FastDevice) -> None:
    """The network is whole again: what is shown is true, and what was issued is on paper or cancelled."""
    for keypad in keypads:
        number = int(keypad.post.topics()[0].split("-")[-1].split("/")[0])
        counter = hall.service.record.counters[number]
        await keypad.until(lambda keypad=keypad, counter=counter: keypad.role.desired["crev"] == counter.rev)
    await dispenser.until(lambda: not dispenser.role.untold())
    issued = [t for t in hall.service.record.tickets.values() if t.channel is c.Channel.DISPENSER]
    record = hall.service.record
    await hall.until(lambda: all(t.printed or record.leg_of(t).state == "cancelled" for t in issued))


def happened_once(hall: WholeHall) -> None:
    """No action has led to two calls or two tickets."""
    for kind in (e.Called, e.TicketTaken):
        origins = Counter(each.origin for each in hall.events if isinstance(each.event, kind))
        assert origins
        assert set(origins.values()) == {1}
    legs = Counter(each.leg for each in hall.of(e.Called))
    assert set(legs.values()) == {1}


class Forgetful(HallService):
    """A service that knows no action again: what the tests above must be able to notice."""

    async def handle(self, request: c.Request) -> Answer:
        return await super().handle(replace(request, origin=f"{request.origin}:{self.record.seq}"))


@pytest.mark.parametrize(("service", "calls"), [(HallService, 1), (Forgetful, 2)])
async def test_an_answer_lost_with_the_hub_does_no_harm_and_only_because_actions_are_known(
    tmp_path: Path, service: type[HallService], calls: int
) -> None:
    async with whole_hall(tmp_path, service=service) as hall:
        await hall.do(c.OpenCounter(1, "li"))
        for link in ("link-a", "link-b"):
            await hall.do(c.TakeTicket(("pension",), c.Channel.PHONE, link))
        keypad = await speaker(hall, "keypad-1")
        keypad.press("next", 1)
        await hall.until_events(e.Called)
        await hall.restart()
        keypad.heard.clear()
        await keypad.again()
        keypad.press("next", 1, age_ms=2_000)
        assert (await keypad.answer(1))["ok"]
        assert len(hall.of(e.Called)) == calls
