"""The web side of a centre: its parts put together, started and stopped."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from hub.centre.around import Around
from hub.centre.halls import HallNow, Halls
from hub.centre.nearby import Minutes
from hub.centre.outbox import Outbox
from hub.centre.settings import CentreSettings
from hub.centre.store import Store
from hub.centre.tree import Tree, tree_of
from hub.centre.watch import Watch
from hub.centre.web import search
from hub.centre.web.boards import READ_MS, Boards
from hub.centre.web.call import CentreCall, CentreParts
from hub.centre.web.exports import ExportDesk
from hub.centre.web.figures import Figures
from hub.centre.web.hooks import HookDesk
from hub.centre.web.live import CentreSockets, looked_at
from hub.centre.web.past import Past, StoredPast
from hub.centre.web.pictures import CentrePictures
from hub.centre.web.reviews import ReviewDesk
from hub.centre.web.routes import Desks, routes
from hub.centre.web.staff import Reports
from hub.centre.webhooks import STORE_FAILURES, Hook, Webhooks
from hub.core.better import Better
from hub.core.catalogue import Text
from hub.web.connections import Listener
from hub.web.feed import Feed
from hub.web.gate import language_of
from hub.web.limits import Buckets, Limits, network_of
from hub.web.lockout import Lockout
from hub.web.metrics import WebMetrics
from hub.web.openapi import Description
from hub.web.pages import Pages
from hub.web.serving import Serving, rates
from hub.web.sessions import Sessions
from hub.web.texts import Texts
from hub.web.users import Users

log = logging.getLogger(__name__)

LOOK_S = 10.0
"""How often halls are looked at for staleness and surges."""

REFRESH_S = 15.0
"""How often the store is asked for the hours of today: one query for all halls of a day."""

KEEP_S = 0.5
"""How soon a surge is noticed: what has changed is worked out this often, however much comes."""

OPEN_RATE, OPEN_BURST = 2.0, 60.0
"""Questions of one address a second: a page asks every 15 s, and many phones may share an address."""

OPEN_TOTAL = 16_384
"""Connections of a centre: phones of many halls, each for 75 s after its last question. 4,096 silent ones take 14 MB."""

HOOK_TIMEOUT_S = 10.0


class CentreWeb:
    """Pages, open feed and live wall of one centre.

    ``past``: hours of the store. ``outbox``: what hooks still have to be told. ``tree``: the levels.
    ``minutes``: the table of ways. ``texts``, ``pages``: folders of ``display``. ``hooks``: whom to tell what happens.
    ``mono_s``, ``wall_s``: clocks of limits and sessions.
    """

    def __init__(
        self, halls: Halls, past: Past, store: Store, outbox: Outbox, users: Users, *, texts: Path, pages: Path, names: Text,
        level: str = "city", tree: Tree | None = None, minutes: Minutes | None = None, hooks: tuple[Hook, ...] = (),
        limits: Limits | None = None, public_url: str = "", mono_s: Callable[[], float] = time.monotonic,
        wall_s: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._halls, self.users = halls, users
        self.around = Around(halls, minutes or {})
        self.figures = Figures(halls, past, self.around)
        self.boards = Boards(store, halls, lambda: looked_at(self.feed), self.tell)
        self.pictures = CentrePictures(halls, self.figures, tree or Tree(), names, level, self.boards)
        limits = limits or Limits(open_total=OPEN_TOTAL)
        sessions = Sessions(users, idle_s=limits.idle_s, longest_s=limits.session_s, now_s=wall_s)
        metrics = WebMetrics()
        self.parts = CentreParts(
            users, sessions, Texts(texts), limits, rates(limits, mono_s), Lockout(mono_s), metrics, self.pictures,
            Buckets(OPEN_RATE, OPEN_BURST, mono_s), public_url,
        )  # fmt: skip
        self.feed = Feed(self.pictures, limits, metrics)
        self.sockets = CentreSockets(self.parts, self.feed, self.boards)
        self.webhooks = Webhooks(hooks, outbox, self._post, halls.wall_ms)
        description = Description()
        self.routes = routes(
            self.sockets,
            Pages(pages),
            description.show,
            Desks(Reports(past), ReviewDesk(store), ExportDesk(store), HookDesk(self.webhooks)),
        )
        description.fill(self.routes, "1")
        self._watch = Watch()
        self._overrun = asyncio.Event()
        self._told_failing_ms = 0
        self.listener: Listener | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._client: ClientSession | None = None
        self._unlisten: Callable[[], None] = lambda: None

    async def start(self, host: str, port: int, tls: SSLContext | None = None) -> int:
        """Serve; the port that the system gave where ``port`` is 0."""
        await asyncio.to_thread(search.load)
        await self.figures.refresh()
        await self.pictures.kept.catch_up()
        self._watch.remember(await asyncio.to_thread(self.webhooks.outbox.noticed))
        self._client = ClientSession(timeout=ClientTimeout(total=HOOK_TIMEOUT_S))
        proxied = tls is None and self.parts.public_url.startswith("https://")
        serving = Serving(self.parts, self._begin)
        self.listener = Listener(serving.application(self.routes), self.parts.limits, serving.unread, proxied=proxied)
        given = await self.listener.listen(host, port, tls)
        self._unlisten = self._halls.add_listener(self._heard)
        self.sockets.start()
        self.webhooks.start()
        self._tasks = [
            asyncio.create_task(self._every(LOOK_S, self.look, self._overrun)),
            asyncio.create_task(self._every(REFRESH_S, self.refresh)),
            asyncio.create_task(self._every(READ_MS / 1000, self.pulse)),
            asyncio.create_task(self._every(KEEP_S, self.keep_up)),
        ]
        return given

    async def stop(self) -> None:
        """Ask live readers to come back soon, answer what is under way, then close."""
        self._unlisten()
        self.around.stop()
        self.pictures.stop()
        for task in self._tasks:
            task.cancel()
        self.webhooks.stop()
        self.webhooks.outbox.close()
        await self.sockets.stop()
        if self.listener is not None:
            await self.listener.cleanup()
        if self._client is not None:
            await self._client.close()

    def _heard(self, hall: HallNow) -> None:
        """A hall has changed. What that means is worked out a moment later, for all that have changed by then."""
        self.figures.heard(hall)
        self.tell()

    async def keep_up(self) -> None:
        """Work out what has changed. A hall that is overrun from now on is looked at at once: its standing alone tells."""
        await self.pictures.kept.catch_up()
        if any(not self._watch.surging(hall) for hall in self.pictures.kept.surges()):
            self._overrun.set()

    def tell(self) -> None:
        """Something of a hall is new; returns at once."""
        self.pictures.changed()
        self.feed.tell(None, ())

    def better(self, hall: str) -> Better | None:
        """What a crowded hall may offer its citizens now, for whoever carries it down to it."""
        here = self._halls.get(hall)
        return self.around.better(here, self._halls.wall_ms()) if here else None

    async def refresh(self) -> None:
        """Ask the store again."""
        await self.figures.refresh()
        await self.pictures.kept.catch_up()
        self.tell()

    async def pulse(self) -> None:
        """Boards that somebody looks at; and a store that has begun to fail, or works again, is told to who looks."""
        await self.boards.step()
        if self._halls.store_failing_ms != self._told_failing_ms:
            self._told_failing_ms = self._halls.store_failing_ms
            self.tell()

    async def look(self) -> None:
        """What has happened to halls goes to the webhooks; what has become old is told to who looks."""
        await self.pictures.kept.catch_up()
        surges = self.pictures.kept.surges()
        for event, hall, detail in self._watch.look(self._halls.all(), surges, self._halls.wall_ms()):
            self.webhooks.tell(event, hall, detail)
            self.tell()
        try:
            await self.webhooks.keep()
            await self.webhooks.tidy()
        except STORE_FAILURES as failed:
            log.warning("what happened to halls waits for the store: %s", failed)

    async def _every(self, seconds: float, work: Callable[[], Any], sooner: asyncio.Event | None = None) -> None:
        """``sooner``: set where it cannot wait that long."""
        sooner = sooner or asyncio.Event()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(sooner.wait(), seconds)
            sooner.clear()
            try:
                await work()
            except Exception:
                log.exception("the centre's pages could not look again")

    def _begin(self, http: web.Request) -> CentreCall:
        return CentreCall(self.parts, http, language_of(self.parts, http), network_of(http.remote))

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """One attempt of a webhook; redirects are not followed."""
        assert self._client is not None
        try:
            async with self._client.post(url, data=body, headers=dict(headers), allow_redirects=False) as answer:
                return answer.status
        except ClientError as error:
            raise OSError(str(error)) from error


def centre_web(
    settings: CentreSettings, halls: Halls, store: Store, users: Users, texts: Path, pages: Path
) -> CentreWeb:
    """The web side that a ``centre.toml`` asks for."""
    minutes = {(way.ends[0], way.ends[1]): way.minutes for way in settings.ways}
    hooks = tuple(Hook(each.url, each.secret, each.events) for each in settings.webhooks)
    return CentreWeb(
        halls, StoredPast(store), store, Outbox(settings.store_url, secrets.token_hex(6)), users, texts=texts,
        pages=pages, names=settings.names, level=str(settings.level), tree=tree_of(settings), minutes=minutes, hooks=hooks,
        public_url=settings.web.public_url,
    )  # fmt: skip
