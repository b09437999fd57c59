"""Tries a device: plays its hub, and watches.

Theory of operation. The first thing is to take the device's connection away, with its own credential: the broker then
says its last will, and the device comes back with a fresh birth that names its boot, its last action and the highest
epoch it has seen. The trial speaks with a higher one. Whether a device ignores something is seen by what it does next:
a command that may not be done is followed by one that has to be, a state that may not be believed by an action that
tells which state was. At the end the device is restarted, which also frees it from the trial's epoch.
"""

import asyncio
from functools import partial
from itertools import pairwise

from tools.conformance.after import judge_record
from tools.conformance.cutting import CLEAN, WILL, WILL_QOS_1, WILL_RETAINED, Cutter, TakeOver
from tools.conformance.findings import Book
from tools.conformance.hands import Hands
from tools.conformance.line import Broker
from tools.conformance.played_hub import FORGED, PlayedHub, ack_of, answered, unanswered
from tools.conformance.record import Heard
from tools.conformance.repeating import Repeating
from tools.conformance.rules import BACK_S, PAUSE_S, rules_of
from tools.conformance.scenes import EXPIRING, FIRST, Wish, granted, mark_of, shown_of, state_of
from tools.conformance.secrets_file import Secrets, SignIn
from wire.timing import TELE_MS

ANSWER_S = 5.0
"""For what a device does at once."""
WILL_S = 3.0
HOLD_S = 10.0
"""For its tries while it cannot come back."""
OVERTAKES_S = 0.5
RESTART_S = 60.0
TRIES = 2
"""In vain, to see the pauses between them."""
TELES = 3
"""Heartbeats that have to be heard, for two gaps."""


