"""Who may say what to whom: one table role x topic, from which the rules of every broker are generated. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a credential is for."""

    HUB = "hub"
    DISPENSER = "dispenser"
    KEYPAD = "keypad"
    PAD = "pad"
    COUNTER_DISPLAY = "counter_display"


DEVICES = frozenset(Role) - {Role.HUB}
AT_COUNTER = frozenset({Role.KEYPAD, Role.PAD, Role.COUNTER_DISPLAY})
"""Roles that belong to one counter each."""

_HUB = frozenset({Role.HUB})


@dataclass(frozen=True, slots=True)
class Row:
    """One topic below ``q1/{hall}/``: who publishes it and who reads it."""

    topic: str
    publishers: frozenset[Role]
    subscribers: frozenset[Role]


TABLE: tuple[Row, ...] = (
    Row("hub", _HUB, DEVICES),
    Row("board", _HUB, frozenset({Role.DISPENSER, Role.COUNTER_DISPLAY})),
    Row("d/{device}/birth", DEVICES, _HUB),
    Row("d/{device}/state", DEVICES, _HUB),
    Row("d/{device}/ev", DEVICES, _HUB),
    Row("d/{device}/ack", _HUB, DEVICES),
    Row("d/{device}/cmd", _HUB, DEVICES),
    Row("d/{device}/rsp", DEVICES, _HUB),
    Row("d/{device}/desired", _HUB, DEVICES),
    Row("d/{device}/menu/{page}", _HUB, frozenset({Role.DISPENSER})),
    Row("d/{device}/tele", DEVICES, _HUB),
)
"""A device reaches only its own ``{device}``, any ``{page}`` of it; what is not here is refused."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one user of the broker may do: MQTT topic filters to publish and to subscribe."""

    user: str
    password: str = field(repr=False)
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def topics(hall: str, role: Role, device: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(publish, subscribe) topic filters of a role; the hub's reach every device, a device's only itself."""
    whose = "+" if role is Role.HUB else device
    return (
        tuple(_filters(hall, whose, (row.topic for row in TABLE if role in row.publishers))),
        tuple(_filters(hall, whose, (row.topic for row in TABLE if role in row.subscribers))),
    )


def hub_subscriptions(hall: str) -> tuple[str, ...]:
    """The filters under which the hub hears all that devices say."""
    return topics(hall, Role.HUB, "")[1]


def _filters(hall: str, whose: str, names: Iterable[str]) -> Iterable[str]:
    return (f"q1/{hall}/{name.format(device=whose, page='+')}" for name in names)
