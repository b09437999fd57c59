"""What is always loaded together, made one file: each name is on a device once, and a board opens few files at a start.

A ``.mpy`` carries the names that it uses, so that thirty files that use each other carry most names thirty times. A
bundle holds its entry and what that always imports, in the order of execution, under the entry's name. It enters itself
in ``sys.modules`` under each of their names too, and so a file that is loaded later finds what it asks for.
"""

import ast
import builtins
import gc
from collections.abc import Collection
from pathlib import Path

BUNDLES = (("role", "startup"), ("stock", "dispenser"))
"""What each start loads (each role is a `role`, only which one is known later), then what each start of a dispenser does.
The last of each is its entry; the other is imported by name, and so not found by following the imports."""
ALIAS = "for name in {names!r}.split():\n    sys.modules[name] = sys.modules[__name__]"


class BundleFault(Exception):
    """Two files that cannot be one. Says which, and the name that is in the way."""


class Bundle:
    """``modules``: what is inside, in order, the entry last. ``files``: where they lie.

    ``beside``: modules that are loaded by then, or that others need without this bundle.
    """

    def __init__(self, firmware: Path, together: tuple[str, ...], beside: Collection[str] = ()) -> None:
        self._firmware = firmware
        self._trees: dict[str, ast.Module] = {}
        self._beside = set(beside)
        for module in together:
            self._read(module)
        self.entry = together[-1]
        self.modules = [name for name in self._trees if name not in self._beside]
        self.files = {self._file(name).relative_to(firmware) for name in self.modules}

    def _file(self, module: str) -> Path:
        return self._firmware / f"{module.replace('.', '/')}.py"

    def _read(self, module: str) -> None:
        """Follow what a module imports by itself; a package and what is imported whole stay files of their own."""
        tree = parsed(self._file(module))
        for node in tree.body:
            for name, is_whole in _imported(node):
                if is_whole:
                    self._beside.add(name)
                elif name not in self._trees and name not in self._beside and self._file(name).exists():
                    self._read(name)
        self._trees[module] = tree

    def source(self) -> str:
        """The one file; raises ``BundleFault``."""
        lines = ["import sys", ALIAS.format(names=" ".join(self.modules[:-1]))]
        owners = {"sys": "sys", "name": "the loop over the modules"}
        for module in self.modules:
            for node in self._trees[module].body:
                if any(name in self.modules for name, _ in _imported(node)):
                    continue  # what it asks for stands above
                bound = dict(_bound(node, module))
                _check(bound, owners)
                is_there = _imported(node) and all(name in owners for name in bound)
                owners |= bound
                if not is_there:
                    lines.append(ast.unparse(node))
        return "\n".join(lines)


def bundles(firmware: Path) -> list[Bundle]:
    """The bundles of a firmware."""
    sources = {".".join(path.relative_to(firmware).with_suffix("").parts): path for path in firmware.rglob("*.py")}
    found: list[Bundle] = []
    for together in BUNDLES:
        beside = {name for bundle in found for name in bundle.modules}
        bundle = Bundle(firmware, together, beside)
        while found and (others := _asked(sources, bundle.modules) & set(bundle.modules) - set(together)):
            beside |= others
            bundle = Bundle(firmware, together, beside)
        found.append(bundle)
    return found


def _asked(sources: dict[str, Path], inside: list[str]) -> set[str]:
    """What the files outside import."""
    trees = [parsed(path) for name, path in sources.items() if name not in inside]
    return {name for tree in trees for node in ast.walk(tree) for name, _ in _imported(node)}


def _check(bound: dict[str, str], owners: dict[str, str]) -> None:
    for name, owner in bound.items():
        if owners.get(name, owner) != owner:
            raise BundleFault(f"{name} is a name in {owner} and in {owners[name]}: one has to have another")
        if hasattr(builtins, name):
            raise BundleFault(f"{name} in {owner} is a builtin's name, and the other files mean that one")


def _imported(node: ast.AST) -> list[tuple[str, bool]]:
    """(module, whether it is imported whole, under its own name); ``import a.b`` is for its effect alone."""
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "", False)]
    if isinstance(node, ast.Import):
        return [(alias.name, "." not in alias.name) for alias in node.names]
    return []


def _bound(node: ast.stmt, module: str) -> list[tuple[str, str]]:
    """The names that a statement of a module gives a meaning to, each with where that comes from."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [(node.name, module)]
    if isinstance(node, ast.ImportFrom):
        return [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names]
    if isinstance(node, ast.Import):
        return [(alias.asname or alias.name, alias.name) for alias in node.names]
    stored = (inner for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store))
    return [(name.id, module) for name in stored]


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a source. No garbage is collected meanwhile: a finaliser that runs in the middle of ``ast.parse`` makes
    CPython 3.11 raise ``SystemError: AST constructor recursion depth mismatch``."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        if was_on:
            gc.enable()
