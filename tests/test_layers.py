"""The import table: who may import whom, read from the syntax trees of all sources.

Each rule lists what the files of a package may import; whatever is not listed is a fault, and so is a source that no
rule covers. ``STDLIB`` in a list stands for the whole standard library less ``never``.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest

from tests.sources import python_files, text_of

STDLIB = "the standard library"
PURE = (
    "abc", "base64", "binascii", "bisect", "collections", "contextlib", "copy", "dataclasses", "datetime", "enum",
    "fractions", "functools", "hashlib", "heapq", "hmac", "itertools", "json", "math", "operator", "re", "statistics",
    "string", "typing", "unicodedata",
)  # fmt: skip
"""No input or output, no clock, no chance: what a decision may be made of."""

ANYTHING = "anything"
IMPURE_CALLS = ("now", "today", "utcnow")
IMPURE_NAMES = ("open", "print", "input", "exec", "eval")
ROLES = ("dispenser", "keypad", "pad", "counter_display")
HARDWARE = ("machine", "network", "neopixel", "os", "io", "socket", "ssl", "tls", "select", "rp2", "esp32")
BOARD_FILES = (
    "pins", "ports", "inputs", "panel", "net", "storage", "ledger", "pack", "words", "device", "main", "startup", "slots",
    "wifi", "finding", "secure", "reach", "pairing_mode",
)  # fmt: skip
AT_THE_HARDWARE = tuple(f"firmware/{name}.py" for name in BOARD_FILES)
NOT_ON_A_BOARD = ("typing", "dataclasses", "enum", "hub", "display", "tools", "tests")
SETUPS = ("hub.peripherals.setup", "hub.devices.serial_keypads.setup", "hub.devices.serial_keypads.profile")
"""What the settings fill in, or have to look at."""
ALIKE = ("hub.child", "hub.backoff", "hub.own_thread", "hub.private_file", "hub.nats_server", "hub.open_files")
"""What several edges need alike: children, patience, a thread beside the loop, files with secrets, as many files as there may be."""
CENTRE_MAY = (
    "hub.core.events", "hub.core.better", "hub.core.dispatch", "hub.core.standing", "hub.core.hall_card", "hub.core.catalogue",
    "hub.core.distance",
    "hub.uplink", "hub.settings", "hub.devices.certificates", *ALIKE,
    *(f"hub.web.{name}" for name in (
        "users", "sessions", "lockout", "access_store", "texts", "responses", "limits", "gate", "problems", "preloads",
        "door", "serving", "connections", "call", "bodies", "shapes", "route", "openapi", "signing_in", "metrics", "pages",
        "pictures", "feed", "sockets", "report_csv", "report_pdf", "report_tables", "reports",
    )),
)  # fmt: skip
"""The shapes that cross the link, the link itself, and what is the same for every server: settings, child, users, sessions."""
CENTRE_LIBRARIES = ("aiohttp", "argon2", "jinja2", "msgspec", "nats", "prometheus_client", "pypinyin", "sqlalchemy")


@dataclass(frozen=True)
class Rule:
    """One row of the table. ``covers``: path prefixes of its files. ``pure``: no calls of a clock or a file."""

    covers: tuple[str, ...]
    may: tuple[str, ...]
    never: tuple[str, ...] = ()
    pure: bool = False


def adapter(name: str, *libraries: str) -> Rule:
    """A package at the hub's edge: the core, the service, itself and its own libraries."""
    return Rule((f"hub/{name}/",), (STDLIB, "hub.core", "hub.service", *ALIKE, f"hub.{name}", *libraries))


RULES = (
    Rule(("firmware/wire/",), ("json", "hashlib", "binascii", "wire"), pure=True),
    Rule(AT_THE_HARDWARE, (ANYTHING,), NOT_ON_A_BOARD),
    Rule(("firmware/board.py",), ("gc", "os", "time")),
    Rule(("firmware/",), (ANYTHING,), NOT_ON_A_BOARD + HARDWARE),
    Rule(("hub/core/",), (*PURE, "hub.core"), pure=True),
    Rule(("hub/service.py",), (*PURE, "asyncio", "logging", "hub.core")),
    adapter("journal", "msgspec"),
    adapter(
        "devices", "wire", "paho", "msgspec", "serial", "serial_asyncio_fast", "cryptography", "zeroconf", "ifaddr"
    ),
    adapter("web", "aiohttp", "argon2", "jinja2", "msgspec", "prometheus_client", "reportlab", "segno"),
    adapter("peripherals", "escpos", "gpiozero", "serial", "serial_asyncio_fast", "segno", "PIL"),
    Rule(
        ("hub/forecasting/",),
        (STDLIB, "hub.core", "hub.forecasting", "msgspec", "numpy", "sklearn", "threadpoolctl"), ("sqlite3",),
    ),
    adapter("uplink", "msgspec", "nats"),
    Rule(("hub/planning/",), (STDLIB, "hub.planning", "hub.core", "msgspec")),
    Rule(("hub/shadow/",), (STDLIB, "hub.shadow", "hub.core", "hub.journal", "hub.planning", "msgspec")),
    Rule(("hub/centre/",), (STDLIB, "hub.centre", *CENTRE_MAY, *CENTRE_LIBRARIES)),
    Rule(("hub/settings/",), (STDLIB, "hub.settings", "hub.core", "tomlkit", *SETUPS), ("asyncio", "sqlite3")),
    Rule(("hub/__main__.py",), (ANYTHING,), ("tools", "tests")),
    Rule(("hub/assembly.py", "hub/night.py"), (ANYTHING,), ("tools", "tests", "hub.centre")),
    Rule(("hub/voice.py",), (STDLIB, "hub.core", "hub.settings", "display.voice")),
    Rule(("hub/",), (STDLIB, "hub.core", "hub.service", "hub.settings", *ALIKE, "msgspec")),
    Rule(("display/led/",), (STDLIB, "display.led", "wire", "serial", "serial_asyncio_fast")),
    Rule(("display/voice/",), (STDLIB, "display.voice", "wire")),
    Rule(("display/__init__.py",), ()),
    Rule(("tools/environment.py",), (STDLIB,)),
    Rule(("tools/", "tests/"), (ANYTHING,)),
)  # fmt: skip


