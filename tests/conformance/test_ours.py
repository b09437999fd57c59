"""Our own firmware, in MicroPython over a real broker, and our own hub, as a process, keep every rule of the protocol."""

import asyncio
from pathlib import Path

import pytest

from hub.devices.acl import Role
from hub.devices.credentials import Registry
from tests.conformance.bench import not_kept
from tools.conformance.ours import NAMES, own_broker, try_our_hub, try_virtual


@pytest.mark.slow
async def test_our_firmware_keeps_every_rule_in_all_four_roles(tmp_path: Path) -> None:
    registry = Registry.create(tmp_path / "devices.json")
    for role, (device, counter) in NAMES.items():
        registry.ensure(device, role, counter)
    async with own_broker(tmp_path, registry) as broker:
        trials = (try_virtual(tmp_path, registry, broker, device) for device, _ in NAMES.values())
        books = await asyncio.gather(*trials)
    assert {role: not_kept(book.findings()) for role, book in zip(NAMES, books, strict=True)} == dict.fromkeys(
        NAMES, {}
    )


@pytest.mark.slow
async def test_our_hub_keeps_every_rule_that_a_dispenser_and_a_keypad_see() -> None:
    books = await asyncio.gather(try_our_hub(Role.DISPENSER), try_our_hub(Role.KEYPAD))
    assert [not_kept(book.findings()) for book, _ in books] == [{}, {}]
