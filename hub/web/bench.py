"""The bench: the firmware of the devices runs in a browser's page, and its MQTT comes to the broker through the hub.

A supervisor's page asks for a device (``lend``), gets its secrets and the firmware's sources, and starts them in
MicroPython's WebAssembly. What the firmware says to its broker comes over a WebSocket as it is. All of it exists only
where the hall's settings switch it on, because it hands keys of devices to a browser.
"""

import hashlib
import secrets
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiohttp import web

from hub.web.bench_line import Line, accept
from hub.web.bench_loans import GONE, TAKEN, Loan, Loans
from hub.web.bodies import BenchWish
from hub.web.call import Call, Parts, Reply, json_reply
from hub.web.feed import RESTART, SIGNED_OUT
from hub.web.gate import check_same_site
from hub.web.pages import REVALIDATE, Pages
from hub.web.problems import Problem
from hub.web.responses import POLICY
from hub.web.shapes import BenchDevice

RUNTIME = {"micropython.mjs": "text/javascript; charset=utf-8", "micropython.wasm": "application/wasm"}
"""The files of MicroPython that a browser gets, and their kinds."""

WORKER = "bench/worker.js"
WORKER_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""A worker has the policy that it was served with: WebAssembly may be compiled there and nowhere else."""

LEASE_CHARS = 32


class Workbench(Protocol):
    """Devices that a page may have, and the way to their broker."""

    def lend(self, role: str, number: int, language: str, /) -> tuple[str, dict[str, str]]: ...

    def take_back(self, device: str, /) -> None: ...

    async def connect(self) -> tuple[StreamReader, StreamWriter]: ...


@dataclass(frozen=True, slots=True)
class BenchFolders:
    """``runtime``: MicroPython's files; ``firmware`` and ``fakes``: sources. Each may be missing."""

    runtime: Path
    firmware: Path
    fakes: Path


BenchParts = tuple[Workbench, BenchFolders]
"""What the composition root gives."""


class Bench:
    """The addresses of the bench."""

    def __init__(self, workbench: Workbench, folders: BenchFolders, pages: Pages) -> None:
        self._workbench, self._folders, self._pages = workbench, folders, pages
        self.loans = Loans(workbench.take_back)
        self._secret = secrets.token_bytes(16)

    def start(self, parts: Parts) -> None:
        parts.sessions.watchers.append(lambda: self.loans.end_where(lambda loan: not valid(parts, loan), SIGNED_OUT))

    def stop(self) -> None:
        """The pages may come back soon: the hub restarts."""
        self.loans.leave_all(RESTART)

    async def show(self, call: Call) -> Reply:
        """What the bench needs, and whether it is there: MicroPython, and the firmware's sources."""
        return json_reply({"runtime": self._runtime() is not None, "firmware": bool(self._sources())})

    async def firmware(self, call: Call) -> Reply:
        """The sources that the bench runs: path on the device -> text, the fake hardware first on its path."""
        found = self._sources()
        if not found:
            raise Problem(404, "bench_incomplete")
        return json_reply({"files": found})

    async def lend(self, call: Call) -> Reply:
        """A device of its own for the page that asks, registered and with its secrets; another page loses it."""
        wish: BenchWish = call.body
        check_place(call, wish)
        if call.key:
            call.parts.keys.claim(call.origin(), call.fingerprint())
        lease = hashlib.sha256(self._secret + call.origin().encode()).hexdigest()[:LEASE_CHARS]
        loan = self.loans.of_lease(lease) or self._lend(call, wish, lease)
        return json_reply(loan.answer, 201)

    async def line(self, call: Call) -> web.StreamResponse:
        """The bytes between a device of the bench and the broker."""
        check_same_site(call.parts, call.http)
        asked = call.http.match_info
        answer = await accept(call.http)
        loan = self.loans.of_device(asked["device"])
        if loan is None or not secrets.compare_digest(loan.lease, asked["lease"]):
            await answer.close(code=TAKEN if loan else GONE)
            return answer
        line = Line(answer, call.parts.limits.write_timeout_s, lambda: in_use(call.parts, loan))
        with self.loans.on(loan, line):
            await line.carry(self._workbench.connect)
        return answer

    async def runtime(self, call: Call) -> web.StreamResponse:
        """MicroPython for browsers."""
        name, folder = call.http.match_info["name"], self._runtime()
        if folder is None or name not in RUNTIME:
            raise Problem(404, "bench_incomplete")
        return web.FileResponse(folder / name, headers={"Content-Type": RUNTIME[name], "Cache-Control": REVALIDATE})

    async def worker(self, call: Call) -> web.StreamResponse:
        """The script that runs MicroPython, under the one policy that allows WebAssembly."""
        response = self._pages.send(WORKER)
        response.headers["Content-Security-Policy"] = WORKER_POLICY
        return response

    def _lend(self, call: Call, wish: BenchWish, lease: str) -> Loan:
        self.loans.check_room()
        language = wish.language if wish.language in call.parts.languages() else call.parts.languages()[0]
        device, records = self._workbench.lend(wish.role, wish.counter, language)
        answer: BenchDevice = {"device": device, "lease": lease, "records": records}
        return self.loans.add(Loan(device, lease, call.session.token_hash if call.session else "", answer))

    def _runtime(self) -> Path | None:
        folder = self._folders.runtime
        return folder if all((folder / name).is_file() for name in RUNTIME) else None

    def _sources(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in ("fakes", "firmware"):
            folder: Path = getattr(self._folders, name)
            files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.py"))}
            if not files:
                return {}
            found |= {f"/{name}/{path}": file.read_text(encoding="utf-8") for path, file in files.items()}
        return found


def check_place(call: Call, wish: BenchWish) -> None:
    """A device stands at a counter of the hall; a dispenser only takes the number of one."""
    if wish.counter not in call.hall.counters:
        problem = Problem(404, "counter_unknown", counter=wish.counter)
        problem.family = "refused"
        raise problem


def valid(parts: Parts, loan: Loan) -> bool:
    return parts.sessions.valid(loan.session) is not None


async def in_use(parts: Parts, loan: Loan) -> bool:
    """Somebody looks at the page that has the device; False once its session has ended."""
    if not valid(parts, loan):
        return False
    await parts.sessions.use(loan.session)
    return True
