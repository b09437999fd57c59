"""Worlds for the tests of the web side."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from hub.core.catalogue import HallSetup
from hub.web.limits import Limits
from tests.web.world import Client, World

Making = Callable[..., Awaitable[World]]


@pytest.fixture
async def make_world(tmp_path: Path) -> AsyncIterator[Making]:
    """Starts worlds and ends them after the test."""
    worlds: list[World] = []

    async def make(
        hall_setup: HallSetup | None = None, limits: Limits | None = None, *, open_day: bool = True,
        screens: tuple[str, ...] = (),
    ) -> World:  # fmt: skip
        folder = tmp_path / str(len(worlds))
        folder.mkdir()
        world = World(folder, hall_setup, limits, screens)
        await world.start(open_day=open_day)
        worlds.append(world)
        return world

    yield make
    for world in worlds:
        await world.stop()


@pytest.fixture
async def world(make_world: Making) -> World:
    return await make_world()


@pytest.fixture
async def citizen(world: World) -> Client:
    return world.client()


@pytest.fixture
async def clerk(world: World) -> Client:
    return await world.signed_in("wang")


@pytest.fixture
async def boss(world: World) -> Client:
    return await world.signed_in("boss")


@pytest.fixture
async def pad(world: World) -> Client:
    return await world.signed_in("pad-1")
