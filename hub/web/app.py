"""The web side as a whole: its parts put together, started and stopped."""

import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from ssl import SSLContext
from typing import Any

from hub.core.better import Better
from hub.core.events import Recorded
from hub.service import HallService
from hub.web.afar_desk import AfarDesk
from hub.web.archive import Archive, NoArchive
from hub.web.bench import Bench, BenchParts
from hub.web.call import Parts
from hub.web.connections import Listener
from hub.web.feed import Feed
from hub.web.gate import begin
from hub.web.keys import Keys
from hub.web.limits import Limits
from hub.web.lockout import Lockout
from hub.web.metrics import Metrics
from hub.web.openapi import Description
from hub.web.pages import Pages
from hub.web.pairing_desk import NoPairing, PairingDesk
from hub.web.pictures import Pictures
from hub.web.planning_desk import NoPlanner, Planner
from hub.web.public import PublicPictures
from hub.web.report_shapes import nothing_learned
from hub.web.routes import routes
from hub.web.serving import Serving, rates
from hub.web.sessions import Sessions
from hub.web.settings_desk import NoSettings, SettingsDesk
from hub.web.shadow_desk import NoShadow, ShadowDesk
from hub.web.sockets import Sockets
from hub.web.texts import Texts
from hub.web.updates import NoUpdates, Updates
from hub.web.users import Users
from hub.web.voice_desk import NoVoice, Voice

METHODS = frozenset({"GET", "HEAD", "POST", "DELETE"})

Clock = Callable[[], float]


class WebApp:
    """Pages, API and live feed of one hall. An outlet of the service hangs on it from ``start`` on.

    ``read_after``: the journal's. ``devices``: what is known of each device, for the supervisor; ``updates``: theirs;
    ``voice``: spoken calls; ``pairing``: the window for new ones. ``public_url``: the address under which phones reach
    the hub, where it is not the one they asked. ``mono_s``, ``wall_s``: clocks of limits and of sessions. ``bench``:
    where the settings switch it on. ``archive``: days of the past; ``settings``: the hall's file; ``planner``: its simulated days;
    ``shadow``: its second policy; ``learned``: what of past days the forecast uses today; ``centre``: how the link to the
    centre is; ``better``: a hall that calls sooner, while the centre says so; ``screens``: the hall's own boards and kiosks.
    """

    def __init__(
        self, service: HallService, users: Users, *, texts: Path, pages: Path,
        read_after: Callable[[int, int], list[Recorded]], devices: Callable[[], list[dict[str, Any]]] = list,
        updates: Updates | None = None, voice: Voice | None = None, pairing: PairingDesk | None = None,
        limits: Limits | None = None, public_url: str = "", screens: Sequence[str] = (), bench: BenchParts | None = None,
        archive: Archive | None = None, settings: SettingsDesk | None = None, planner: Planner | None = None,
        shadow: ShadowDesk | None = None, learned: Callable[[], Mapping[str, Any]] = nothing_learned,
        centre: Callable[[], str] = lambda: "", better: Callable[[], Better | None] = lambda: None,
        mono_s: Clock = time.monotonic, wall_s: Clock = time.time,
    ) -> None:  # fmt: skip
        self.limits = limits or Limits()
        metrics = Metrics(lambda: service.record, lambda: service.failing)
        sessions = Sessions(users, idle_s=self.limits.idle_s, longest_s=self.limits.session_s, now_s=wall_s)
        self.parts = Parts(
            service, users, sessions, Texts(texts), self.limits, rates(self.limits, mono_s), Lockout(mono_s), metrics,
            Keys(), read_after, devices, updates or NoUpdates(), voice or NoVoice(), AfarDesk(screens), public_url, bench is not None,
            pairing or NoPairing(), archive or NoArchive(), settings or NoSettings(), planner or NoPlanner(),
            shadow or NoShadow(), learned, better,
        )  # fmt: skip
        pictures = Pictures(service, metrics, self.parts.voice, users.shown, centre, better)
        self.feed = Feed(pictures, self.limits, metrics)
        self.sockets = Sockets(self.parts, self.feed)
        files, description = Pages(pages), Description()
        self.bench = Bench(*bench, files) if bench else None
        self.routes = routes(PublicPictures(pictures), self.sockets, files, description.show, self.bench)
        description.fill(self.routes, own_version())
        self.listener: Listener | None = None

    async def start(self, host: str, port: int, tls: SSLContext | None = None) -> int:
        """Serve; the port that the system gave where ``port`` is 0."""
        serving = Serving(self.parts, lambda http: begin(self.parts, http))
        proxied = tls is None and self.parts.public_url.startswith("https://")
        self.listener = Listener(serving.application(self.routes), self.limits, serving.unread, proxied=proxied)
        given = await self.listener.listen(host, port, tls)
        self.parts.service.add_outlet(self.feed)
        self.sockets.start()
        if self.bench:
            self.bench.start(self.parts)
        return given

    async def stop(self) -> None:
        """Ask live readers to come back soon, answer what is under way, then close."""
        if self.bench:
            self.bench.stop()
        await self.sockets.stop()
        if self.listener is not None:
            await self.listener.cleanup()


def own_version() -> str:
    """The installed version; a source tree that was never installed says so."""
    try:
        return version("anycounter")
    except PackageNotFoundError:
        return "0+source"
