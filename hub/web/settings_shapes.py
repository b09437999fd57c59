"""What the answers about the hall's file and its users hold."""

from typing import Any, TypedDict


class SettingsVersion(TypedDict):
    """One version of the hall's file; ``in_force``: is it what the file holds?"""

    number: int
    at_ms: int
    actor: str
    reason: str
    what: str
    in_force: bool


class SettingsShown(TypedDict):
    """``parts``: section -> what the file holds; ``elsewhere``: sections that are changed in the file alone."""

    file: str
    revision: str
    writable: bool
    languages: list[str]
    levels: list[str]
    fact_names: list[str]
    parts: dict[str, Any]
    elsewhere: list[str]
    history: list[SettingsVersion]


class SettingWrong(TypedDict):
    """``key``: as in the file, such as ``items[3].names.zh``."""

    key: str
    words: str


class SettingsChecked(TypedDict):
    mistakes: list[SettingWrong]


class UserShown(TypedDict):
    """``pin``, ``card``: is there one?"""

    name: str
    shown: str
    role: str
    disabled: bool
    pin: bool
    card: bool


class UserChange(TypedDict):
    """``what``: added, reset, disabled, enabled."""

    at_ms: int
    actor: str
    user: str
    what: str
    reason: str


class UsersShown(TypedDict):
    users: list[UserShown]
    changes: list[UserChange]


class UserGiven(TypedDict):
    """``password``: a new one, told this once; "" where there is none."""

    user: str
    password: str
