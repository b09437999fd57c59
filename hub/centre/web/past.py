"""What the store remembers, as pages ask for it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from hub.centre.hours import HallHour, added


class Past(Protocol):
    """Hours of past and present days; keeps no loop from working."""

    async def hours(self, halls: Sequence[str], first: str, last: str) -> list[HallHour]:
        """Those of the halls on the business days from one ISO date to another, both included."""


class NoPast:
    """A centre that has stored nothing yet."""

    async def hours(self, halls: Sequence[str], first: str, last: str) -> list[HallHour]:
        return []


def by(hours: Iterable[HallHour], *names: str) -> list[HallHour]:
    """Added up by these of hall, day, hour, month; in their order."""
    groups: dict[tuple[str | int, ...], list[HallHour]] = {}
    for each in hours:
        groups.setdefault(tuple(each.day[:7] if name == "month" else getattr(each, name) for name in names), []).append(each)
    return [added(groups[key], **named(names, key)) for key in sorted(groups)]


def named(names: Sequence[str], key: Sequence[str | int]) -> dict[str, str | int]:
    return {("day" if name == "month" else name): value for name, value in zip(names, key, strict=True)}
