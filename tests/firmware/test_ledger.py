"""The dispenser's journal in flash: cut and flipped at every byte, it skips numbers and repeats none."""

import os
from pathlib import Path

import pytest

from ledger import SMALL, Ledger

LEASE = "20260105-0"
FIRST = 100


def ticket(serial: int, lease: str = LEASE) -> list[object]:
    return ["n", lease, serial, ["card"], "walk_in", "zh", 0, 3, serial, None]


def filled(folder: Path, done: int = 1) -> bytes:
    """Three tickets printed, the first ones told to the hub."""
    ledger = Ledger(str(folder))
    for serial in (FIRST, FIRST + 1, FIRST + 2):
        ledger.append(ticket(serial))
        ledger.append(["p", LEASE, serial, "printed"])
    for serial in range(FIRST, FIRST + done):
        ledger.append(["d", LEASE, serial])
    return (folder / "ledger").read_bytes()


def told(folder: Path) -> list[int]:
    """The serials that a start from this flash tells, until nothing is left."""
    ledger, serials = Ledger(str(folder)), []
    while found := ledger.first():
        serials.append(found[0][2])
        ledger.append(["d", *found[0][1:3]])
    assert ledger.pending == 0
    return serials


def test_a_new_journal_knows_nothing(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path))
    assert (ledger.used(LEASE, FIRST), ledger.pending, ledger.first()) == (FIRST - 1, 0, None)


def test_what_the_hub_has_is_not_told_again_and_the_rest_is_in_order(tmp_path: Path) -> None:
    filled(tmp_path)
    ledger = Ledger(str(tmp_path))
    assert (ledger.used(LEASE, FIRST), ledger.pending) == (FIRST + 2, 2)
    assert told(tmp_path) == [FIRST + 1, FIRST + 2]


def test_the_paper_of_a_ticket_is_known(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path))
    ledger.append(ticket(FIRST))
    assert ledger.first() == (ticket(FIRST), "")
    ledger.append(ticket(FIRST + 1))
    ledger.append(["p", LEASE, FIRST, "failed"])
    assert ledger.first() == (ticket(FIRST), "failed")


@pytest.mark.parametrize("done", [0, 1, 3])
def test_cut_at_every_byte_no_number_is_used_twice_and_whole_tickets_are_told(tmp_path: Path, done: int) -> None:
    whole = filled(tmp_path, done)
    for length in range(len(whole)):
        (tmp_path / "ledger").write_bytes(whole[:length])
        kept = whole[:length].split(b"\n")[:-1]
        on_paper = [
            FIRST + place
            for place in range(3)
            if any(b'"n", "%s", %d,' % (LEASE.encode(), FIRST + place) in line for line in kept)
        ]
        started = Ledger(str(tmp_path))
        assert started.used(LEASE, FIRST) >= max(on_paper, default=FIRST - 1)
        assert started.pending <= len(on_paper)
        known = [
            serial
            for serial in on_paper
            if not any(b'"d", "%s", %d]' % (LEASE.encode(), serial) in line for line in kept)
        ]
        assert told(tmp_path) == known


@pytest.mark.parametrize("done", [0, 1, 3])
def test_flipped_at_every_byte_no_number_is_used_twice(tmp_path: Path, done: int) -> None:
    whole = filled(tmp_path, done)
    for place in range(len(whole)):
        (tmp_path / "ledger").write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        started = Ledger(str(tmp_path))
        assert started.used(LEASE, FIRST) >= FIRST + 2
        assert started.used("another", 500) >= 499
        again = Ledger(str(tmp_path))
        assert again.used(LEASE, FIRST) >= FIRST + 2
        serials = told(tmp_path)
        assert serials == sorted(set(serials))
        assert set(range(FIRST + done, FIRST + 3)) - set(serials) <= damaged(whole, place)


def damaged(whole: bytes, place: int) -> set[int]:
    """Tickets whose own line holds this byte. A gap tells of the one in the middle; nothing tells of the ends."""
    lines, start, hit = whole.split(b"\n"), 0, set[int]()
    for line in lines:
        end = start + len(line)
        if start <= place <= end:
            hit |= {serial for serial in (FIRST, FIRST + 2) if b'"n", "%s", %d,' % (LEASE.encode(), serial) in line}
        if place == end:  # the line end itself: two lines become one
            hit |= {FIRST, FIRST + 1, FIRST + 2}
        start = end + 1
    return hit


def test_a_gap_tells_of_a_ticket_whose_line_cannot_be_read(tmp_path: Path) -> None:
    whole = filled(tmp_path, 0)
    place = whole.index(b'"n", "%s", %d,' % (LEASE.encode(), FIRST + 1))
    (tmp_path / "ledger").write_bytes(whole[:place] + b"?" + whole[place + 1 :])
    ledger = Ledger(str(tmp_path))
    assert ledger.pending == 3
    ledger.append(["d", LEASE, FIRST])
    found = ledger.first()
    assert found is not None
    assert found[0][1:4] == [LEASE, FIRST + 1, []]


def test_the_first_ticket_of_fresh_numbers_is_skipped_too_when_its_line_cannot_be_read(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path))
    ledger.append(ticket(500, "fresh"))
    raw = (tmp_path / "ledger").read_bytes()
    (tmp_path / "ledger").write_bytes(b"0" * 9 + raw[9:])
    for _ in range(3):
        assert Ledger(str(tmp_path)).used("fresh", 500) == 500


def test_a_journal_that_is_done_becomes_small_and_remembers_its_numbers(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path))
    for serial in range(FIRST, FIRST + 60):
        ledger.append(ticket(serial))
    assert (tmp_path / "ledger").stat().st_size > SMALL
    for serial in range(FIRST, FIRST + 60):
        ledger.append(["d", LEASE, serial])
    assert (tmp_path / "ledger").stat().st_size < 100
    assert Ledger(str(tmp_path)).used(LEASE, FIRST) == FIRST + 59


def test_a_full_flash_says_so_and_nothing_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(str(tmp_path))

    def full(descriptor: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        ledger.append(ticket(FIRST))
    assert ledger.pending == 0
