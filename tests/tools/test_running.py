"""The command that starts a hall."""

import subprocess
import sys
from pathlib import Path

from tests.sources import ROOT


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tools.running", *words], cwd=ROOT, capture_output=True, text=True)


def test_a_bad_hall_toml_does_not_start_and_names_file_line_and_key(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text((ROOT / "hub/halls/village.toml").read_text().replace("port = 8080", "prot = 8080"))
    done = run("--hall", str(file))
    assert done.returncode == 2
    assert f"{file}:" in done.stderr
    assert 'web.prot: unknown key; expected perhaps "port"' in done.stderr
