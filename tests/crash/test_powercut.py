"""Power cuts at any moment of a recorded run; and the model of the disk that makes their states."""

import random
from pathlib import Path

import pytest

from tools.powercut.disk import Disk, File, sectors
from tools.powercut.replay import Replay, record
from tools.powercut.trace import Create, Cut, Rename, Said, Sync, Unlink, Write, operations

STATES = 60
SEED = 3


async def cut(tmp_path: Path, sabotage: str) -> Replay:
    replay = Replay(record(tmp_path, 80, SEED, sabotage), tmp_path, SEED)
    replay.run(STATES, tmp_path / "scratch")
    return replay


@pytest.mark.slow
async def test_a_power_cut_at_any_moment_loses_nothing_and_looks_like_no_damage(tmp_path: Path) -> None:
    replay = await cut(tmp_path, "")
    assert replay.verdict.clean, replay.report()
    assert replay.injected == STATES


@pytest.mark.slow
async def test_without_a_sync_at_each_commit_power_cuts_lose_tickets(tmp_path: Path) -> None:
    assert (await cut(tmp_path, "sync-normal")).verdict.lost


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def test_a_record_becomes_operations() -> None:
    file = f"5<{hexed('/h/j-wal')}>"
    lines = [
        f'7  openat(AT_FDCWD, "{hexed("/h/j-wal")}", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = {file}',
        f'7  openat(AT_FDCWD, "{hexed("/etc/x")}", O_RDONLY) = 6<{hexed("/etc/x")}>',
        f'7  pwrite64({file}, "{hexed("abc")}", 3, 512) = 3',
        f"8  fdatasync({file} <unfinished ...>",
        f'7  write(1<{hexed("/out")}>, "{hexed("told")}", 4) = 4',
        "8  <... fdatasync resumed>) = 0",
        f"7  ftruncate({file}, 9) = 0",
        f'7  rename("{hexed("/h/a")}", "{hexed("/h/b")}") = 0',
        f'7  unlink("{hexed("/h/b")}") = 0',
        f'7  unlink("{hexed("/h/c")}") = -1 ENOENT (No such file or directory)',
    ]
    assert list(operations(lines)) == [
        Create("/h/j-wal", False), Write("/h/j-wal", 512, b"abc"), Said(b"told"), Sync("/h/j-wal"),
        Cut("/h/j-wal", 9), Rename("/h/a", "/h/b"), Unlink("/h/b"),
    ]  # fmt: skip


def left(disk: Disk, target: Path, seed: int) -> dict[str, bytes]:
    """The files of one state after a power cut."""
    target.mkdir()
    disk.crash(random.Random(seed), target)
    return {file.name: file.read_bytes() for file in target.iterdir()}


def many(disk: Disk, target: Path) -> list[dict[str, bytes]]:
    return [left(disk, target / str(seed), seed) for seed in range(60)]


def done(*steps: object) -> Disk:
    disk = Disk("/h")
    for step in steps:
        disk.do(step)  # type: ignore[arg-type]
    return disk


def test_what_was_synced_stays(tmp_path: Path) -> None:
    disk = done(Create("/h/a", False), Write("/h/a", 0, b"old"), Sync("/h/a"), Write("/h/a", 0, b"new"))
    states = many(disk, tmp_path)
    assert {state["a"] for state in states} == {b"old", b"new"}


def test_each_sector_of_an_unsynced_write_arrives_or_not(tmp_path: Path) -> None:
    disk = done(Create("/h/a", False), Sync("/h/a"), Write("/h/a", 0, b"x" * 1024))
    assert {state["a"].count(b"x") for state in many(disk, tmp_path)} == {0, 512, 1024}


def test_a_new_name_may_be_missing_until_it_is_synced(tmp_path: Path) -> None:
    renamed = (Create("/h/n", True), Write("/h/n", None, b"1"), Sync("/h/n"), Rename("/h/n", "/h/a"))
    assert {tuple(state) for state in many(done(*renamed), tmp_path)} == {("n",), ("a",)}
    (tmp_path / "later").mkdir()
    assert {tuple(state) for state in many(done(*renamed, Sync("/h")), tmp_path / "later")} == {("a",)}


def test_sectors_are_cut_where_the_disk_cuts_them() -> None:
    pieces = sectors(Write("/h/a", 500, bytes(1000)))
    assert [(piece.offset, len(piece.content)) for piece in pieces if isinstance(piece, Write)] == [
        (500, 12), (512, 512), (1024, 476),
    ]  # fmt: skip


def test_a_cut_shortens_and_lengthens() -> None:
    file = File(bytearray(b"abcdef"), [Cut("", 2), Cut("", 4)])
    file.settle()
    assert file.stored == b"ab\0\0"
