"""Export the pinned requirements with hashes: ``python -m tools.pinning [--upgrade]``.

Three files, all at the same versions: what a hall runs on; that plus what its tests and checks need; that plus what makes
the clips of its voice. Markers cover both x86-64 and aarch64. No package index is named in them: a box uses its own.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"
HEADER = "# Made by tools/requirements from pyproject.toml. Change that file, then run the tool again.\n"
RUNTIME = ("requirements.txt", ("tools", "pi"), ())
WITH_TESTS = (
    "requirements-dev.txt",
    ("tools", "pi", "forecast", "centre", "dev"),
    ("--constraint", "requirements.txt"),
)


FOR_THE_VOICE = ("tools/voicing/requirements.txt", ("tools", "voice"), ("--constraint", "requirements.txt"))


def command(file: str, extras: tuple[str, ...], more: tuple[str, ...], upgrade: bool) -> list[str]:
    """The call of uv that writes one file; versions already in it stay, unless ``upgrade``."""
    words = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--output-file", file, *more]
    words += ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--quiet"]
    words += ["--no-config", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    words += [word for extra in extras for word in ("--extra", extra)]
    return words + (["--upgrade"] if upgrade else [])


def export(file: str, extras: tuple[str, ...], more: tuple[str, ...], upgrade: bool) -> None:
    """Write one requirements file under its neutral header."""
    without_local_sources = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    subprocess.run(command(file, extras, more, upgrade), cwd=ROOT, env=without_local_sources, check=True)
    path = ROOT / file
    path.write_text(HEADER + path.read_text().removeprefix(HEADER))


def main() -> None:
    """Write all files, the runtime first: the others are bound to its versions."""
    parser = argparse.ArgumentParser(description="Export the pinned requirements with hashes.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    upgrade = parser.parse_args().upgrade
    for file, extras, more in (RUNTIME, WITH_TESTS, FOR_THE_VOICE):
        export(file, extras, more, upgrade)
        print(f"{file}: {(ROOT / file).read_text().count('--hash=')} hashes")


if __name__ == "__main__":
    main()
