"""A check that is red or cannot run makes the whole red."""

import pytest

from tools.checking import Check, checks, look


def test_a_green_check_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert look(Check("json", ("json.tool", "--help")))
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_red_check_shows_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert not look(Check("json", ("json.tool", "not-there.json")))
    assert "not-there.json" in capsys.readouterr().out


def test_a_check_whose_program_is_missing_is_red(capsys: pytest.CaptureFixture[str]) -> None:
    assert not look(Check("moon", ("no_such_program",)))
    assert capsys.readouterr().out == "FAIL  moon: no_such_program is not there\n"


def test_format_lint_types_imports_and_documents_are_checked() -> None:
    assert {"format", "lint", "types", "imports and house rules", "documents"} <= {check.name for check in checks()}
