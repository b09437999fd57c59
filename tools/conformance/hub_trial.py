"""Tries a hub: plays a device of one role, and watches. Its actions are such as a hall refuses politely."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import pairwise

from hub.devices.rates import PASS_BURST
from tools.conformance.findings import Book
from tools.conformance.line import Broker
from tools.conformance.played_device import FOREIGN, HARMLESS, PlayedDevice
from tools.conformance.played_hub import FORGED
from tools.conformance.record import Heard
from tools.conformance.rules import rules_of
from tools.conformance.secrets_file import Secrets
from wire.timing import HUB_BEAT_MS, NEXT_EXPIRY_MS

ANSWER_S = 5.0
RESTART_S = 60.0
BEATS = 3
BEAT_SLACK_S = 1.5
BURST = int(2 * PASS_BURST)
"""Messages at once: far above what passes, far below what shuts out."""
QUIET_S = 1.5
"""Answers to a burst that have not come after this are not coming."""

Restart = Callable[[], Awaitable[bool]]
"""Have the hub killed and started again; False: nobody can."""


class HubTrial:
    """One hub, seen by one device. ``boot``: higher than any that the hub has heard of this device."""

    def __init__(self, broker: Broker, secrets: Secrets, boot: int, restart: Restart) -> None:
        self.book = Book(rules_of("hub", secrets.role))
        self.device = PlayedDevice(broker, secrets, boot)
        self._role, self._secrets, self._restart = secrets.role, secrets, restart
        self._answered: tuple[int, int] | None = None

    async def run(self) -> Book:
        """All of it; raises ``NoBroker``."""
        device = self.device
        await device.open()
        living = asyncio.create_task(device.live())
        try:
            if await self._states():
                await self._trials()
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            self._judge_record()
            with suppress(TimeoutError):
                await device.line.leave()
        return self.book

    async def _trials(self) -> None:
        if self._role == "dispenser":
            await self._menu()
        await self._heartbeat()
        await self._chunk()
        if self._role in HARMLESS:
            await self._actions()
        await self._unanswered()
        await self._own_topics()
        await self.device.record.until(lambda: len(self._beats()) >= BEATS, BEATS * HUB_BEAT_MS / 1000 + ANSWER_S)
        await self._rate()
        await self._restarted()

    async def _states(self) -> bool:
        """After a connect everything is there that the broker stores."""
        kinds = {"hub", "desired"}
        there = await self.device.record.until(lambda: kinds <= self._kinds(), ANSWER_S + HUB_BEAT_MS / 1000)
        why = f"{', '.join(sorted(kinds - self._kinds()))} never came: does the hub know this device?"
        if not self.book.note("states", there, why):
            return False
        await self.device.listen_again()
        kept = await self.device.record.until(lambda: kinds <= self._kinds(kept=True), ANSWER_S)
        why = f"{', '.join(sorted(kinds - self._kinds(kept=True)))} is not retained"
        return self.book.note("states", kept, why) or True

    def _kinds(self, kept: bool = False) -> set[str]:
        return {each.kind for each in self.device.record.all if each.envelope and (each.said.kept or not kept)}

    def _desired(self) -> list[Heard]:
        return [each for each in self.device.record.all if each.kind == "desired" and each.envelope]

    def _beats(self) -> list[Heard]:
        return [each for each in self.device.record.of("hub") if each.body["online"]]

    async def _menu(self) -> None:
        wanted = self._desired()[-1].body
        await self.device.record.until(lambda: self._pages(wanted["menu"]) >= set(range(wanted["pages"])), ANSWER_S)
        missing = sorted(set(range(wanted["pages"])) - self._pages(wanted["menu"]))
        self.book.note("menu", not missing, f"of {wanted['pages']} pages these are not retained: {missing}")

    def _pages(self, revision: int) -> set[int]:
        kept = [each.body for each in self.device.record.all if each.type == "menu" and each.said.kept]
        return {body["page"] for body in kept if body["menu"] == revision}

    async def _heartbeat(self) -> None:
        before, last = len(self._live_desired()), self._desired()[-1]
        self.device.tele()
        came = await self.device.record.until(lambda: len(self._live_desired()) > before, ANSWER_S)
        if self.book.note("heartbeat", came, "no state came after a heartbeat"):
            now = self._live_desired()[before]
            same = now.said.raw == last.said.raw or now.body != last.body
            self.book.note("heartbeat", same, "the same state came in other bytes")

    def _live_desired(self) -> list[Heard]:
        return [each for each in self._desired() if not each.said.kept]

    async def _chunk(self) -> None:
        self.device.say("fetch", {"file": "nothing/of-this-name", "offset": 7, "size": 64})
        came = await self.device.record.until(lambda: self.device.record.of("chunk"), ANSWER_S)
        if self.book.note("chunk", came, "no answer to a fetch"):
            body = self.device.record.of("chunk")[0].body
            right = body == {"file": "nothing/of-this-name", "offset": 7, "data": ""}
            self.book.note("chunk", right, f"it answered {body} to a fetch of a file that is not there")

    async def _actions(self) -> None:
        device, (type, body) = self.device, HARMLESS[self._role]
        name = device.act(type, body)
        if not await self._acked("ack", name):
            return
        self._answered = name
        device.act(type, body, seq=name[1], age_ms=1_000)
        await self._again(name)
        forged = device.act(type, body, key=FORGED)
        past = device.act(type, body, boot=device.boot - 1)
        after = device.act(type, body)
        if await self._acked("ack", after):
            self.book.note("forged", not device.answers(forged), "it answered an action that the device had not signed")
            self.book.note("old_boot", not device.answers(past), "it answered an action of an earlier boot")
        if self._role == "keypad":
            await self._stale()

    async def _acked(self, rule: str, name: tuple[int, int]) -> bool:
        came = await self.device.record.until(lambda: self.device.answers(name), ANSWER_S)
        return self.book.note(rule, came, f"no ack for {name} within {ANSWER_S:.0f} s")

    async def _again(self, name: tuple[int, int]) -> None:
        before = len(self.device.answers(name))
        came = await self.device.record.until(lambda: len(self.device.answers(name)) > max(before, 1), ANSWER_S)
        if self.book.note("again", came, "a repeated action found no answer"):
            answers = [each.body for each in self.device.answers(name)]
            self.book.note("again", answers[-1] == answers[0], f"first {answers[0]}, then {answers[-1]}")

    async def _stale(self) -> None:
        press = {"key": "next", "arg": "", "seen": None}
        name = self.device.act("press", press, age_ms=NEXT_EXPIRY_MS + 1)
        if await self._acked("stale", name):
            self.book.note("stale", not self.device.answers(name)[0].body["ok"], "it took a *next* that was too old")

    async def _unanswered(self) -> None:
        """What this role may not say; for a display also what is not signed. A fetch shows that it was heard."""
        type, body = FOREIGN[self._role]
        foreign = self.device.act(type, body)
        forged = self.device.act(type, body, key=FORGED)
        chunks = len(self.device.record.of("chunk"))
        self.device.say("fetch", {"file": "nothing/after-it", "offset": 0, "size": 64})
        if await self.device.record.until(lambda: len(self.device.record.of("chunk")) > chunks, ANSWER_S):
            self.book.note("role", not self.device.answers(foreign), f"it answered a {type} of a {self._role}")
            self.book.note("forged", not self.device.answers(forged), "it answered what the device had not signed")

    async def _own_topics(self) -> None:
        """Ask for everything; whatever comes must be ours."""
        await self.device.line.listen([f"q1/{self._secrets.hall}/d/+/desired"])
        await self.device.record.until(self._foreign, QUIET_S)
        self.book.note("own_topics", not self._foreign(), f"it hears {', '.join(sorted(self._foreign()))}")

    def _foreign(self) -> set[str]:
        own = f"q1/{self._secrets.hall}/d/{self._secrets.device}/"
        topics = {each.said.topic for each in self.device.record.all}
        return {topic for topic in topics if "/d/" in topic and not topic.startswith(own)}

    async def _rate(self) -> None:
        before, record = len(self.device.record.of("chunk")), self.device.record
        for number in range(BURST):
            self.device.say("fetch", {"file": f"nothing/{number}", "offset": 0, "size": 64})
        await record.until(lambda: len(record.of("chunk")) - before >= BURST, QUIET_S)
        passed = len(record.of("chunk")) - before
        self.book.note("rate", passed < BURST, f"it took all {BURST} of a burst")
        self.book.note("rate", passed > 0, "it took nothing of a burst")

    async def _restarted(self) -> None:
        record = self.device.record
        epoch = max(each.name[0] for each in record.all if each.kind == "hub" and each.envelope)
        before = len(record.all)
        if not await self._restart():
            for name in ("will", "new_epoch"):
                self.book.unseen(name, "nobody killed the hub and started it again: give --restart")
            return
        line = self.device.line
        await record.until(lambda: self._offline(before) or line.cuts, RESTART_S)
        if line.cuts and not self._offline(before):
            self.book.unseen("will", "the broker went with the hub: try with one of the hall's own")
        else:
            self.book.note("will", self._offline(before), "nobody said that the hub is offline")
        back = await record.until(lambda: any(each.name[0] > epoch for each in self._beats()), RESTART_S)
        self.book.note("new_epoch", back, f"no `hub` with an epoch above {epoch} came")
        if back and self._answered:
            type, body = HARMLESS[self._role]
            self.device.act(type, body, seq=self._answered[1], age_ms=5_000)
            await self._again(self._answered)

    def _offline(self, before: int) -> bool:
        return any(each.type == "hub" and not each.body["online"] for each in self.device.record.all[before:])

    def _judge_record(self) -> None:
        """Signatures, order and beats of everything that was heard."""
        heard = [each for each in self.device.record.all if each.said.topic not in self._foreign()]
        for each in heard:
            self.book.note("states", not each.error, f"{each.said.topic}: {each.error}")
        for topic in {each.said.topic for each in heard}:
            said = [each for each in heard if each.said.topic == topic and each.envelope and not each.said.kept]
            live = [each for each in said if each.body.get("online", True)]
            for before, now in pairwise(live):
                again = now.name == before.name and now.said.raw == before.said.raw
                self.book.note("order", again or now.name > before.name, f"{topic}: {now.name} after {before.name}")
        for before, now in pairwise(self._beats()):
            gap_s, want_s = now.at_s - before.at_s, HUB_BEAT_MS / 1000
            late = now.name[0] == before.name[0] and gap_s > want_s + BEAT_SLACK_S
            self.book.note("beat", not late, f"a gap of {gap_s:.1f} s, expected {want_s:.0f} s")
        if not self._beats():
            self.book.note("beat", False, "no `hub` came while we listened")
