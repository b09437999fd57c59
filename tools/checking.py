"""``tools/check``: format, lint, types, firmware types, import table and house rules, generated documentation.

Every check runs, each with a line of its own; the exit code is 1 when any is red. A check that cannot run is red.
"""

import argparse
import importlib.util
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPED = ("hub", "display", "tools")


@dataclass(frozen=True, slots=True)
class Check:
    """A name and the module, with arguments, that Python runs for it."""

    name: str
    words: tuple[str, ...]


def checks() -> list[Check]:
    """What there is to check; the boards' code as soon as it starts on one."""
    every = [
        Check("format", ("ruff", "format", "--check", "--quiet", ".")),
        Check("lint", ("ruff", "check", "--quiet", ".")),
        Check("types", ("mypy", *TYPED)),
        Check("imports and house rules", ("pytest", "tests/test_layers.py", "tests/test_house.py")),
        Check("documents", ("tools.documents", "--check")),
    ]
    if (ROOT / "firmware" / "main.py").exists():
        every.insert(3, Check("firmware types", ("tools.firmware_types",)))
    return every


def look(check: Check) -> bool:
    """Run one check, print its line, and what it found where it is red."""
    began = time.monotonic()
    if importlib.util.find_spec(check.words[0]) is None:
        print(f"FAIL  {check.name}: {check.words[0]} is not there")
        return False
    done = subprocess.run([sys.executable, "-m", *check.words], cwd=ROOT, capture_output=True, text=True)
    green = done.returncode == 0
    print(f"{'ok  ' if green else 'FAIL'}  {check.name} ({time.monotonic() - began:.1f} s)", flush=True)
    if not green:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return green


def main() -> int:
    """Run the checks, or those whose name holds a given word."""
    parser = argparse.ArgumentParser(prog="tools/check", description="Format, lint, types, imports, documents.")
    parser.add_argument("word", nargs="?", default="", help="only the checks whose name holds this word")
    word = parser.parse_args().word
    chosen = [check for check in checks() if word in check.name]
    if not chosen:
        parser.error("no check has this name: " + ", ".join(check.name for check in checks()))
    red = [check for check in chosen if not look(check)]
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
