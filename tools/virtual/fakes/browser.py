"""What a browser's MicroPython lacks: streams, chance, a reset, base64 of strings; then ``start`` as anywhere else.

The far end is the page: its module ``page`` takes what goes out and calls back with what comes in. Lines are those of
``wires``; a connection is made of ``open``, ``send`` and ``close``, its octets in hex.
"""

import asyncio
import binascii
import os
import sys

import machine
import page

REFUSED, RESET = 111, 104
"""ECONNREFUSED, ECONNRESET."""


class Lines:
    """Standard input: the lines that the page says."""

    def __init__(self, stream):
        self._waiting = []
        self._arrived = asyncio.Event()
        page.listen(self._hear)

    async def readline(self):
        """The next one."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.pop(0)

    def _hear(self, line):
        self._waiting.append(line)
        self._arrived.set()


class Connection:
    """One connection, reader and writer in one."""

    def __init__(self):
        self._arrived = b""
        self._open = self._over = False
        self._news = asyncio.Event()
        self._number = page.open(self._opened, self._received, self._closed)

    async def opened(self):
        """Waits until the other side answers."""
        try:
            while not (self._open or self._over):
                await self._new()
        except asyncio.CancelledError:
            self.close()
            raise
        if self._over:
            raise OSError(REFUSED)

    async def readexactly(self, size):
        """So many bytes; raises ``EOFError`` where the connection ends before."""
        while len(self._arrived) < size:
            if self._over:
                raise EOFError
            await self._new()
        octets, self._arrived = self._arrived[:size], self._arrived[size:]
        return octets

    def write(self, octets):
        """All at once."""
        page.send(self._number, binascii.hexlify(octets).decode())

    async def drain(self):
        """The page takes everything, until the connection is over."""
        if self._over:
            raise OSError(RESET)

    def close(self):
        """Hangs up."""
        page.close(self._number)

    async def wait_closed(self):
        """The page has done it."""

    async def _new(self):
        self._news.clear()
        await self._news.wait()

    def _opened(self):
        self._open = True
        self._news.set()

    def _received(self, text):
        self._arrived += binascii.unhexlify(text)
        self._news.set()

    def _closed(self):
        self._over = True
        self._news.set()


async def open_connection(host, port, ssl=None, server_hostname=None):
    """The broker of the hall, whatever the configuration calls it: a page reaches no other. TLS is the page's matter."""
    connection = Connection()
    await connection.opened()
    return connection, connection


def run(work):
    """Begins the work; a fault of it is told, as by a process that ends."""

    async def whole():
        try:
            await work
        except Exception as fault:
            sys.print_exception(fault)
            page.over(1)

    asyncio.create_task(whole())


def reset():
    """Nothing runs any more until the page has pulled the plug and put it in again."""
    page.over(machine.RESET_EXIT)
    while True:
        pass


def a2b_base64(text, decode=binascii.a2b_base64):
    """This port's own takes no string."""
    return decode(text.encode() if isinstance(text, str) else text)


asyncio.StreamReader, asyncio.open_connection, asyncio.run = Lines, open_connection, run
machine.reset = reset
binascii.a2b_base64 = a2b_base64
os.urandom = lambda count: binascii.unhexlify(page.chance(count))
os.getenv = lambda name: page.environment(name)

import start  # noqa: E402, F401 - the device
