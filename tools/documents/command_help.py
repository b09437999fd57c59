"""What each command says about itself with ``--help``."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "anycounter": "hub",
    "anycounter centre": "hub.centre.command",
    "tools/run": "tools.running",
    "tools/bench": "tools.benches",
    "tools/plan": "tools.planning",
    "tools/bench forecast": "tools.benches.forecast",
    "tools/conform": "tools.conformance",
    "tools/flash": "tools.flashing",
    "tools/deploy": "tools.deploying",
    "tools/docs": "tools.documents",
    "tools/release": "tools.releasing",
}
"""Command -> module that it runs. One that is not there yet is left out, and so is its help."""

LIMIT_S = 60


def command_help_markdown() -> str:
    """The help of every command that exists; raises ``ImportError`` where one cannot tell it."""
    parts = [
        f"`{command} --help`\n\n```\n{help_of(module)}\n```" for command, module in COMMANDS.items() if there(module)
    ]
    return "\n\n".join(parts)


def there(module: str) -> bool:
    """Can the module be run?"""
    found = importlib.util.find_spec(module)
    if found is not None and found.submodule_search_locations is not None:
        found = importlib.util.find_spec(f"{module}.__main__")
    return found is not None


def help_of(module: str) -> str:
    """The help text, laid out for 100 columns wherever it is made."""
    environment = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        timeout=LIMIT_S,
    )
    if done.returncode != 0:
        raise ImportError(f"{module} --help failed: {done.stderr.strip()[-500:]}")
    return done.stdout.strip()
