"""Our own firmware, in MicroPython over a real broker, and our own hub, as a process, keep every rule of the protocol."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from hub.devices.acl import Role
from hub.devices.credentials import Registry
from tests.conformance.bench import not_kept
from tools.conformance.findings import Book
from tools.conformance.ours import NAMES, own_broker, try_our_hub, try_virtual

HUB_ROLES = (Role.DISPENSER, Role.KEYPAD)
"""Between them they see every rule of a hub."""


async def firmware(folder: Path) -> dict[str, Book]:
    """All four roles at once, on one broker."""
    registry = Registry.create(folder / "devices.json")
    for role, (device, counter) in NAMES.items():
        registry.ensure(device, role, counter)
    async with own_broker(folder, registry) as broker:
        trials = [try_virtual(folder, registry, broker, device) for device, _ in NAMES.values()]
        return dict(zip(map(str, NAMES), await asyncio.gather(*trials), strict=True))


async def hubs() -> dict[str, Book]:
    books = await asyncio.gather(*(try_our_hub(role) for role in HUB_ROLES))
    return {f"hub with a {role}": book for role, (book, _) in zip(HUB_ROLES, books, strict=True)}


def doubts(books: Iterable[tuple[str, Book]]) -> dict[str, dict[str, str]]:
    """Who -> what is not kept."""
    return {who: found for who, book in books if (found := not_kept(book.findings()))}


@pytest.mark.slow
async def test_our_firmware_and_our_hub_keep_every_rule(tmp_path: Path) -> None:
    """All at once: most of a trial is waiting for what must not come."""
    ours, theirs = await asyncio.gather(firmware(tmp_path), hubs())
    assert len(ours) == 4
    assert doubts((ours | theirs).items()) == {}
