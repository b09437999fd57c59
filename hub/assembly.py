"""A whole hub, put together: the only place beside the command line that names concrete classes.

Read top to bottom it is the order of a start: journal, service, broker, devices, pages, what is plugged in. Any part that
fails ends them all: the hub stops, its supervisor (systemd, ``tools/run``) starts it again, and the journal has everything.
"""

import asyncio
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.clock import FastClock, HallClock
from hub.core.hall import Hall
from hub.devices.broker import Broker
from hub.devices.credentials import Registry
from hub.devices.devices import Devices
from hub.devices.provisioning import ensure_all
from hub.housekeeping import Backups, begin, watch_clock
from hub.journal.backups import BackupFailed
from hub.journal.opening import Opened, open_journal
from hub.peripherals.facts import ticket_facts
from hub.peripherals.plugged import Plugged
from hub.peripherals.receipt import receipt
from hub.service import HallService, JournalFailed, replay
from hub.settings import Settings
from hub.web.app import WebApp
from hub.web.texts import Texts
from hub.web.users import Users

log = logging.getLogger(__name__)

BACKUPS_KEPT = 14
"""Two weeks of days, or a busy day of hours."""


@dataclass(frozen=True, slots=True)
class StartOptions:
    """``trusted``: believe an unconfirmed clock. ``start_ms`` and ``speed``: hall time of a replayed day."""

    trusted: bool = False
    start_ms: int | None = None
    speed: float = 1.0
    announce: Path | None = None


def open_clock(hall: Hall, options: StartOptions) -> HallClock | FastClock:
    """The real clock, or that of a replayed day."""
    if options.start_ms is None:
        return HallClock(hall.at_ms, options.trusted)
    return FastClock(options.start_ms, options.speed, hall.at_ms)
