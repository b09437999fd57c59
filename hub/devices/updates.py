"""Updates of the devices: the releases that lie here, the rollout that runs, and its orders. The plan is `rollout`.

The rollout is in a small private file that is written when it changes, so that a hub that starts anew goes on with it.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from hub.devices.envelopes import Body, Envelope
from hub.devices.releases import Releases
from hub.devices.rollout import CONFIRM_S, RUNNING, STOPPED, Rollout, advance
from hub.private_file import write_private

log = logging.getLogger(__name__)

IDS = 2**31 - 1


class Updates:
    """``say`` tells a device; ``rows``: what is known of each; ``day_open``: people are in the hall.

    ``confirm_s``: how long a device has to run the new version before the next ones get it.
    """

    def __init__(
        self,
        releases: Releases,
        path: Path,
        say: Callable[[str, str, Body], None],
        rows: Callable[[], list[dict[str, Any]]],
        day_open: Callable[[], bool],
        now_ms: Callable[[], int],
    ) -> None:
        self._releases = releases
        self._path = path
        self._say = say
        self._rows = rows
        self._day_open = day_open
        self._now_ms = now_ms
        self.confirm_s = CONFIRM_S
        self._rollout = self._load()

    def start(self, number: int) -> str:
        """Begin to bring this release to the devices; "", or why not. Again: nothing happens."""
        running = self._rollout if self._rollout and self._rollout.state == RUNNING else None
        if running and running.number == number:
            return ""
        if running:
            return "update_running"
        if self._day_open():
            return "update_day_open"
        boards = self._releases.all().get(number)
        if boards is None:
            return "update_unknown"
        log.info("release %d is rolled out", number)
        self._keep(Rollout(number, next(iter(boards.values())).version, tuple(sorted(boards)), self.confirm_s))
        return ""

    def stop(self) -> None:
        """No more orders; what a device has begun it ends."""
        if self._rollout and self._rollout.state == RUNNING:
            self._keep(self._rollout.stopped("supervisor"))

    def tick(self) -> None:
        """Send what is due."""
        if self._rollout is None or self._rollout.state != RUNNING:
            return
        rows = self._rows()
        after, orders = advance(self._rollout, rows, self._day_open(), self._now_ms(), secrets.randbelow(IDS))
        boards = {row["device"]: row["hardware"] for row in rows}
        self._keep(after)
        for device in orders:
            self._order(after, device, boards[device])

    def answered(self, envelope: Envelope) -> None:
        """A device has answered a command; a no to an order of ours ends the rollout."""
        rollout, said = self._rollout, envelope.body
        ordered = rollout.ordered.get(envelope.device) if rollout else None
        if rollout and rollout.state == RUNNING and ordered and ordered.id == said["id"] and not said["ok"]:
            self._keep(rollout.stopped(said["reason"] or "update_failed", envelope.device))

    def alarm(self, device: str) -> str:
        """``update_failed`` for the device that has stopped the rollout, until the next one begins; else nothing."""
        rollout = self._rollout
        return "update_failed" if rollout and rollout.state == STOPPED and rollout.device == device else ""

    def picture(self) -> dict[str, Any]:
        """Releases, the rollout, and which device has which version."""
        releases = [
            {"number": number, "version": next(iter(boards.values())).version, "boards": sorted(boards)}
            for number, boards in self._releases.all().items()
        ]
        shown = ("device", "firmware", "hardware", "mode", "slot", "state")
        devices = [{name: row[name] for name in shown} for row in self._rows()]
        return {"day_open": self._day_open(), "releases": releases, "rollout": self._shown(), "devices": devices}

    def _shown(self) -> dict[str, Any] | None:
        rollout = self._rollout
        if rollout is None:
            return None
        paused = rollout.state == RUNNING and self._day_open()
        return {
            "number": rollout.number, "version": rollout.version, "step": rollout.step,
            "state": "paused" if paused else rollout.state, "reason": rollout.reason, "device": rollout.device,
            "under_way": sorted(rollout.ordered), "confirmed": sorted(rollout.confirmed),
        }  # fmt: skip

    def _order(self, rollout: Rollout, device: str, board: str) -> None:
        ordered = rollout.ordered[device]
        manifest = self._releases.manifest(rollout.number, board)
        log.info("device %s is told to update to %s", device, rollout.version)
        body = {"id": ordered.id, "boot": ordered.boot, "do": "update", "ticket": "", "seq": None, "data": manifest}
        self._say(device, "cmd", body)

    def _keep(self, rollout: Rollout) -> None:
        """On disk before anything is done on the strength of it."""
        if rollout == self._rollout:
            return
        if rollout.state == STOPPED:
            log.error("the rollout of %s is stopped: %s %s", rollout.version, rollout.reason, rollout.device)
        write_private(self._path, msgspec.json.encode(rollout))
        self._rollout = rollout

    def _load(self) -> Rollout | None:
        """What was under way; its times begin anew, since the clock that they are of may have done so."""
        if not self._path.exists():
            return None
        try:
            rollout = msgspec.json.decode(self._path.read_bytes(), type=Rollout)
        except msgspec.DecodeError as fault:
            log.error("%s is no rollout, and none goes on: %s", self._path, fault)
            return None
        now_ms = self._now_ms()
        ordered = {device: replace(each, since_ms=now_ms, sent_ms=now_ms) for device, each in rollout.ordered.items()}
        return replace(rollout, ordered=ordered)
