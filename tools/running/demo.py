"""Users of a hall that is only tried out: made anew, with random passwords and PINs that are printed once."""

import secrets
from pathlib import Path

from hub.web.users import Users

PIN_DIGITS = 4


def open_users(data: Path) -> Users:
    """The users of the hall whose data lies in this folder."""
    data.mkdir(parents=True, exist_ok=True)
    return Users(data / "access.db")


def add_supervisor(data: Path, name: str) -> str:
    """A supervisor; the password."""
    password = secrets.token_urlsafe(9)
    users = open_users(data)
    try:
        users.add(name, password, "supervisor")
    finally:
        users.close()
    return password


def add_clerk(data: Path, counter: int) -> str:
    """A clerk for a keypad; the PIN."""
    users = open_users(data)
    try:
        pin = f"{counter:02d}{secrets.randbelow(10 ** (PIN_DIGITS - 2)):0{PIN_DIGITS - 2}d}"
        users.add(f"clerk-{counter}", secrets.token_urlsafe(9), "clerk", pin=pin)
    finally:
        users.close()
    return pin
