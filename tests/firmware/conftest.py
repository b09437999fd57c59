"""A broker of each kind."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.firmware.brokers import Broker, Mosquitto, Nats, running
from tools.virtual.device import FAKES

sys.path.append(str(FAKES))


@pytest.fixture(params=[Nats, Mosquitto], ids=["nats", "mosquitto"])
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Broker]:
    """One after the other."""
    async with running(request.param, tmp_path) as broker:
        yield broker


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[Broker]:
    """The one that starts faster, where the broker is not what is tested."""
    async with running(Mosquitto, tmp_path) as broker:
        yield broker
