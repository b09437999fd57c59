"""What a paired device is given: secrets of its own that are new and on disk, and where to find the hub."""

import logging
import re
from collections.abc import Callable
from typing import Any

from hub.core.refused import Refused
from hub.devices.acl import AT_COUNTER, Role
from hub.devices.boots import by_minute
from hub.devices.credentials import BadDevice, Credential, Registry
from hub.devices.provisioning import device_config

log = logging.getLogger(__name__)

NEW_DEVICE = re.compile(r"dispenser-[0-9]{1,3}")
"""What may be added to a hall at pairing; all else follows from its counters."""


class Handover:
    """``where()``: host ("": where the device found us) and port of the broker. ``changed()``: the registry has.

    ``authority``: what the hub's certificate is checked by, "" without TLS; ``fleet_key``: what updates are signed with.
    """

    def __init__(
        self, registry: Registry, hall: str, authority: str, fleet_key: bytes = b"", *, where: Callable[[], tuple[str, int]],
        boot_of: Callable[[str], int], hall_ms: Callable[[], int], changed: Callable[[], None],
    ) -> None:  # fmt: skip
        self._registry, self._hall, self._authority, self._fleet_key = registry, hall, authority, fleet_key
        self._where, self._boot_of, self._hall_ms, self._changed = where, boot_of, hall_ms, changed

    def __call__(self, device: str, role: str) -> dict[str, Any]:
        """The configuration of this device; whatever had this name before is shut out. Raises ``Refused``."""
        credential = self._renewed(device, Role(role))
        log.info("device %s is paired: it has new secrets, whatever had its name before is shut out", device)
        self._changed()
        where, key = self._where(), self._registry.hall_key
        config = device_config(credential, self._hall, *where, key, fleet_key=self._fleet_key)
        first = max(self._boot_of(device) + 1, by_minute(self._hall_ms()))
        return {**config, "ca": self._authority, "boot": first}

    def _renewed(self, device: str, role: Role) -> Credential:
        known = self._registry.get(device)
        if known is not None and known.role is not role:
            raise Refused("pairing_role", device=device)
        if known is None and (role in AT_COUNTER or not NEW_DEVICE.fullmatch(device)):
            raise Refused("pairing_device", device=device)
        try:
            return self._registry.renew(device, role, known.counter if known else None)
        except BadDevice:
            raise Refused("pairing_device", device=device) from None
