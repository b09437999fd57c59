"""How a bus of keypads is described in ``hall.toml``."""

from dataclasses import dataclass


def _check(right: bool, expected: str) -> None:
    if not right:
        raise ValueError(f"expected {expected}")


@dataclass(frozen=True, slots=True)
class SerialSetup:
    """One serial port. ``profile``: the name of a shipped one, or a path. ``counters``: address -> counter."""

    name: str
    port: str
    profile: str
    counters: dict[str, int]

    def __post_init__(self) -> None:
        _check(bool(self.port), "port to be a device such as /dev/ttyUSB0")
        _check(bool(self.counters), "counters to name one address at least")
        for address in self.counters:
            right = address.isascii() and address.isdigit() and str(int(address)) == address and int(address) <= 255
            _check(right, f'counters to have addresses of 0 to 255, not "{address}"')

    @property
    def counter_of(self) -> dict[int, int]:
        """Address -> counter."""
        return {int(address): counter for address, counter in self.counters.items()}
