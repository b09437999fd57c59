"""Records in flash, cut and flipped at every byte."""

from pathlib import Path

import pytest

from storage import Damaged, Storage


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path))


def test_what_was_saved_is_loaded(storage: Storage) -> None:
    storage.save("ratings", [{"leg": "甲", "score": 1}])
    assert storage.load("ratings") == [{"leg": "甲", "score": 1}]


def test_what_was_never_saved_is_none(storage: Storage) -> None:
    assert storage.load("ratings") is None


def test_a_record_cut_at_any_byte_is_noticed(storage: Storage, tmp_path: Path) -> None:
    storage.save("ratings", [{"leg": "l-1", "score": 5}])
    whole = (tmp_path / "ratings").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "ratings").write_bytes(whole[:length])
        with pytest.raises(Damaged):
            storage.load("ratings")


def test_a_record_with_any_bit_flipped_is_noticed(storage: Storage, tmp_path: Path) -> None:
    storage.save("ratings", [{"leg": "l-1", "score": 5}])
    whole = (tmp_path / "ratings").read_bytes()
    for bit in range(8 * len(whole)):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        (tmp_path / "ratings").write_bytes(flipped)
        with pytest.raises(Damaged):
            storage.load("ratings")


def test_a_half_written_new_record_leaves_the_old_one(storage: Storage, tmp_path: Path) -> None:
    storage.save("ratings", [1])
    (tmp_path / "ratings.new").write_bytes(b"12")
    assert storage.load("ratings") == [1]
    storage.save("ratings", [2])
    assert storage.load("ratings") == [2]


def test_each_start_has_a_higher_boot_than_the_one_before(storage: Storage) -> None:
    assert [storage.next_boot() for _ in range(6)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("starts", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("copy", ["boot-0", "boot-1"])
def test_a_damaged_copy_skips_a_boot_and_never_repeats_one(
    storage: Storage, tmp_path: Path, starts: int, copy: str
) -> None:
    used = [storage.next_boot() for _ in range(starts)]
    (tmp_path / copy).write_bytes(b"damaged!")
    used += [storage.next_boot() for _ in range(3)]
    assert used == sorted(set(used))


def test_copies_damaged_one_after_the_other_never_repeat_a_boot(storage: Storage, tmp_path: Path) -> None:
    used = [storage.next_boot()]
    for copy in ("boot-0", "boot-1", "boot-0", "boot-1"):
        (tmp_path / copy).write_bytes(b"damaged!")
        used += [storage.next_boot()]
    assert used == sorted(set(used))
