"""Files that are loaded together, made one: the same firmware, under the same names."""

import subprocess
from pathlib import Path

import pytest

from tests.firmware.test_on_micropython import MICROPYTHON
from tools.virtual.bundle import BUNDLES, Bundle, BundleFault, bundles
from tools.virtual.compiled import FIRMWARE, compiled, mpy_cross
from tools.virtual.device import FAKES


def write(folder: Path, **sources: str) -> Path:
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    return folder


def run(source: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "whole"}
    exec(source, names)
    return names


def test_no_file_is_in_two_bundles_and_each_ends_with_its_entry() -> None:
    made = bundles(FIRMWARE)
    inside = [module for bundle in made for module in bundle.modules]
    assert len(inside) == len(set(inside)) > 20
    assert [bundle.entry for bundle in made] == [together[-1] for together in BUNDLES]
    assert all(bundle.modules[-1] == bundle.entry for bundle in made)


def test_what_a_file_outside_needs_without_the_bundle_stays_a_file() -> None:
    dispenser = bundles(FIRMWARE)[1]
    assert "fetch" not in dispenser.modules, "an update pulls files too, with no dispenser in memory"
    assert "ledger" in dispenser.modules


def test_names_come_in_the_order_in_which_they_are_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        top="from middle import TWICE\nimport math\nANSWER = math.floor(TWICE)",
        middle="import math\nfrom bottom import base\nTWICE = 2 * base()",
        bottom="def base():\n    return 21",
    )
    bundle = Bundle(tmp_path, ("top",))
    assert bundle.modules == ["bottom", "middle", "top"]
    modules: dict[str, object] = {"whole": "itself"}
    monkeypatch.setattr("sys.modules", modules)
    assert run(bundle.source())["ANSWER"] == 42
    assert modules["middle"] == modules["bottom"] == "itself"
    assert bundle.source().count("import math") == 1


def test_a_package_and_what_is_imported_whole_stay_files(tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    write(tmp_path / "box", __init__="", inner="A = 1")
    write(tmp_path, top="import clock\nfrom box.inner import A\nfrom box import inner", clock="NOW = 1")
    assert Bundle(tmp_path, ("top",)).modules == ["box.inner", "top"]


@pytest.mark.parametrize(
    ("sources", "name"),
    [
        ({"top": "from low import a\nLIMIT = 1", "low": "LIMIT = 2\na = 1"}, "LIMIT"),
        ({"top": "from low import a\nfrom json import dumps", "low": "def dumps(): pass\na = 1"}, "dumps"),
        ({"top": "from low import a", "low": "a = 1\ndef open(): pass"}, "open"),
    ],
)
def test_two_meanings_of_a_name_are_refused(tmp_path: Path, sources: dict[str, str], name: str) -> None:
    with pytest.raises(BundleFault, match=rf"^{name} .*\b(top|low)\b"):
        Bundle(write(tmp_path, **sources), ("top",)).source()


def test_a_device_finds_under_each_name_what_it_would_find_in_the_file(tmp_path: Path) -> None:
    compiler = mpy_cross()
    assert compiler
    folder = compiled(compiler)
    for bundle in bundles(FIRMWARE):
        there = [path.stem for path in bundle.files if (folder / path).with_suffix(".mpy").exists()]
        assert there == [bundle.entry]
    lines = ["import wires", "wires.tell = lambda **what: None", "import startup, dispenser"]
    for bundle in bundles(FIRMWARE):
        lines += [f"import {module}" for module in bundle.modules]
    lines += [
        "from storage import Damaged, Storage",
        "from ledger import Ledger",
        "from wire.errors import WireError",
        "import sys",
        "assert sys.modules['storage'].Damaged is Damaged is startup.Damaged",
        "assert startup.WireError is WireError and dispenser.Ledger is Ledger",
        "assert startup.Device.__init__ and Storage is startup.Storage",
        "print('same')",
    ]
    (tmp_path / "look.py").write_text("\n".join(lines))
    path = f"{tmp_path}:{FAKES}:{folder}:.frozen"
    done = subprocess.run(
        [str(MICROPYTHON), "-m", "look"], env={"MICROPYPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.stdout == "same\n", done.stdout + done.stderr
