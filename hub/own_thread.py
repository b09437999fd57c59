"""One thread for work that blocks, beside the loop: what it is given is done in order, one after the other."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

R = TypeVar("R")


class OwnThread:
    """``name``: of the thread, in traces."""

    def __init__(self, name: str) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, work: Callable[[], R]) -> R:
        """What ``work`` returns; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, work)

    def close(self) -> None:
        """Take no more; what is being done is done to its end."""
        self.thread.shutdown(wait=False)
