"""A workbench that lends devices nobody knows, and whose broker says back what it hears."""

import asyncio


class FakeWorkbench:
    """``lent``: (role, number, language) of each loan; ``taken_back``: devices. ``broken``: there is no broker."""

    def __init__(self) -> None:
        self.lent: list[tuple[str, int, str]] = []
        self.taken_back: list[str] = []
        self.broken = False
        self.heard = bytearray()
        self.hung_up = asyncio.Event()
        self._server: asyncio.Server | None = None

    def lend(self, role: str, number: int, language: str) -> tuple[str, dict[str, str]]:
        self.lent.append((role, number, language))
        return f"bench-{role}-{number}", {"config": f"secrets {len(self.lent)}"}

    def take_back(self, device: str) -> None:
        self.taken_back.append(device)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.broken:
            raise OSError("no broker")
        self._server = self._server or await asyncio.start_server(self._echo, "127.0.0.1", 0)
        return await asyncio.open_connection(*self._server.sockets[0].getsockname())

    def stop(self) -> None:
        if self._server:
            self._server.close()

    async def _echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until it hears "bye", or nothing any more."""
        try:
            while (octets := await reader.read(65536)) and octets != b"bye":
                self.heard += octets
                writer.write(octets)
        finally:
            self.hung_up.set()
            writer.close()
