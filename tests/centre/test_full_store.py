"""A centre as a process whose store is full for a while: an alarm, standings that go on, and then everything, in order, once."""

import asyncio
import contextlib
import os
import resource
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from hub.centre.keys_file import KeysFile
from hub.centre.store import Store
from hub.uplink.address import Way
from hub.uplink.uplink import Uplink
from tests.centre.looking import let_in, signed_in, wall_when
from tests.centre.rig import QUICK, FakeHall, until
from tools.running.centre_child import CentreChild

BEFORE, AFTER = 200, 600
SMALL = "4m"
"""Size of the file system: room for the store of a few hundred events."""

Squeeze = Callable[[CentreChild, bool], None]
"""Take the room away (True), or give it back."""


class Filler:
    """A file system of its own that a file fills to the last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    @contextlib.contextmanager
    def mounted(self) -> Iterator[Squeeze]:
        """Skips the test where nobody may mount."""
        size = ["-o", f"size={SMALL}"]
        done = subprocess.run(["mount", "-t", "tmpfs", *size, "tmpfs", str(self.folder)], capture_output=True)
        if done.returncode:
            pytest.skip("mounting is not allowed here")
        try:
            yield self._squeeze
        finally:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def _squeeze(self, centre: CentreChild, full: bool) -> None:
        filler = self.folder / "filler"
        if not full:
            filler.unlink()
            return
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))


def limited(centre: CentreChild, full: bool) -> None:
    """The centre may write no file beyond its first page, or every one; its broker is another process and is not touched."""
    most = 4096 if full else resource.RLIM_INFINITY
    resource.prlimit(centre.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@contextlib.contextmanager
def way_of(kind: str, folder: Path) -> Iterator[Squeeze]:
    """How the room is taken away. The store lies in ``folder``."""
    if kind == "file system":
        with Filler(folder).mounted() as squeeze:
            yield squeeze
    else:
        folder.mkdir()
        yield limited


@asynccontextmanager
async def running(tmp_path: Path, store: Path) -> AsyncIterator[tuple[CentreChild, ClientSession]]:
    """A centre with its store there, and somebody who is signed in."""
    folder, file = tmp_path / "centre", tmp_path / "centre.toml"
    file.write_text(f'name = "city"\n\n[store]\nurl = "sqlite:///{store / "centre.db"}"\n', encoding="utf-8")
    centre = CentreChild(folder, file)
    folder.mkdir(mode=0o700)
    let_in(folder)
    KeysFile(folder).add("city")
    await centre.start()
    try:
        async with signed_in(centre.web) as session:
            yield centre, session
    finally:
        if centre.pid:
            limited(centre, full=False)
        await centre.stop()


def heard_ms(wall: Any) -> int:
    return max((each["heard_ms"] for each in wall["halls"]), default=0)


@pytest.mark.parametrize("kind", ["file system", "limit"])
async def test_a_full_store_is_an_alarm_and_everything_is_stored_once_there_is_room(tmp_path: Path, kind: str) -> None:
    loop = asyncio.get_running_loop()
    with way_of(kind, tmp_path / "store") as squeeze:
        async with running(tmp_path, tmp_path / "store") as (centre, session):
            hall = FakeHall(last=BEFORE)
            link = Uplink(Way(centre.broker, "city", KeysFile(centre.folder).add("city"), "", QUICK), hall)
            linked = asyncio.create_task(link.run())
            store = Store(f"sqlite:///{tmp_path / 'store' / 'centre.db'}")
            try:
                await until(lambda: store.place("city").stored_seq == BEFORE)
                wall = await wall_when(centre.web, session, heard_ms)
                assert wall["store_failing_ms"] == 0

                squeeze(centre, True)
                began_s = loop.time()
                hall.last = AFTER
                link.wake()
                full = await wall_when(centre.web, session, lambda wall: wall["store_failing_ms"])
                print(f"\n{kind}: the alarm stands on the page after {loop.time() - began_s:.1f} s")
                await until(lambda: link.acknowledged == AFTER)
                await wall_when(centre.web, session, lambda wall: heard_ms(wall) > heard_ms(full))
                assert store.place("city").stored_seq < AFTER
                assert os.kill(centre.pid, 0) is None

                squeeze(centre, False)
                began_s = loop.time()
                await wall_when(centre.web, session, lambda wall: not wall["store_failing_ms"])
                await until(lambda: store.place("city").stored_seq == AFTER)
                print(f"{kind}: all is stored {loop.time() - began_s:.1f} s after there was room")
                assert [each["seq"] for each in store.events("city", 0, 2 * AFTER)] == list(range(1, AFTER + 1))
                totals = store.totals(["city"], "2000-01-01", "2100-01-01")
                assert sum(row.counts["visits"] for row in totals) == AFTER
            finally:
                store.close()
                linked.cancel()
                await asyncio.gather(linked, return_exceptions=True)
