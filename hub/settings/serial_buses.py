"""What must hold between the hall and its buses of keypads: counters known, names and ports used once, profiles there."""

from collections.abc import Iterator, Sequence

from hub.core.catalogue import HallSetup
from hub.devices.serial_keypads.profile import BadProfile, load_profile
from hub.devices.serial_keypads.setup import SerialSetup
from hub.settings.rules import Finding


def serial_findings(setup: HallSetup, buses: Sequence[SerialSetup]) -> Iterator[Finding]:
    """Everything in ``[[serial]]`` that does not fit the hall."""
    for index, bus in enumerate(buses):
        for address, number in bus.counters.items():
            if setup.counter(number) is None:
                path = ("serial", index, "counters", address)
                yield path, f"there is no counter {number}", "the number of one of the counters"
        yield from _used_before(index, bus, buses[:index])
        yield from _profile(index, bus.profile)


def _used_before(index: int, bus: SerialSetup, before: Sequence[SerialSetup]) -> Iterator[Finding]:
    for key, value in (("name", bus.name), ("port", bus.port)):
        if value in (getattr(other, key) for other in before):
            yield ("serial", index, key), f"{value} is there twice", f"a {key} of its own"


def _profile(index: int, name: str) -> Iterator[Finding]:
    try:
        load_profile(name)
    except BadProfile as error:
        yield ("serial", index, "profile"), str(error), "a profile that can be used"
