"""The set-up runs on a bare python3 and says what to do where it cannot go on."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT, text_of
from tools import environment
from tools.environment import AptPart, SetupFailed

OLD_PYTHON = (3, 8)
SCRIPTS = ("run", "bench", "flash", "test", "check", "docs", "requirements")
REQUIREMENTS = """\
ruff==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
uv==0.13.9 ; python_version > "3" \\
    --hash=sha256:cc \\
    --hash=sha256:dd
uvicorn==2.0 \\
    --hash=sha256:ee
"""


def bare_python(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code as a python3 without any package does."""
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r})\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, check=False)


def test_the_set_up_needs_no_package() -> None:
    done = bare_python("import environment; print(environment.ROOT)")
    assert (done.returncode, done.stdout.strip()) == (0, str(ROOT))


@pytest.mark.parametrize("name", ["tools/environment.py", *(f"tools/{script}" for script in SCRIPTS)])
def test_an_old_python_gets_as_far_as_being_told_so(name: str) -> None:
    ast.parse((ROOT / name).read_text(), name, feature_version=OLD_PYTHON)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_tool_can_be_started(script: str) -> None:
    file = ROOT / "tools" / script
    assert os.access(file, os.X_OK)
    assert file.read_text().startswith("#!/usr/bin/env python3\n")


def test_only_what_is_missing_and_needed_is_installed() -> None:
    parts = [
        AptPart("there", "why", ("run", "test"), lambda: True),
        AptPart("missing", "why", ("run", "test"), lambda: False),
        AptPart("for-tests", "why", ("test",), lambda: False),
    ]
    assert [part.package for part in environment.missing_apt_parts("run", parts)] == ["missing"]
    assert [part.package for part in environment.missing_apt_parts("test", parts)] == ["missing", "for-tests"]


def test_running_a_hall_asks_apt_for_no_more_than_python_s_own_part() -> None:
    assert [part.package for part in environment.APT_PARTS if "run" in part.needed_by] == ["python3-venv"]


def test_each_apt_package_says_why() -> None:
    assert all(len(part.why.split()) > 3 for part in environment.APT_PARTS)


def test_a_box_without_apt_is_told_what_to_install() -> None:
    code = (
        "import environment as e\n"
        "try:\n    e.install_apt_parts([e.AptPart('strace', 'to kill', ('test',), lambda: False)])\n"
        "except e.SetupFailed as failed:\n    print(failed)"
    )
    done = bare_python(code, PATH="nowhere")
    assert "install by your system's means" in done.stdout
    assert "strace" in done.stdout
    assert "needs strace: to kill" in done.stderr


def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(SetupFailed, match=r"(?s)making it failed:.*no such luck.*the command was"):
        environment.run([sys.executable, "-c", "import sys; sys.exit('no such luck')"], "making it")


def test_the_pinned_lines_of_one_package_are_found_with_their_hashes() -> None:
    block = environment.block_of("uv", REQUIREMENTS)
    assert block.splitlines() == REQUIREMENTS.splitlines()[3:6]


def test_a_package_that_is_not_pinned_is_told() -> None:
    with pytest.raises(SetupFailed, match="do not pin pip"):
        environment.block_of("pip", REQUIREMENTS)


@pytest.mark.parametrize("kind", ["run", "test"])
def test_both_kinds_pin_the_installer_and_the_builder(kind: str) -> None:
    text = text_of(environment.REQUIREMENTS[kind])
    assert "--hash=sha256:" in environment.block_of("uv", text)
    assert "--hash=sha256:" in environment.block_of("setuptools", text)


def test_the_versions_that_are_tested_are_the_versions_that_run() -> None:
    def pins(file: str) -> set[str]:
        return {line.split(" ;")[0].split(" \\")[0] for line in text_of(file).splitlines() if "==" in line[:60]}

    assert {pin for pin in pins("requirements.txt") if "==" in pin} <= pins("requirements-dev.txt")


def test_the_stamp_follows_the_requirements_and_the_place(tmp_path: Path) -> None:
    def stamp(folder: str, requirements: str) -> str:
        root = tmp_path / folder
        root.mkdir(exist_ok=True)
        (root / "requirements.txt").write_text(requirements)
        (root / "pyproject.toml").write_text("x")
        return environment.stamp_of("run", root)

    assert stamp("a", "one") == stamp("a", "one")
    assert len({stamp("a", "one"), stamp("a", "two"), stamp("b", "one")}) == 3
