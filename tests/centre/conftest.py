"""Centres for the tests of their web side, and a PostgreSQL for those of the store."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.centre.store import Store
from tests.centre.world import CentreWorld
from tools.running.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all; each test makes its own database."""
    made = Postgres()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty one of each kind."""
    sqlite = request.param == "sqlite"
    made = Store(
        f"sqlite:///{tmp_path / 'centre.db'}" if sqlite else request.getfixturevalue("postgres").create("centre")
    )
    yield made
    made.close()


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[CentreWorld]:
    world = CentreWorld(tmp_path)
    await world.start()
    yield world
    await world.stop()
