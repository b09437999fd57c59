"""Standard input as a stream of CPython's asyncio."""

import asyncio
import sys


async def reader():
    """A reader that ends when the other side goes away."""
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), sys.stdin)
    return stream
