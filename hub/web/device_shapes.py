"""What the answers about the devices' firmware and their pairing hold."""

from typing import Any, TypedDict


class Release(TypedDict):
    number: int
    version: str
    boards: list[str]


class RolloutShown(TypedDict):
    """``state``: running, paused (the day is open), stopped, done. ``reason``, ``device``: why it was stopped, by whom."""

    number: int
    version: str
    step: int
    state: str
    reason: str
    device: str
    under_way: list[str]
    confirmed: list[str]


class Updates(TypedDict):
    day_open: bool
    releases: list[Release]
    rollout: RolloutShown | None
    devices: list[dict[str, Any]]


class PairingAsked(TypedDict):
    """A device that asks. ``state``: asking, waiting (for its digits), handed, taken, ended. ``device``: its new name."""

    id: str
    hardware: str
    role: str
    name: str
    state: str
    tries_left: int
    device: str


class PairingWindow(TypedDict):
    open: bool
    left_s: int
    asking: list[PairingAsked]


class PairingHello(TypedDict):
    """The hub's half of the exchange, in hex."""

    id: str
    value: str
    nonce: str


class PairingSealed(TypedDict):
    """``sealed``: base64, or "" as long as nobody has typed the digits."""

    sealed: str