def rule_for(path: str) -> Rule | None:
    """The first row that covers a file."""
    return next((rule for rule in RULES if path.startswith(rule.covers)), None)


def package_of(path: str) -> list[str]:
    """The package that a file's relative imports start from."""
    parts = path.removesuffix(".py").split("/")[:-1]
    return parts[1:] if parts[:1] == ["firmware"] else parts


def imports(tree: ast.AST, path: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each thing that a source imports, wherever in it and however it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package_of(path)[: len(package_of(path)) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            yield from ((node.lineno, ".".join([*base, alias.name])) for alias in node.names)
        elif isinstance(node, ast.Call) and called_name(node) in ("import_module", "__import__"):
            yield from ((node.lineno, name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def called_name(call: ast.Call) -> str:
    """The last part of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def within(name: str, packages: Iterable[str]) -> bool:
    """Is the dotted name one of the packages or inside one?"""
    return any(name == package or name.startswith(package + ".") for package in packages)


def allowed(name: str, rule: Rule) -> bool:
    """May the files of this row import this?"""
    if within(name, rule.never):
        return False
    in_stdlib = STDLIB in rule.may and name.split(".")[0] in sys.stdlib_module_names
    return ANYTHING in rule.may or in_stdlib or within(name, rule.may)


def impurities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls that read a clock or a file, or talk to somebody."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = called_name(node)
            if name in (IMPURE_CALLS if isinstance(node.func, ast.Attribute) else IMPURE_NAMES):
                yield node.lineno, name


def faults(path: str, source: str) -> list[str]:
    """What in a source breaks the table."""
    rule = rule_for(path)
    if rule is None:
        return [f"{path}: no row of the import table covers it"]
    tree = ast.parse(source, path)
    found = [f"{path}:{line}: imports {name}" for line, name in imports(tree, path) if not allowed(name, rule)]
    if rule.pure:
        found += [f"{path}:{line}: calls {name}()" for line, name in impurities(tree)]
    return found


def role_closure(read: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    """(path, source) of the four roles and of every firmware file that they reach, the wire left out."""
    reached, todo = set[str](), [*ROLES]
    while todo:
        name = todo.pop()
        for path in (f"firmware/{name}.py", f"firmware/{name}/__init__.py"):
            source = read(path)
            if source is None or path in reached:
                continue
            reached.add(path)
            yield path, source
            names = [
                dotted.split(".") for _, dotted in imports(ast.parse(source), path) if not within(dotted, ["wire"])
            ]
            todo += ["/".join(parts[:depth]) for parts in names for depth in range(1, len(parts) + 1)]


def role_faults(read: Callable[[str], str | None]) -> list[str]:
    """Impure things that a role imports or calls, directly or through other firmware files."""
    found = []
    for path, source in role_closure(read):
        tree = ast.parse(source, path)
        found += [f"{path}:{line}: calls {name}()" for line, name in impurities(tree)]
        for line, name in imports(tree, path):
            if not is_own(name, read) and not within(name, ("json", "wire")):
                found.append(f"{path}:{line}: imports {name}, and a role reaches it")
    return found


def is_own(name: str, read: Callable[[str], str | None]) -> bool:
    """Is it a file of ours beside the roles?"""
    top = name.split(".")[0]
    return any(read(path) is not None for path in (f"firmware/{top}.py", f"firmware/{top}/__init__.py"))


def read_firmware(path: str) -> str | None:
    return text_of(path) if path in python_files("firmware/") else None


def test_every_source_keeps_to_the_import_table() -> None:
    found = [fault for path in python_files() for fault in faults(path, text_of(path))]
    assert not found, "\n".join(found)


def test_the_four_roles_reach_nothing_but_pure_code() -> None:
    assert not role_faults(read_firmware)


PLANTED = [
    ("hub/core/x.py", "import time", "imports time"),
    ("hub/core/x.py", "import asyncio.queues", "imports asyncio.queues"),
    ("hub/core/x.py", "from logging import getLogger", "imports logging.getLogger"),
    ("hub/core/x.py", "import random", "imports random"),
    ("hub/core/x.py", "import sqlite3", "imports sqlite3"),
    ("hub/core/x.py", "from wire import messages", "imports wire.messages"),
    ("hub/core/x.py", "from hub import service", "imports hub.service"),
    ("hub/core/x.py", "from .. import service", "imports hub.service"),
    ("hub/core/x.py", "import msgspec", "imports msgspec"),
    ("hub/core/x.py", "from datetime import datetime\nt = datetime.now()", "calls now()"),
    ("hub/core/x.py", "def f():\n    return open('x')", "calls open()"),
    ("hub/core/decisions/x.py", "def f():\n    import time", "imports time"),
    ("hub/service.py", "from hub.journal import codec", "imports hub.journal.codec"),
    ("hub/service.py", "import sqlite3", "imports sqlite3"),
    ("hub/journal/x.py", "import hub.devices.link", "imports hub.devices.link"),
    ("hub/journal/x.py", "from ..web import app", "imports hub.web.app"),
    ("hub/journal/x.py", "import wire", "imports wire"),
    ("hub/journal/x.py", "import aiohttp", "imports aiohttp"),
    ("hub/web/x.py", "from hub.journal.reports import day", "imports hub.journal.reports.day"),
    ("hub/web/x.py", "from importlib import import_module as i\nimport_module('hub.devices')", "imports hub.devices"),
    ("hub/peripherals/x.py", "from display.led import frame", "imports display.led.frame"),
    ("hub/devices/x.py", "from hub.peripherals import setup", "imports hub.peripherals.setup"),
    ("hub/devices/x.py", "import hub.settings", "imports hub.settings"),
    ("hub/centre/x.py", "from hub.core import hall", "imports hub.core.hall"),
    ("hub/web/x.py", "from hub.centre import intake", "imports hub.centre.intake"),
    ("hub/clock.py", "from hub.journal import x", "imports hub.journal.x"),
    ("hub/web/x.py", "from hub import assembly", "imports hub.assembly"),
    ("hub/clock.py", "from hub import assembly", "imports hub.assembly"),
    ("hub/assembly.py", "import tools.day", "imports tools.day"),
    ("hub/voice.py", "from hub.web import app", "imports hub.web.app"),
    ("hub/peripherals/x.py", "import display.voice.speaker", "imports display.voice.speaker"),
    ("hub/__main__.py", "from tools import running", "imports tools.running"),
    ("display/led/frame.py", "from hub.core import views", "imports hub.core.views"),
    ("display/voice/x.py", "import aiohttp", "imports aiohttp"),
    ("display/new/x.py", "import json", "no row"),
    ("firmware/wire/x.py", "import time", "imports time"),
    ("firmware/wire/x.py", "from keypad import Keypad", "imports keypad.Keypad"),
    ("firmware/keypad.py", "from machine import Pin", "imports machine.Pin"),
    ("firmware/keypad.py", "from dataclasses import dataclass", "imports dataclasses.dataclass"),
    ("firmware/net.py", "from hub.core import views", "imports hub.core.views"),
    ("tools/environment.py", "import msgspec", "imports msgspec"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "source", "told"), PLANTED)
def test_a_planted_violation_is_found(path: str, source: str, told: str) -> None:
    assert [fault for fault in faults(path, source) if told in fault]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("hub/core/x.py", "import math\nfrom hub.core.hall import Hall\nfrom . import events"),
        ("hub/service.py", "import asyncio\nimport logging\nfrom hub.core import decide"),
        ("hub/devices/x.py", "import wire.messages\nfrom paho.mqtt import client\nfrom hub.service import Answer"),
        ("hub/__main__.py", "from hub.journal import opening\nfrom hub.web import app"),
        ("hub/centre/x.py", "from hub.core.events import Recorded"),
        ("firmware/net.py", "import network\nimport asyncio"),
    ],
)
def test_what_the_table_allows_is_no_fault(path: str, source: str) -> None:
    assert faults(path, source) == []


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"pad": "import asyncio"}, "firmware/pad.py:1: imports asyncio"),
        ({"pad": "import role", "role": "import time"}, "firmware/role.py:1: imports time"),
        ({"pad": "from texts import zh", "texts/__init__": "", "texts/zh": "import gc"}, "firmware/texts/zh.py:1"),
        ({"keypad": "x = open('boot')"}, "firmware/keypad.py:1: calls open()"),
    ],
)
def test_what_a_role_reaches_through_another_file_is_found(files: dict[str, str], told: str) -> None:
    sources = {f"firmware/{name}.py": source for name, source in files.items()}
    assert any(told in fault for fault in role_faults(sources.get))


def test_a_pure_role_is_no_fault() -> None:
    sources = {
        "firmware/pad.py": "import json\nfrom role import Role\nfrom wire.messages import X",
        "firmware/role.py": "",
    }
    assert role_faults(sources.get) == []
