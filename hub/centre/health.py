"""The least that a centre says over HTTP: which halls it hears, as JSON at ``/health``."""

from aiohttp import web

from hub.centre.halls import Halls


class Health:
    """``start`` it, and ``stop`` it."""

    def __init__(self, halls: Halls) -> None:
        self._halls = halls
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port that it became. Raises ``OSError``."""
        app = web.Application()
        app.router.add_get("/health", self._health)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        now_ms = self._halls.wall_ms()
        return web.json_response({
            each.hall: {"stale": each.stale(now_ms), "stored": each.stored_seq, "alarms": each.alarms}
            for each in self._halls.all()
        })  # fmt: skip
