"""Citizens and clerks that do not exist: they use a hall over HTTP, as people at its kiosk and its counters do."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tools.running.hub_child import HubFailed

MISSED = 0.05
RATED = 0.4
SCORES = (5, 5, 5, 5, 4, 4, 3, 2)
AGAIN_S = 4.0
WITHDRAWN = (aiohttp.ClientError, OSError, TimeoutError, HubFailed)
"""What happens to a caller while the hub restarts, and what a hub refuses: tried again a little later."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """``every_s``: mean time between two citizens; ``service_s``: mean service, real seconds both; ``items``: codes to ask for."""

    every_s: float
    service_s: float
    items: tuple[str, ...]
    seed: int = 1


@dataclass
class MadeUp:
    """The people of one hall. ``clerks``: counter -> (user, password)."""

    web: str
    clerks: dict[int, tuple[str, str]]
    traffic: Traffic
    served: int = 0
    links: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._citizens())
            for counter, (user, password) in self.clerks.items():
                group.create_task(self._clerk(counter, user, password))

    async def _citizens(self) -> None:
        dice = random.Random(self.traffic.seed)  # noqa: S311 - made-up people, not secrets
        async with session(self.web) as citizen:
            while True:
                with contextlib.suppress(*WITHDRAWN):
                    wish = {"items": [dice.choice(self.traffic.items)]}
                    taken = await call(citizen, "/tickets", wish)
                    self.links[taken["number"]] = taken["link"]
                await asyncio.sleep(dice.expovariate(1 / self.traffic.every_s))

    async def _clerk(self, counter: int, user: str, password: str) -> None:
        """Opens, then serves one after the other."""
        dice = random.Random(self.traffic.seed * 1000 + counter)  # noqa: S311
        at = f"/counters/{counter}"
        async with session(self.web) as clerk:
            while True:
                with contextlib.suppress(*WITHDRAWN):
                    await call(clerk, "/session", {"user": user, "password": password})
                    await self._stay(clerk, at, dice)
                await asyncio.sleep(AGAIN_S)

    async def _stay(self, clerk: aiohttp.ClientSession, at: str, dice: random.Random) -> None:
        """While signed in; a refusal (nobody waits, already open) is tried again a little later."""
        with contextlib.suppress(HubFailed):
            await call(clerk, f"{at}/open", {})
        while True:
            try:
                await self._serve(clerk, at, dice)
            except HubFailed as failed:
                if " 401 " in str(failed):
                    return
                await asyncio.sleep(AGAIN_S)

    async def _serve(self, clerk: aiohttp.ClientSession, at: str, dice: random.Random) -> None:
        """One citizen; raises ``HubFailed`` where nobody waits."""
        await call(clerk, f"{at}/next", {})
        await asyncio.sleep(dice.uniform(1, 3))
        if dice.random() < MISSED:
            await call(clerk, f"{at}/miss", {})
            return
        await call(clerk, f"{at}/start", {})
        await asyncio.sleep(dice.expovariate(1 / self.traffic.service_s))
        async with clerk.get(f"{self.web}/api/v1{at}") as response:
            current = (await response.json()).get("current") or {}
        await call(clerk, f"{at}/finish", {})
        self.served += 1
        link = self.links.pop(str(current.get("number", "")), "")
        if link and dice.random() < RATED:
            await call(clerk, "/ratings", {"leg": current["leg"], "score": dice.choice(SCORES), "link": link})


@contextlib.asynccontextmanager
async def session(web: str) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": web}) as made:
        yield made


async def call(session: aiohttp.ClientSession, path: str, body: dict[str, Any]) -> Any:
    """One POST; raises ``HubFailed`` with the problem that was answered."""
    async with session.post(f"{session.headers['Origin']}/api/v1{path}", json=body) as response:
        answer = await response.json(content_type=None)
        if response.status >= 400:
            raise HubFailed(f"{path}: {response.status} {answer}")
        return answer
