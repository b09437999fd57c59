"""The project's own files, for the tests that read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def project_files() -> tuple[str, ...]:
    """Every file that is in git or would go in, from the top of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}))


def python_files(*folders: str) -> list[str]:
    """The Python files below some folders; all of them without one."""
    return [name for name in project_files() if name.endswith(".py") and (not folders or name.startswith(folders))]


@cache
def text_of(name: str) -> str:
    """The text of a file, or nothing where it is no text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(name: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text_of(name), name)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the last one."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
