"""Users of a hall that is only tried out: made anew, with random passwords and PINs that are printed once."""

import secrets
from pathlib import Path

from hub.web.users import ROLES, Users

PIN_DIGITS = 4


def add_user(data: Path, name: str, role: str, pin: str = "", roles: tuple[str, ...] = ROLES) -> str:
    """A user with a random password, which is returned."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = secrets.token_urlsafe(9)
    users = Users(data / "access.db", roles=roles)
    try:
        users.add(name, password, role, pin=pin)
    finally:
        users.close()
    return password


def add_supervisor(data: Path, name: str) -> str:
    """A supervisor; the password."""
    return add_user(data, name, "supervisor")


def add_clerk(data: Path, counter: int) -> tuple[str, str]:
    """A clerk for a counter; password and PIN. The PIN begins with the counter, so that no two are alike."""
    pin = f"{counter:02d}{secrets.randbelow(10 ** (PIN_DIGITS - 2)):0{PIN_DIGITS - 2}d}"
    return add_user(data, f"clerk-{counter}", "clerk", pin), pin
