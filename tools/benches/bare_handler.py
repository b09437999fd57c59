"""The floor of issuing a ticket: an aiohttp handler that stores one row durably and answers. Prints its port.

Nothing of a queue: no rules, no identity of the request, no waiting time. A real hub may cost a small multiple of this.
"""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path

from aiohttp import web

from tools.benches.floor_row import INSERT, connect, row


def application(connection: sqlite3.Connection) -> web.Application:
    """One route."""

    async def take(request: web.Request) -> web.Response:
        wish = await request.json()
        number = store(connection, json.dumps(wish))
        return web.json_response({"id": number, "items": wish["items"]}, status=201)

    app = web.Application()
    app.router.add_post("/tickets", take)
    return app


def store(connection: sqlite3.Connection, body: str) -> int:
    """One row, on disk when this returns."""
    connection.execute("BEGIN IMMEDIATE")
    number = connection.execute(INSERT, row(body)).lastrowid
    connection.execute("COMMIT")
    return number or 0


async def serve(path: Path) -> None:
    """Until ended."""
    runner = web.AppRunner(application(connect(path)), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
