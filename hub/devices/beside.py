"""Work that goes on beside the message that it follows from."""

import asyncio
from collections.abc import Coroutine
from typing import Any


def run_beside(tasks: asyncio.TaskGroup | None, work: Coroutine[Any, Any, None]) -> None:
    """Run it in the group; its failure ends the group. Nothing is begun where there is none or it is ending."""
    try:
        if tasks is None:
            raise RuntimeError
        tasks.create_task(work)
    except RuntimeError:  # what a task group raises that is shutting down
        work.close()
