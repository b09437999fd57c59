"""What a start finds of the printer database: whole, half or nothing."""

import pickle
from pathlib import Path

import pytest

from hub.peripherals import paper


@pytest.mark.parametrize("left", [b"", pickle.dumps({"profiles": {"default": {}}})[:12]])
def test_a_database_that_a_killed_hub_has_left_half_written_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: bytes
) -> None:
    monkeypatch.delenv(paper.CACHE_VARIABLE, raising=False)
    kept = tmp_path / "3.11.7.capabilities.pickle"
    kept.write_bytes(left)
    paper.use_cache(tmp_path)
    assert not kept.exists()


def test_a_whole_database_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paper.CACHE_VARIABLE, raising=False)
    kept = tmp_path / "3.11.7.capabilities.pickle"
    kept.write_bytes(pickle.dumps({"profiles": {"default": {}}}))
    paper.use_cache(tmp_path)
    assert kept.exists()
