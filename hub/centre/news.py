"""What the processes of one centre notice about halls, told to each other.

Theory of operation. Whoever shows halls hears their standings for itself; what only workers see (how far the store is, a new
card, another history, a fenced hub, refused messages) goes as one small message with many halls, at most two a second of each
process, on a subject that no hall may publish to. It is plain NATS: whoever is away misses it. So at the start, after each lost
connection and once a minute whoever shows halls reads the store, and what no store keeps (``fenced``, ``refused``) is said again
as it changes. Cards may be large and change seldom: the message says only that there is a new one, and it is read from the store.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from hub.centre.halls import HallNow, Halls
from hub.centre.store import PAGE, STORE_FAILURES, Store
from hub.core.hall_card import HallCard
from hub.own_thread import OwnThread
from hub.uplink import shapes
from hub.uplink.shapes import BadMessage

log = logging.getLogger(__name__)

NOTICED = "noticed"
"""The subject; a hall's permissions name its own subjects and nothing else."""

EVERY_S = 0.5
"""A hall changes with each press; a page that is half a second old is as good."""

FAILING_AGAIN_S = 5.0
"""How often a worker says again that the store takes nothing; after three times of silence it is asked no more."""

READ_EVERY_S = 60.0
"""How long what was missed may stay missed."""

MOST_HALLS = 200
"""In one message: about 30 KB."""


