"""The house rules that a reader of the sources can check."""

import ast
import re
import statistics
import tomllib
from pathlib import PurePosixPath

import pytest

from tests.sources import ROOT, functions, length, project_files, python_files, text_of, tree_of

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md", "display",
    "firmware", "hub", "pyproject.toml", "requirements-dev.txt", "requirements.txt", "tests", "tools",
}  # fmt: skip
LINES = (
    ("hub/core/", 250),
    ("hub/", 300),
    ("display/led/", 300),
    ("display/voice/", 300),
    ("firmware/", 150),
    ("", 400),
)
"""Lines that hold something, most for a file below a folder; blank ones are the formatter's, and are not counted."""

FUNCTION_LINES = 60
MEDIAN_FUNCTION_LINES = 10
FILE_BYTES = 1_000_000
PLACES = re.compile("/" + r"(?:home|root|work|Users|opt)/[\w.-]")
REGISTRIES = re.compile(
    "|".join(map(re.escape, ("py" + "pi.org", "python" + "hosted", "npm" + "js.", "deb." + "debian")))
)
LEFT_TO_DO = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def found_by(pattern: re.Pattern[str]) -> list[str]:
    """file:line of each hit in the project's text files."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name in project_files()
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if pattern.search(line)
    ]


def budget(name: str) -> int:
    return next(lines for folder, lines in LINES if name.startswith(folder))


def test_no_file_is_longer_than_its_budget() -> None:
    sources = [name for name in project_files() if name.endswith((".py", ".js"))]
    sizes = {name: sum(1 for line in text_of(name).splitlines() if line.strip()) for name in sources}
    assert {name: size for name, size in sizes.items() if size > budget(name)} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    sizes = {f"{name}:{each.name}": length(each) for name in python_files() for each in functions(tree_of(name))}
    assert {where: size for where, size in sizes.items() if size > FUNCTION_LINES} == {}


@pytest.mark.parametrize("folder", ["hub/", "tools/"])
def test_most_functions_are_read_at_a_glance(folder: str) -> None:
    sizes = [length(each) for name in python_files(folder) for each in functions(tree_of(name))]
    assert statistics.median(sizes) < MEDIAN_FUNCTION_LINES


def test_no_file_names_a_place_on_somebody_s_machine() -> None:
    assert found_by(PLACES) == []


def test_no_file_names_a_package_registry() -> None:
    assert found_by(REGISTRIES) == []


def test_nothing_is_left_to_do_in_a_comment() -> None:
    assert found_by(LEFT_TO_DO) == []


def swallows(tree: ast.AST) -> list[int]:
    """Lines of handlers that catch everything and say nothing, and of suppressions of everything."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and catches_all(node.type) and all(map(is_silent, node.body)):
            lines.append(node.lineno)
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("suppress")
            and any(map(catches_all, node.args))
        ):
            lines.append(node.lineno)
    return lines


def catches_all(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(map(catches_all, kind.elts))
    return kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))


def is_silent(statement: ast.stmt) -> bool:
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    nothing = isinstance(statement, ast.Return) and (
        statement.value is None or isinstance(statement.value, ast.Constant)
    )
    return constant or nothing or isinstance(statement, ast.Pass | ast.Continue | ast.Break)


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept (OSError, BaseException):\n    ...",
        "for x in y:\n    try:\n        f()\n    except Exception as error:\n        continue",
        "with contextlib.suppress(Exception):\n    f()",
    ],
)
def test_a_planted_swallowed_exception_is_found(source: str) -> None:
    assert swallows(ast.parse(source))


def test_no_exception_is_swallowed() -> None:
    assert {name: lines for name in python_files() if (lines := swallows(tree_of(name)))} == {}


def fixed_sleeps(tree: ast.AST) -> list[int]:
    """Lines that sleep for a literal time, other than between two looks at a condition of a ``while``."""
    polls = {id(inner) for loop in ast.walk(tree) if isinstance(loop, ast.While) for inner in ast.walk(loop)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in polls]
    sleeps = [call for call in calls if ast.unparse(call.func).split(".")[-1] == "sleep" and call.args]
    return [call.lineno for call in sleeps if isinstance(call.args[0], ast.Constant) and call.args[0].value]


def test_a_planted_sleep_is_found_and_a_yield_is_not() -> None:
    assert fixed_sleeps(ast.parse("import time\ntime.sleep(0.1)\nasyncio.sleep(0)")) == [2]


def test_no_test_sleeps_for_a_fixed_time() -> None:
    assert {name: lines for name in python_files("tests/") if (lines := fixed_sleeps(tree_of(name)))} == {}


def test_the_top_level_is_the_one_of_the_design() -> None:
    assert {PurePosixPath(name).parts[0] for name in project_files()} <= TOP_LEVEL


def test_no_file_is_big() -> None:
    sizes = {name: (ROOT / name).stat().st_size for name in project_files()}
    assert {name: size for name, size in sizes.items() if size > FILE_BYTES} == {}


def test_every_link_of_our_documents_leads_somewhere() -> None:
    broken = []
    for name in project_files():
        targets = LINK.findall(text_of(name)) if name.endswith(".md") else []
        for target in targets:
            if ":" not in target and not (ROOT / name).parent.joinpath(target.split("#")[0] or ".").exists():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_every_package_of_hub_and_display_is_part_of_the_distribution() -> None:
    named = tomllib.loads(text_of("pyproject.toml"))["tool"]["setuptools"]["packages"]
    folders = [PurePosixPath(name).parent for name in python_files("hub/", "display/")]
    assert {".".join(folder.parts) for folder in folders} <= set(named)


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_pin_every_package_by_hash_and_name_no_source(file: str) -> None:
    text = text_of(file)
    pinned = re.findall(r"^[a-z0-9.-]+==.*?(?=^[a-z0-9.-]+==|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pinned) > 40
    assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []
    assert re.search(r"://|file:|find-links|index-url", text) is None


def test_what_pyproject_asks_for_is_pinned() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    wanted = {"requirements.txt": [*project["dependencies"], *extras["tools"], *extras["pi"]]}
    wanted["requirements-dev.txt"] = [*wanted["requirements.txt"], *extras["dev"]]
    for file, requirements in wanted.items():
        pinned = set(re.findall(r"^([a-z0-9.-]+)==", text_of(file), re.MULTILINE))
        assert {re.split(r"[\[<>=;~! ]", each)[0] for each in requirements} <= pinned, f"run tools/requirements: {file}"
