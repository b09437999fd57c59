"""Of several processes that could do a thing, one does it: the one that holds a lock of the store.

It is PostgreSQL's advisory lock, held by an open connection: whoever dies, or is cut off, lets go of it, and the next one has
it within ten seconds. With SQLite there is one process, which holds it always.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, Engine, text

from hub.centre.store import STORE_FAILURES

log = logging.getLogger(__name__)

ABOVE, SHOWS = 0x616E7A, 0x616E7B
"""The locks: of the way above; of what one of the web nodes does for all: offers to halls, standings into the store."""

LOOK_S = 3.0


class Lease:
    """``run`` it as a task; ``held``: is it ours now?"""

    def __init__(self, engine: Engine, lock: int) -> None:
        self._engine, self._lock = engine, lock
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lease")
        self._changed = asyncio.Event()
        self.held = engine.dialect.name != "postgresql"

    async def run(self) -> None:
        """Work until cancelled; then it is nobody's."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                held = await loop.run_in_executor(self._thread, self._look)
                if held != self.held:
                    log.info("this process %s", "has its turn" if held else "has lost its turn")
                    self.held = held
                    self._changed.set()
                await asyncio.sleep(LOOK_S)
        finally:
            self._thread.submit(self._let_go)
            self._thread.shutdown(wait=False)

    async def while_held(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do it whenever it is ours, until cancelled; ``work`` is cancelled when it is ours no more. Raises what it raises."""
        async with asyncio.TaskGroup() as group:
            task: asyncio.Task[None] | None = None
            while True:
                self._changed.clear()
                if self.held and task is None:
                    task = group.create_task(work())
                elif task is not None and not self.held:
                    task.cancel()
                    await asyncio.wait([task])
                    task = None
                await self._changed.wait()

    def _look(self) -> bool:
        """Hold on to it, or try to get it."""
        if self._engine.dialect.name != "postgresql":
            return True
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._lock}).scalar():
                self._connection = connection
                return True
            connection.close()
        except STORE_FAILURES as failed:
            log.debug("whose turn it is cannot be asked: %s", failed)
            self._let_go()
        return False

    def _let_go(self) -> None:
        """Closing the connection itself, not giving it back to the pool, frees the lock."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