@dataclass(frozen=True, slots=True)
class Item:
    """One hall. ``card``: is there a new one? ``refused``: how many more of each reason."""

    hall: str
    stored_seq: int = 0
    head: str = ""
    rewritten: int = 0
    fenced: bool = False
    card: bool = False
    refused: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A message. ``by``: which process says so, for itself to leave it out. ``failing``: does the store take nothing of it?"""

    by: str
    halls: tuple[Item, ...]
    failing: bool = False


class Said(NamedTuple):
    """What others know of a hall; not its standing, which they hear for themselves."""

    stored_seq: int
    head: str
    rewritten: int
    fenced: bool
    card: HallCard | None
    refused: dict[str, int]

    @classmethod
    def of(cls, now: HallNow) -> "Said":
        return cls(now.stored_seq, now.head, now.rewritten, now.fenced, now.card, now.refused)


NEVER = Said.of(HallNow(""))


class News:
    """One of a process, whose ``halls`` it follows and changes. ``run`` it as a task once ``client`` is connected.

    ``tells``: does it say what it notices, as workers do? ``hears``: does it follow what others say, as whoever shows halls does?
    """

    def __init__(self, client: Client, halls: Halls, store: Store, *, tells: bool, hears: bool = True) -> None:
        self._client, self._halls, self._store, self._tells, self._hears = client, halls, store, tells, hears
        self._beside = OwnThread("news")
        self._by = client.new_inbox()
        self._said = {each.hall: Said.of(each) for each in halls.all()} if tells else {}
        self._moved: set[str] = set()
        self._cards: set[str] = set()
        self._connections = client.stats["reconnects"]
        self._said_failing = False
        self._failing_s: dict[str, float] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        forget = self._halls.add_listener(self._changed)
        if self._hears:
            await self._client.subscribe(NOTICED, cb=self._hear)
        rounds = 0
        try:
            while True:
                if self._hears:
                    await self._read_what_is_due(rounds)
                await self._tell()
                await self._tell_store(rounds)
                rounds += 1
                await asyncio.sleep(EVERY_S)
        finally:
            forget()
            self._beside.close()

    async def _read_what_is_due(self, rounds: int) -> None:
        if rounds % round(READ_EVERY_S / EVERY_S) == 0 or self._was_away():
            await self.read_all()
        elif self._cards:
            cards, self._cards = sorted(self._cards), set()
            await self._read_some(cards)

    def _was_away(self) -> bool:
        before, self._connections = self._connections, self._client.stats["reconnects"]
        return bool(before != self._connections)

    def _changed(self, now: HallNow) -> None:
        if self._tells:
            self._moved.add(now.hall)

    async def _tell(self) -> None:
        """What has changed since the last time, many halls in one message."""
        if not self._moved or not self._client.is_connected:
            return
        moved, self._moved = sorted(self._moved), set()
        items = [item for hall in moved if (now := self._halls.get(hall)) and (item := self._item(now))]
        for index in range(0, len(items), MOST_HALLS):
            said = Noticed(self._by, tuple(items[index : index + MOST_HALLS]), bool(self._halls.store_failing_ms))
            await self._client.publish(NOTICED, msgspec.json.encode(said))

    async def _tell_store(self, rounds: int) -> None:
        """Whether the store works, as it changes, and again while it does not; whoever has said so and is silent now is over."""
        failing = bool(self._halls.store_failing_ms)
        again = failing and rounds % round(FAILING_AGAIN_S / EVERY_S) == 0
        if self._tells and self._client.is_connected and (again or failing != self._said_failing):
            self._said_failing = failing
            await self._client.publish(NOTICED, msgspec.json.encode(Noticed(self._by, (), failing)))
        silent_s = time.monotonic() - 3 * FAILING_AGAIN_S
        for by in [by for by, heard_s in self._failing_s.items() if heard_s < silent_s]:
            self._hear_store(by, failing=False)

    def _hear_store(self, by: str, *, failing: bool) -> None:
        """A worker knows for itself; pages show what any of them says."""
        if self._tells:
            return
        if failing:
            self._failing_s[by] = time.monotonic()
        else:
            self._failing_s.pop(by, None)
        self._halls.store_works(by, not failing)

    def _item(self, now: HallNow) -> Item | None:
        """What is to be said of a hall; None where it is nothing that others do not hear for themselves."""
        before, said = self._said.get(now.hall, NEVER), Said.of(now)
        if before == said and before.card is said.card:
            return None
        self._said[now.hall] = said
        more = {reason: count - before.refused.get(reason, 0) for reason, count in now.refused.items()}
        return Item(
            now.hall, now.stored_seq, now.head, now.rewritten, now.fenced, now.card is not before.card,
            {reason: count for reason, count in more.items() if count},
        )  # fmt: skip

    async def _hear(self, message: Msg) -> None:
        """What another process has noticed."""
        try:
            told: Noticed = shapes.decoded(message.data, Noticed)
        except BadMessage as bad:
            log.warning("another process of the centre said something that cannot be read: %s", bad)
            return
        if told.by != self._by:
            self._hear_store(told.by, failing=told.failing)
            for item in told.halls:
                self._follow(item)

    def _follow(self, item: Item) -> None:
        """A higher number is newer; a lower one only where the hall began another history."""
        now = self._halls.get(item.hall) or HallNow(item.hall)
        changes: dict[str, object] = {}
        if item.stored_seq > now.stored_seq or item.rewritten not in (0, now.rewritten):
            changes |= {"stored_seq": item.stored_seq, "head": item.head}
        if item.rewritten:
            changes["rewritten"] = item.rewritten
        if item.fenced:
            changes["fenced"] = True
        if item.refused:
            sums = {reason: now.refused.get(reason, 0) + count for reason, count in item.refused.items()}
            changes["refused"] = {**now.refused, **sums}
        if item.card:
            self._cards.add(item.hall)
        self._take(item.hall, changes)

    def _take(self, hall: str, changes: dict[str, object]) -> None:
        """Change a hall, and say nothing of what is known already."""
        now = self._halls.change(hall, **changes)
        if self._tells:
            self._said[hall] = Said.of(now)

    async def read_all(self) -> None:
        """Take over all that the store has, a page at a time."""
        last = ""
        while True:
            page = await self._read(lambda behind=last: self._store.known_behind(behind))  # type: ignore[misc]
            if page is None or len(page) < PAGE:
                return
            last = page[-1].hall

    async def _read_some(self, halls: list[str]) -> None:
        if await self._read(lambda: self._store.known(halls)) is None:
            self._cards |= set(halls)

    async def _read(self, read: Callable[[], Sequence[HallNow]]) -> Sequence[HallNow] | None:
        """Take over some halls; None where the store fails. What was heard while it was being read stays as it was heard."""
        before = self._halls.copied()
        try:
            found = await self._beside(read)
        except STORE_FAILURES as failed:
            log.debug("the store is read later: %s", failed)
            return None
        for each in found:
            now = self._halls.get(each.hall) or HallNow(each.hall)
            old = before.get(each.hall) or HallNow(each.hall)
            changes: dict[str, object] = {} if each.card == now.card else {"card": each.card}
            if (old.stored_seq, old.rewritten) == (now.stored_seq, now.rewritten):
                changes |= {"stored_seq": each.stored_seq, "head": each.head, "rewritten": each.rewritten}
            self._take(each.hall, changes)
        return found
