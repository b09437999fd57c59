"""What the demonstration of a centre prints: every page that needs a sign-in comes with one that works."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from hub.centre.web.routes import PAGES, ROLES
from hub.web.users import Users
from tools.running.demo_centre import STAFF_PAGES, make_staff, prepare, show

CENTRE = "http://127.0.0.1:1"


def printed(staff: dict[str, str], data: Path) -> str:
    console = Console(file=io.StringIO(), width=60)
    show(console, CENTRE, staff, [], data)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_page_of_the_staff_is_printed_and_says_as_whom_to_sign_in(tmp_path: Path) -> None:
    words = printed(make_staff(tmp_path), tmp_path)
    shown = re.findall(rf"{CENTRE}(/\S*)  \((.*); sign in as (\w+)\)", words)
    assert [(path, role) for path, _, role in shown] == [(path, role) for path, role, _ in STAFF_PAGES]
    assert {"/", "/compare", "/reviews", "/webhooks"} <= {path for path, _, _ in shown} & set(PAGES)
    assert "[[webhooks]]" in words


@pytest.mark.parametrize("role", ROLES)
async def test_the_printed_password_of_each_role_signs_in(tmp_path: Path, role: str) -> None:
    words = printed(make_staff(tmp_path), tmp_path)
    password = re.search(rf"^{role}: +(\S+)$", words, re.MULTILINE)
    assert password
    users = Users(tmp_path / "access.db", roles=ROLES)
    try:
        user = await users.check(role, password[1])
    finally:
        users.close()
    assert user is not None
    assert user.role == role


def test_it_says_where_the_code_to_check_in_is_and_the_halls_show_it_there(tmp_path: Path) -> None:
    assert "the code to check in stands on /board, /kiosk and /supervisor" in printed({}, tmp_path)
    hall = prepare("city", tmp_path, "nats://127.0.0.1:1", "a-key-of-sixteen-letters")
    assert hall.settings.web.screens == ("127.0.0.1",)
    assert hall.settings.setup.afar_on