class DeviceTrial:
    """One device against the rules of its role. ``who``: how the trial signs in, as a hub."""

    def __init__(
        self, broker: Broker, secrets: Secrets, who: SignIn, hands: Hands, cutter: Cutter | None = None
    ) -> None:
        self.book = Book(rules_of("device", secrets.role))
        self.hub = PlayedHub(broker, secrets, who)
        self._secrets, self._hands = secrets, hands
        self._cutter = cutter or TakeOver(broker, secrets)
        self._repeating = Repeating(self.hub, self.book, hands)
        self._mark = 100
        self._boot = 0
        self._next_seq = 1
        self._unheard = self._known = 0
        self._has_listened_again = False

    async def run(self) -> Book:
        """All of it; raises ``NoBroker``."""
        await self.hub.open()
        beating = asyncio.create_task(self.hub.beat())
        try:
            await self.hub.record.until(lambda: any(each.type == "birth" for each in self.hub.record.all), BACK_S)
            if await self._cut_and_back(TRIES):
                await self._trials()
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
            judge_record(self.book, self.hub.record, self._has_listened_again)
            await self.hub.close()
        return self.book

    async def _trials(self) -> None:
        await self._commands()
        await self._states()
        if self._secrets.role in FIRST:
            await self._actions()
        await self.hub.record.until(lambda: len(self.hub.record.of("tele")) >= TELES, TELES * TELE_MS / 1000 + ANSWER_S)
        await self._retained()
        await self._restart()

    async def _cut_and_back(self, tries: int = 0) -> bool:
        """Cut, see the will, let it try in vain so often, say what it must not hear later, and see it return."""
        record, births, wills = self.hub.record, len(self.hub.record.of("birth")), len(self._wills())
        began_s = asyncio.get_running_loop().time()
        await self._cutter.cut()
        await self._will(wills)
        await self._cutter.tried(tries, HOLD_S)
        if self._boot:
            self._unheard = self.hub.command(self._boot)
        await self._cutter.release()
        back = await record.until(lambda: len(record.of("birth")) > births, BACK_S)
        if not self.book.note("reconnect", back, f"no birth within {BACK_S} s: is it on, and paired with this broker?"):
            return False
        birth = record.of("birth")[-1]
        for before, now in pairwise([began_s, *self._cutter.tries_s, birth.at_s]):
            self.book.note("reconnect", now - before >= PAUSE_S, f"a try {(now - before) * 1000:.0f} ms after the last")
        self._judge_connect()
        await self._born(birth)
        return True

    async def _will(self, before: int) -> None:
        """It comes when the connection is cut, and the broker keeps it."""
        record = self.hub.record
        told = await record.until(lambda: len(self._wills()) > before, WILL_S)
        if not told and not self._cutter.certain:
            self.book.unseen("will", "the broker told none when the connection was taken over: try with --listen")
        elif self.book.note("will", told, "the broker told none when the connection was cut"):
            will = self._wills()[-1]
            right = not self._boot or will.name[0] == self._boot
            self.book.note("will", right, f"it has boot {will.name[0]}, and this start has {self._boot}")
            await self.hub.line.listen([self.hub.topic("state")])
            stored = await record.until(lambda: self._stored(will), 1.0)
            self.book.note("will", stored, "it is not retained")

    def _stored(self, will: Heard) -> bool:
        return any(each.said.kept and each.said.raw == will.said.raw for each in self.hub.record.all)

    def _judge_connect(self) -> None:
        """What its CONNECT says, where it was seen."""
        flags = self._cutter.connect_flags
        if flags is not None:
            self.book.note("clean", bool(flags & CLEAN), "its CONNECT asks for a session that lasts")
            left = flags & (WILL | WILL_QOS_1 | WILL_RETAINED) == WILL | WILL_QOS_1 | WILL_RETAINED
            self.book.note("will", left, "its CONNECT leaves no will with QoS 1, retained")

    async def _born(self, birth: Heard) -> None:
        """Look at a birth, and wait for the state after it."""
        body, (self._boot, _) = birth.body, birth.name
        role = self._secrets.role
        self.book.note("birth", body["role"] == role, f"role {body['role']}, expected {role}")
        actions = [each.name[1] for each in self.hub.record.of(*ACTIONS) if each.name[0] == self._boot]
        if actions:
            right = body["last_seq"] == max(actions)
            self.book.note("birth", right, f"last_seq {body['last_seq']} after action {max(actions)}")
        self._next_seq = body["last_seq"] + 1
        self.hub.epoch = max(self.hub.epoch, body["epoch"] + 1)
        ready = await self.hub.record.until(lambda: self._ready_after(birth), ANSWER_S)
        self.book.note("ready", ready, "no state came after the birth")

    def _ready_after(self, birth: Heard) -> bool:
        """Two topics may overtake one another on their way through a broker."""
        states = [each for each in self.hub.record.of("state") if each.body["state"] != "lost"]
        return any(each.at_s >= birth.at_s - OVERTAKES_S and each.name[0] == birth.name[0] for each in states)

    def _wills(self) -> list[Heard]:
        return [each for each in self.hub.record.of("state") if each.body["state"] == "lost"]

    async def _commands(self) -> None:
        hub, boot = self.hub, self._boot
        first = self._known = hub.command(boot)
        if not self.book.note("command", await self._does(first), f"no answer to command {first}"):
            return
        hub.command(boot, job=first)
        again = await hub.record.until(lambda: len(hub.done(first)) > 1, ANSWER_S)
        if self.book.note("command", again, "no answer to the repeated command"):
            one, two = hub.done(first)[:2]
            self.book.note("command", one == two, f"first {one}, then {two}")
        forged = [hub.command(boot, key=FORGED), hub.command(boot, signed_for=hub.topic("ack"))]
        old = hub.command(boot, epoch=hub.epoch - 1)
        others = [hub.command(boot + 1), hub.command(boot - 1)]
        if await self._does(hub.command(boot)):
            done = [id for id in (*forged, old, *others) if hub.done(id)]
            self.book.note("forged", not set(forged) & set(done), "it did a command that its hub had not signed")
            self.book.note("epoch", old not in done, "it did a command of a lower epoch")
            self.book.note("other_boot", not set(others) & set(done), "it did a command of another boot")

    async def _does(self, id: int) -> bool:
        """Wait for the answer to a command: everything that was said before has been heard then."""
        return await self.hub.record.until(lambda: self.hub.done(id), ANSWER_S)

    async def _reached(self) -> None:
        """What was said before has reached it: it answers a command again that it did before, and does nothing.

        Twice, since topics may overtake one another in a broker.
        """
        for _ in range(2):
            before = len(self.hub.done(self._known))
            self.hub.command(self._boot, job=self._known)
            await self.hub.record.until(partial(self._has_answered_more, before), ANSWER_S)

    def _has_answered_more(self, before: int) -> bool:
        return len(self.hub.done(self._known)) > before

    async def _states(self) -> None:
        """One state to believe and four not to."""
        hub, role, true = self.hub, self._secrets.role, self._mark
        number = hub.show(state_of(role, true))
        hub.show(state_of(role, true + 1), seq=number - 500)
        hub.show(state_of(role, true + 2), epoch=hub.epoch - 1)
        hub.show(state_of(role, true + 3), key=FORGED)
        hub.show(state_of(role, true + 4), seq=number if role != "dispenser" else number - 1)
        await self._reached()
        if role == "counter_display":
            await self._look(true)

    async def _look(self, true: int) -> None:
        """A display says nothing; somebody has to look."""
        seen = await self._hands.sees(shown_of(true))
        if seen is None:
            self.book.unseen("newer", "nobody looked at the display")
        else:
            self.book.note("newer", seen, f"it does not show {shown_of(true)}, the newest that it was told")

    def _judge_mark(self, action: Heard) -> None:
        """Which of the five states did the device believe?"""
        true, mark = self._mark, mark_of(action.body)
        if self._secrets.role == "keypad":
            known = mark is not None and true <= mark <= true + 4
            self.book.note("seen", known, f"seen is {mark}, which was in no state")
        self.book.note("newer", mark not in (true + 1, true + 4), "it believed a state that was not newer")
        self.book.note("epoch", mark != true + 2, "it believed a state of a lower epoch")
        self.book.note("forged", mark != true + 3, "it believed a state that its hub had not signed")

    async def _actions(self) -> None:
        """Four actions: answered late, never answered, cut in the middle, and on a dispenser one with paper."""
        role = self._secrets.role
        if not (action := await self._act(FIRST[role])):
            return
        self._judge_mark(action)
        await self._repeating.settled(action)
        await self._fresh_state()
        if action := await self._act(EXPIRING[role]):
            await self._repeating.until_old(action)
            await self._given_up(action)
        if role == "dispenser":
            await self._paper()
        await self._fresh_state()
        if action := await self._act(FIRST[role]):
            await self._cut_while_waiting(action)

    async def _act(self, wish: Wish) -> Heard | None:
        """Have a person act, and hear the action for the first time; nothing is answered meanwhile."""
        before, record = len(self.hub.record.of(wish.type)), self.hub.record
        self.hub.answer = unanswered
        await self._hands.do(wish)
        if not await record.until(lambda: len(record.of(wish.type)) > before, self._hands.reach_s):
            self.book.unseen("repeats", f"nothing came when somebody was asked to {wish.words}")
            self.hub.answer = answered
            return None
        action = record.of(wish.type)[before]
        right = action.name == (self._boot, self._next_seq)
        self.book.note("numbers", right, f"{action.name} came where {(self._boot, self._next_seq)} was next")
        self._next_seq = action.name[1] + 1
        return action

    async def _fresh_state(self) -> None:
        """Something new to act on: a pad rates each leg once."""
        self.hub.answer = answered
        self._mark += 10
        self.hub.show(state_of(self._secrets.role, self._mark))
        await self._reached()

    async def _given_up(self, action: Heard) -> None:
        """The paper of a ticket that the dispenser said not to exist."""
        if self._secrets.role != "dispenser":
            return
        late = self.hub.command(self._boot, "print", ticket="ticket-1", seq=action.name[1], data="bGF0ZQ==")
        if self.book.note("given_up", await self._does(late), "no answer to a late print job"):
            body = self.hub.done(late)[0]
            self.book.note("given_up", not body["ok"] and body["reason"] == "given_up", f"it answered {body}")

    async def _paper(self) -> None:
        """A ticket with paper, the print job sent twice."""
        await self._fresh_state()
        if not (action := await self._act(EXPIRING["dispenser"])):
            return
        given, hub = granted(self._mark), self.hub
        hub.acknowledge(action, given=given)
        hub.answer = answered
        job = {"ticket": given["ticket"], "seq": action.name[1], "data": "dGlja2V0Cg=="}
        id = hub.command(self._boot, "print", **job)
        hub.command(self._boot, "print", id, **job)
        told = await hub.record.until(lambda: self._outcomes(id), 30.0)
        self.book.note("printed", told, "no `printed` came")
        await hub.record.until(lambda: len(hub.done(id)) > 1, ANSWER_S)
        once = len({each.name for each in self._outcomes(id)}) <= 1
        self.book.note("printed", once, "the job was reported twice: it came out twice")
        self._next_seq += len({each.name for each in self._outcomes(id)})

    def _outcomes(self, id: int) -> list[Heard]:
        return [each for each in self.hub.record.of("printed") if each.body["job"] == id]

    async def _cut_while_waiting(self, action: Heard) -> None:
        """The link goes while an action waits; a pad then also restarts before anybody answers."""
        before = len(self.hub.record.of(action.type))
        if not await self._cut_and_back():
            return
        record = self.hub.record
        again = await record.until(lambda: len(record.of(action.type)) > before, 1.0)
        same = again and record.of(action.type)[before].name == action.name
        self.book.note("hastened", same, "what waited did not come within a second of the birth")
        await self._judge_clean()
        if self._secrets.role != "pad":
            self.hub.say("ack", ack_of(action))
        self.hub.answer = unanswered if self._secrets.role == "pad" else answered

    async def _judge_clean(self) -> None:
        """After a cut: what was said meanwhile stays unheard."""
        await self._reached()
        late = self._unheard and self.hub.done(self._unheard)
        self.book.note("clean", not late, "it did a command that was said while it was away")

    async def _retained(self) -> None:
        """What the broker kept comes again when we listen again."""
        if self._secrets.role not in FIRST:
            await self._cut_and_back()
            await self._judge_clean()
        kept = len(self.hub.record.all)
        await self.hub.listen_again()
        self._has_listened_again = True
        await self.hub.record.until(
            lambda: {each.type for each in self.hub.record.all[kept:] if each.said.kept} >= {"birth", "state"}, ANSWER_S
        )

    async def _restart(self) -> None:
        """Send it to a new start: a higher boot, and it forgets the trial's epoch."""
        before, old_boot, record = len(self.hub.record.of("birth")), self._boot, self.hub.record
        waiting = [each for each in record.of("rating") if each.name == (old_boot, self._next_seq - 1)]
        self.hub.command(self._boot, "restart")
        came = await record.until(lambda: len(record.of("birth")) > before, RESTART_S)
        if not self.book.note("boot", came, f"no birth within {RESTART_S:.0f} s of the command to restart"):
            return
        birth = record.of("birth")[-1]
        self.book.note("boot", birth.name[0] > old_boot, f"boot {birth.name[0]} after {old_boot}")
        await self._born(birth)
        if waiting and self._secrets.role == "pad":
            await self._kept(waiting[0], birth)
        self.hub.answer = answered

    async def _kept(self, rating: Heard, birth: Heard) -> None:
        def again() -> list[Heard]:
            return [each for each in self.hub.record.of("rating") if each.name[0] == birth.name[0]]

        self.hub.answer = answered
        came = await self.hub.record.until(again, ANSWER_S)
        same = came and again()[0].body == rating.body
        self.book.note("kept", bool(same), "the rating that nobody had answered was gone after the restart")


ACTIONS = ("issue", "printed", "press", "rating", "complaint", "offline")
