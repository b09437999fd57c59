"""The set-up runs on a bare python3 and says what to do where it cannot go on."""

import ast
import base64
import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.sources import ROOT, text_of
from tools import environment
from tools.environment import AptPart, NpmPart, SetupFailed

OLD_PYTHON = (3, 8)
SCRIPTS = ("run", "bench", "flash", "test", "check", "deploy", "docs", "requirements", "voice")
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


NPM = """\
#!{python}
import pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--pack-destination") + 1])
(folder / "part-1.0.tgz").write_bytes(pathlib.Path({archive!r}).read_bytes())
"""


def npm_part(folder: Path, sha512: str = "") -> NpmPart:
    """A package as npm would bring it: its archive lies in ``folder``; the pinned hash is right unless one is given."""
    archive = folder / "source.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        for name in ("a.mjs", "a.wasm", "README.md"):
            (folder / name).write_text(f"this is {name}")
            packed.add(folder / name, f"package/{name}")
    right = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    return NpmPart("part@1.0", sha512 or right, ("a.mjs", "a.wasm"), folder / "kept", ("run", "test"))


def put_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An npm that does what the script says."""
    (folder / "bin").mkdir()
    npm = folder / "bin" / "npm"
    npm.write_text(script)
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")


def brings(part: NpmPart, folder: Path) -> str:
    return NPM.format(python=sys.executable, archive=str(folder / "source.tgz"))


def test_what_npm_brings_is_kept_once_its_hash_is_the_pinned_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = npm_part(tmp_path)
    put_on_path(tmp_path, monkeypatch, brings(part, tmp_path))
    assert not environment.is_fetched(part)
    environment.fetch(part)
    assert environment.is_fetched(part)
    assert sorted(each.name for each in part.folder.iterdir()) == ["a.mjs", "a.wasm", "stamp"]
    assert not environment.is_fetched(part._replace(sha512="another version"))


def test_an_archive_that_is_not_the_pinned_one_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = npm_part(tmp_path, sha512="of something else")
    put_on_path(tmp_path, monkeypatch, brings(part, tmp_path))
    with pytest.raises(SetupFailed, match="is not what it was"):
        environment.fetch(part)
    assert not part.folder.exists()


def test_a_fetch_that_fails_stops_the_tests_but_no_hall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    part = npm_part(tmp_path)
    put_on_path(tmp_path, monkeypatch, "#!/bin/sh\necho no network >&2\nexit 1\n")
    environment.fetch_for("run", part)
    said = capsys.readouterr().err
    assert "no network" in said
    assert "/bench says so too" in said
    with pytest.raises(SetupFailed, match="no network"):
        environment.fetch_for("test", part)


def test_a_box_without_npm_is_told_how_to_get_it(tmp_path: Path) -> None:
    code = (
        "import pathlib, environment as e\n"
        f"e.on_path = lambda name: False\ne.fetch_for('run', e.MICROPYTHON._replace(folder=pathlib.Path({str(tmp_path)!r})))"
    )
    assert "apt-get install npm" in bare_python(code).stderr


def test_the_browser_s_micropython_is_pinned_and_there(tmp_path: Path) -> None:
    assert environment.is_fetched(environment.MICROPYTHON)
    assert len(base64.b64decode(environment.MICROPYTHON.sha512)) == hashlib.sha512().digest_size
