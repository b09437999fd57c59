"""Centres for the tests of their web side."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.centre.world import CentreWorld


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[CentreWorld]:
    world = CentreWorld(tmp_path)
    await world.start()
    yield world
    await world.stop()
