"""The hub's HTTP side reduced to what the pages use, over the real service: pictures out, commands in."""

import asyncio
import io
import json
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import segno
from aiohttp import WSMsgType, web

from hub.core import commands as c
from hub.core import views
from hub.core.events import Recorded, TicketTaken
from hub.core.hall import Hall
from hub.service import HallService

ROOT = Path(__file__).parents[2] / "display"
CSP = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def qr(words: str) -> bytes:
    """A QR code as an SVG file."""
    out = io.BytesIO()
    segno.make(words).save(out, kind="svg", scale=4)
    return out.getvalue()


class MemoryJournal:
    """Events in a list: a journal that never fails."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []

    async def append(self, batch: Sequence[Recorded]) -> None:
        self.events.extend(batch)

    def read_after(self, seq: int, limit: int) -> list[Recorded]:
        return self.events[seq : seq + limit]

    def load(self) -> Hall | None:
        return None

    async def snapshot(self, hall: Hall) -> None:
        raise AssertionError


class Clock:
    """Hall time that a test moves."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms = at_ms

    def hall_ms(self) -> int:
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms

    def ok(self) -> bool:
        return True

    def real_s(self, hall_ms: int) -> float:
        return 3600.0


class StandIn:
    """Serves the pages and their API for one hall."""

    def __init__(self, hall: Hall, at_ms: int) -> None:
        self.clock = Clock(at_ms)
        self.service = HallService(MemoryJournal(), self.clock, hall)
        self.service.add_outlet(self)
        self.session: dict[str, str] | None = None
        self.sockets: dict[web.WebSocketResponse, str] = {}
        self.answering = True
        self.origins = count(1)
        self.answers: dict[str, web.Response] = {}

    async def start(self) -> str:
        """Serve; the address."""
        app = web.Application(middlewares=[self.around])
        app.add_routes([
            web.get("/live{path:.*}", self.live), web.route("*", "/api/v1/{path:.*}", self.api),
            web.static("/web", ROOT / "web"), web.get("/{page:.*}", self.page),
        ])  # fmt: skip
        self.runner = web.AppRunner(app, access_log=None)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.worker = asyncio.create_task(self.service.run())
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.worker.cancel()
        for socket in list(self.sockets):
            await socket.close()
        await self.runner.cleanup()

    async def do(self, command: c.Command) -> Any:
        """A command from outside the pages."""
        return await self.service.handle(c.Request(f"test:{next(self.origins)}", "test", "test", command))

    @web.middleware
    async def around(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if not self.answering and not request.path.startswith("/web"):
            raise web.HTTPServiceUnavailable
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = CSP
        return response

    async def page(self, request: web.Request) -> web.StreamResponse:
        first = request.path.split("/")[1] or "index"
        return web.FileResponse(ROOT / "web" / "pages" / f"{'ticket' if first == 't' else first}.html")

    def picture(self, path: str) -> Any:
        """What GET and the sockets show."""
        hall, now = self.service.record, self.service.now_ms()
        kind, _, rest = path.strip("/").partition("/")
        if kind == "counters":
            return views.counter_picture(hall, int(rest), now)
        if kind == "tickets":
            ticket = hall.links.get(rest)
            return views.ticket_picture(hall, hall.tickets[ticket], now) if ticket else None
        return views.supervisor_picture(hall, now) if kind == "hall" else views.board(hall, now)

    async def live(self, request: web.Request) -> web.StreamResponse:
        if not self.picture(request.match_info["path"]):
            raise web.HTTPNotFound
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets[socket] = request.match_info["path"]
        await self.send(socket)
        async for message in socket:
            assert message.type == WSMsgType.TEXT
        del self.sockets[socket]
        return socket

    async def send(self, socket: web.WebSocketResponse) -> None:
        path = self.sockets[socket]
        picture = self.picture(path)
        kind = {"counters": "counter", "tickets": "ticket", "hall": "hall"}.get(path.strip("/").split("/")[0], "board")
        if picture:
            await socket.send_json({"type": kind, "epoch": picture["epoch"], "rev": picture["rev"], kind: picture})

    def tell(self, hall: Hall, recorded: Sequence[Recorded]) -> None:
        for socket in self.sockets:
            asyncio.get_running_loop().create_task(self.send(socket))

    async def api(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if request.method == "GET":
            return self.read(path)
        key = request.headers["Idempotency-Key"]
        if key not in self.answers:
            body = await request.json() if request.can_read_body else {}
            self.answers[key] = await self.write(request, path.split("/"), body)
        return self.answers[key]

    def read(self, path: str) -> web.Response:
        setup = self.service.record.setup
        if path.startswith("texts/"):
            return web.json_response(json.loads((ROOT / path).read_text()))
        if path == "setup":
            return web.json_response({
                "hall": setup.hall, "names": setup.names, "languages": setup.languages, "timezone": setup.timezone,
                "lines": [{"code": line.code, "names": line.names} for line in setup.lines],
                "priorities": [{"code": each.code, "names": each.names} for each in setup.priorities],
                "counters": [{"number": each.number, "names": each.names} for each in setup.counters],
                "rules": {"max_items": setup.rules.max_items, "start_required": setup.rules.start_required},
            })  # fmt: skip
        if path == "items":
            return web.json_response({"items": views.item_pictures(self.service.record)})
        if path == "session":
            return web.json_response(self.session, status=200 if self.session else 401)
        if path == "devices":
            return web.json_response({"devices": []})
        if path.endswith("qr.svg"):
            return web.Response(body=qr(path), content_type="image/svg+xml")
        picture = self.picture(path)
        return web.json_response(picture, status=200 if picture else 404)

    async def write(self, request: web.Request, path: list[str], body: dict[str, Any]) -> web.Response:
        if path == ["session"]:
            self.session = {"user": body["user"], "role": body["user"], "name": body["user"]} if body else None
            return web.json_response(self.session)
        seen = body.pop("seen", None)
        command = self.command(request.method, path, body)
        actor = self.session["user"] if self.session else "citizen"
        origin = f"web:{next(self.origins)}"
        answer = await self.service.handle(c.Request(origin, actor, "web", command, seen=seen))
        if refusal := answer.refusal:
            return web.json_response({"reason": refusal.reason, "detail": refusal.reason}, status=409)
        if taken := answer.first(TicketTaken):
            wait = {"p50_s": taken.p50_s, "p80_s": taken.p80_s}
            shown = {"id": taken.ticket, "number": taken.number, "link": taken.link, "ahead": taken.ahead, "wait": wait}
            return web.json_response(shown, status=201)
        return web.json_response({})

    def command(self, method: str, path: list[str], body: dict[str, Any]) -> c.Command:
        """The command that a POST or DELETE stands for."""
        record = self.service.record
        kind, *rest = path
        if kind == "tickets" and method == "DELETE":
            return c.CancelTicket(record.links[rest[0]], "citizen_left")
        if kind == "tickets":
            link = f"link-{next(self.origins)}"
            return c.TakeTicket(tuple(body["items"]), c.Channel(body["channel"]), link, body["priority"],
                                language=body["language"])  # fmt: skip
        if kind == "ratings":
            return c.Rate(body["leg"], body["score"], tuple(body["reasons"]))
        if kind == "staff":
            return c.ReturnTicket(rest[1]) if rest[2] == "return" else c.CancelTicket(rest[1], body["reason"])
        if kind == "day":
            return c.OpenDay("2020-01-14") if rest[0] == "open" else c.CloseDay()
        return self.desk_command(int(rest[0]), rest[1], body)

    def desk_command(self, number: int, action: str, body: dict[str, Any]) -> c.Command:
        outcomes = tuple(
            c.Outcome(each["item"], c.Result(each["result"]), each.get("reason", ""))
            for each in body.get("outcomes", [])
        )
        paused = self.service.record.counters[number]
        made: dict[str, c.Command] = {
            "open": c.OpenCounter(number, self.session["user"] if self.session else ""),
            "close": c.CloseCounter(number), "pause": c.PauseCounter(number, body.get("reason", "")),
            "resume": c.ResumeCounter(number) if paused.state == "paused" or paused.pause_after
            else c.ResumeTicket(number, body.get("ticket", "")),
            "next": c.CallNext(number, outcomes), "recall": c.Recall(number), "start": c.StartService(number),
            "finish": c.FinishService(number, outcomes), "miss": c.MissTicket(number), "hold": c.HoldTicket(number),
            "transfer": c.TransferTicket(number, tuple(body.get("items", ())), body.get("counter"), body.get("clerk"),
                                         body.get("front", False)),
            "undo": c.Undo(number), "help": c.AskForHelp(number), "answer-help": c.AnswerHelp(number),
            "call": c.CallChosen(number, body.get("ticket", ""), body.get("reason", "")),
        }  # fmt: skip
        return made[action]
