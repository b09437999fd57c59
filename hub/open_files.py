"""Open files of a process: as many as the system gives, room kept for its own, and few words where there are no more."""

import asyncio
import logging
import resource
from typing import Any

log = logging.getLogger(__name__)

ROOM = 256
"""Kept for journal, broker, devices and children, and for connections that are taken before they can be counted."""

TELL_S = 60.0
"""A flood is told of once in this time: a line for each of its connections would fill the disk."""

NO_MORE = "socket.accept() out of system resource"
"""What asyncio calls it; with a traceback each it would be 53 MB a minute."""


class Seldom:
    """Something that happens often and is told at most once in ``every_s`` seconds."""

    def __init__(self, every_s: float = TELL_S) -> None:
        self._every_s, self._next_s, self._times = every_s, float("-inf"), 0

    def times(self, now_s: float) -> int:
        """It has happened: how often since it was told last, or 0 where that was just now."""
        self._times += 1
        if now_s < self._next_s:
            return 0
        told, self._times, self._next_s = self._times, 0, now_s + self._every_s
        return told


class Complaints:
    """The loop's exception handler: as asyncio's own, but for files that have run out."""

    def __init__(self, every_s: float = TELL_S) -> None:
        self._seldom = Seldom(every_s)

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context.get("message") != NO_MORE:
            loop.default_exception_handler(context)
        elif times := self._seldom.times(loop.time()):
            log.error(
                "no connection can be taken, %d time(s) since this was last told: %s", times, context["exception"]
            )


def prepare() -> None:
    """At the start of a program, in its loop: all the files that it may have, and few words should they run out."""
    asyncio.get_running_loop().set_exception_handler(Complaints())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError) as error:
        log.warning("open files: they stay at %d, the system refuses %d: %s", soft, hard, error)


def for_connections(most: int) -> int:
    """How many connections may be open: ``most``, or what the process may open less ``ROOM`` (half of it, where it is tiny)."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return most if soft == resource.RLIM_INFINITY else max(1, min(most, max(soft - ROOM, soft // 2)))
