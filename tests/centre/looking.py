"""Somebody who looks at the wall of a centre that is a process: signed in, told each new picture, never asking twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from hub.centre.web.routes import ROLES
from hub.web.users import Users
from tests.centre.rig import PATIENCE_S
from tests.centre.world import PASSWORD


def let_in(folder: Path) -> None:
    """A watcher of the centre in this folder, which does not run yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = Users(folder / "access.db", time_cost=1, memory_kib=64, roles=ROLES)
    users.add("watcher", PASSWORD, "watcher")
    users.close()


@asynccontextmanager
async def signed_in(web: str) -> AsyncIterator[ClientSession]:
    """The watcher at the pages of ``web``."""
    async with ClientSession(cookie_jar=None) as session:
        body = {"user": "watcher", "password": PASSWORD}
        answer = await session.post(f"{web}/api/v1/session", json=body, headers={"Origin": web})
        assert answer.status == 201, await answer.text()
        session.headers["Cookie"] = "; ".join(f"{each.key}={each.value}" for each in answer.cookies.values())
        yield session


async def wall_when(web: str, session: ClientSession, true: Callable[[Any], object]) -> Any:
    """The first picture of the live wall for which this holds."""
    async with asyncio.timeout(PATIENCE_S), session.ws_connect(f"{web}/live/wall", headers={"Origin": web}) as live:
        async for message in live:
            told = message.json()
            if told["type"] == "wall" and true(told["wall"]):
                return told["wall"]
    raise AssertionError("the live wall ended before it told this")
