"""Which device is updated when, pure: time and what is known of the devices are passed in.

Theory of operation. A rollout brings one release to all devices of the boards that it was made for, in three steps: one
device, then a tenth of them, then all. A step begins by itself once every device of the step before is confirmed: it
runs the new version, as its role, for ``confirm_s`` without a restart. A supervisor starts the first step and may stop
everything; nobody has to stay up at night for the others. The first device that fails stops the rollout. While the day
is open nothing is begun; what is under way in a device goes on, since it cannot be called back.

Orders are repeated until a device is seen at work on them, so that nothing depends on a single message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

CONFIRM_S = 90
"""A device has its own trial of 60 s of contact, and goes back by itself where that ends badly."""
REPEAT_MS = 30_000
PATIENCE_MS = 1_800_000
"""A device that was ordered to and is not through after this has failed. Pulling takes one minute or two."""
STEPS = 3
RUNNING, STOPPED, DONE = "running", "stopped", "done"

Row = Mapping[str, Any]
"""What ``Presence.picture`` tells of a device."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A device that was told to update. ``id``: of the command; ``boot``: its start then."""

    id: int
    boot: int
    since_ms: int
    sent_ms: int


@dataclass(frozen=True, slots=True)
class Rollout:
    """One release on its way. ``reason``, ``device``: why it was stopped, and by whom; "" by the supervisor."""

    number: int
    version: str
    boards: tuple[str, ...]
    confirm_s: int = CONFIRM_S
    step: int = 1
    state: str = RUNNING
    reason: str = ""
    device: str = ""
    ordered: dict[str, Ordered] = field(default_factory=dict)
    confirmed: tuple[str, ...] = ()

    def stopped(self, reason: str, device: str = "") -> "Rollout":
        """No more orders."""
        return replace(self, state=STOPPED, reason=reason, device=device)

    def fits(self, row: Row) -> bool:
        """Is the release made for this device? One that was never seen tells nothing of its board."""
        return row["hardware"] in self.boards

    def may_have(self, devices: int) -> int:
        """How many devices may have the release in this step."""
        return (1, max(1, -(-devices // 10)), devices)[self.step - 1]


def is_confirmed(rollout: Rollout, row: Row) -> bool:
    """Does the device work with the new version, for long enough?"""
    runs = row["firmware"] == rollout.version and row["mode"] == "role" and row["state"] != "lost"
    return bool(runs and row["health"].get("uptime_s", 0) >= rollout.confirm_s)


def fault_of(rollout: Rollout, row: Row, now_ms: int) -> str:
    """Why this device has failed, or ""."""
    ordered = rollout.ordered.get(row["device"])
    if row["device"] in rollout.confirmed:
        return "fell_back" if row["mode"] == "role" and row["firmware"] != rollout.version else ""
    if ordered is None:
        return ""
    if row["alert"] == "update_failed" and row["boot"] > ordered.boot:
        return "update_failed"
    return "silent" if now_ms - ordered.since_ms > PATIENCE_MS else ""


def advance(rollout: Rollout, rows: Sequence[Row], day_open: bool, now_ms: int, id: int) -> tuple[Rollout, list[str]]:
    """The rollout as it is now, and the devices to send the order to; new ones get the id ``id``."""
    if rollout.state != RUNNING:
        return rollout, []
    fitting = [row for row in rows if rollout.fits(row)]
    for row in fitting:
        if fault := fault_of(rollout, row, now_ms):
            return rollout.stopped(fault, row["device"]), []
    rollout = _confirm(rollout, fitting)
    if day_open or rollout.state != RUNNING:
        return rollout, []
    due = [row for row in fitting if _is_due(rollout, row, now_ms)]
    room = rollout.may_have(len(fitting)) - len({*rollout.ordered, *rollout.confirmed})
    sent, orders = dict(rollout.ordered), []
    for row in due:
        known = sent.get(row["device"])
        if known is None and room <= 0:
            continue
        room -= known is None
        sent[row["device"]] = (
            replace(known, boot=row["boot"], sent_ms=now_ms) if known else Ordered(id, row["boot"], now_ms, now_ms)
        )
        orders.append(row["device"])
    return (replace(rollout, ordered=sent), orders) if orders else (rollout, [])


def _confirm(rollout: Rollout, fitting: Sequence[Row]) -> Rollout:
    """Takes note of the devices that are through; the next step, where all of this one are."""
    new = [row["device"] for row in fitting if row["device"] not in rollout.confirmed and is_confirmed(rollout, row)]
    if new:
        ordered = {device: each for device, each in rollout.ordered.items() if device not in new}
        rollout = replace(rollout, ordered=ordered, confirmed=(*rollout.confirmed, *new))
    if rollout.ordered or len(rollout.confirmed) < rollout.may_have(len(fitting)):
        return rollout
    if rollout.step < STEPS:
        return _confirm(replace(rollout, step=rollout.step + 1), fitting) if fitting else rollout
    return replace(rollout, state=DONE) if fitting else rollout


def _is_due(rollout: Rollout, row: Row, now_ms: int) -> bool:
    """May and should the device be told now? Only one that listens, and is not at it already."""
    ordered = rollout.ordered.get(row["device"])
    at_it = row["mode"] == "update" or row["firmware"] == rollout.version or row["device"] in rollout.confirmed
    listens = row["state"] not in ("lost", "never_seen", "never_started") and row["boot"] > 0
    return listens and not at_it and (ordered is None or now_ms - ordered.sent_ms >= REPEAT_MS)
