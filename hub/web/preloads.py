"""Which modules a page will ask for, told with the page: else a browser finds out step by step, each after the last.

Read from the files themselves at the start: the scripts that a page names, and what these import by relative paths.
"""

import re
from pathlib import Path, PurePosixPath

SCRIPT = re.compile(r'<script type="module" src="/web/([^"]+)">')
IMPORT = re.compile(r'^import\s(?:[^;"]*\sfrom\s)?"(\.{1,2}/[^"]+)";', re.MULTILINE)


def modules_of(page: str, files: dict[str, Path]) -> list[str]:
    """Paths of the modules of a page's text, each once, in the order in which they are met."""
    found: list[str] = []
    waiting = list(reversed(SCRIPT.findall(page)))
    while waiting:
        module = waiting.pop()
        if module in found or module not in files:
            continue
        found.append(module)
        imported = IMPORT.findall(files[module].read_text(encoding="utf-8"))
        waiting += reversed([beside(module, path) for path in imported])
    return found


def beside(module: str, path: str) -> str:
    """``lib/page.js``, ``./api.js`` -> ``lib/api.js``."""
    parts: list[str] = []
    for part in (PurePosixPath(module).parent / path).parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)


def preload_header(page: Path, files: dict[str, Path]) -> str:
    """The ``Link`` header that goes with a page."""
    modules = modules_of(page.read_text(encoding="utf-8"), files)
    return ", ".join(f"</web/{module}>; rel=modulepreload" for module in modules)
