"""Human actions: each `ev` of a device becomes one request, and after the commit one answer.

Theory of operation. Who repeats an action hears its first answer. The journal knows every action for ever, so it is
asked first; what this file remembers (the last answers, what is under way, the numbers that came) only saves work, and
keeps out what an earlier start of the device had said. While the journal fails or the hall is busy there is no answer
at all: the device repeats its action, and gets one later or gives up.

A ticket that a dispenser issued while the hub was away has an identity of its own, (device, lease, serial): it is taken
over once, in whatever boot of the dispenser it is told. Where the citizen had asked the hub first and got no answer, that
request is void: no second ticket may come of it.
"""

import logging
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Coroutine
from typing import Any

from hub.core.commands import CancelTicket, Request
from hub.core.events import TicketTaken
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.devices.credentials import Credential
from hub.devices.envelopes import Body, Envelope
from hub.devices.intents import NOT_TAKEN, SAYS, Aside, actor_of, command_of, language_of, local_day
from hub.devices.pictures import at_most_a_day
from hub.devices.pins import Pins
from hub.devices.printing import Printing
from hub.devices.setup import Ports
from hub.service import Answer, HallBusy, HallService, JournalFailed
from wire.clip import clip
from wire.errors import WireError
from wire.inbox import Inbox

log = logging.getLogger(__name__)

TEXT_MAX = 80
"""Characters of a refusal, as the wire takes them."""
ANSWERS_KEPT = 2048
"""Answers that are given again without asking the journal: some for each of the largest hall's devices."""

VOID_KEPT = 256
"""Requests that dispensers have given up for an offline ticket; each comes late within seconds or never."""

Spawn = Callable[[Coroutine[Any, Any, None]], object]
Say = Callable[[str, str, Body], None]
"""Tell a device: its id, the type of the message, the body."""


class NotYet(Exception):
    """The business day of this action has not begun: the device asks again."""


class Actions:
    """Takes verified `ev` messages.

    ``show_again`` sends a device its state once more; ``spawn`` runs a coroutine whose failure must not be lost.
    """

    def __init__(
        self,
        service: HallService,
        ports: Ports,
        pins: Pins,
        printing: Printing,
        say: Say,
        show_again: Callable[[str], None],
        spawn: Spawn,
    ) -> None:
        self.old: Counter[str] = Counter()
        self._service = service
        self._ports = ports
        self._pins = pins
        self._printing = printing
        self._say = say
        self._show_again = show_again
        self._spawn = spawn
        self._inboxes = known_inboxes(service.record)
        self._answers: OrderedDict[str, Body] = OrderedDict()
        self._under_way: set[str] = set()
        self._void: deque[str] = deque(maxlen=VOID_KEPT)

    def take(self, credential: Credential, envelope: Envelope, retain: bool) -> None:
        """One action, new or repeated. Raises ``WireError`` for what this role may not say, or nobody may keep."""
        if retain or SAYS.get(envelope.type) is not credential.role:
            raise WireError("kept by the broker" if retain else f"a {credential.role} says {envelope.type}")
        origin = envelope.origin
        inbox = self._inboxes.setdefault(envelope.device, Inbox())
        known = inbox.take(envelope.boot, envelope.seq)
        if known in (Inbox.OLD_BOOT, Inbox.TOO_OLD) or origin in self._void:
            self._past(envelope, inbox.boot)
        elif origin in self._answers:
            again = {"boot": envelope.boot, "seq": envelope.seq}
            self._say(envelope.device, "ack", {**self._answers[origin], **again})
        elif origin not in self._under_way:
            self._under_way.add(origin)
            self._spawn(self._carry_out(credential, envelope))

    def boot_of(self, device: str) -> int:
        """The newest boot that an action was of; 0: none."""
        return self._inboxes[device].boot if device in self._inboxes else 0

    def _past(self, envelope: Envelope, boot: int) -> None:
        """Echoes are common; a device that counts its starts lower than before would be mute for ever: it is told of."""
        self.old[envelope.device] += 1
        log.debug("%s is of the past", envelope.origin)
        if envelope.boot < boot and self.old[envelope.device] == 1:
            log.warning("%s acts in its start %d, but has been in start %d: not done; if it goes on, pair it again",
                        envelope.device, envelope.boot, boot)  # fmt: skip

    async def _carry_out(self, credential: Credential, envelope: Envelope) -> None:
        """Ask the hall, then answer. No answer where the hall could not take it: the device asks again."""
        try:
            ack = await self._ack(credential, envelope)
        except (HallBusy, JournalFailed, NotYet) as failed:
            log.debug("%s stays unanswered: %r", envelope.origin, failed)
            return
        finally:
            self._under_way.discard(envelope.origin)
        self._answers[envelope.origin] = ack
        if len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)
        self._say(envelope.device, "ack", ack)
        self._follow(envelope, ack)

    async def _ack(self, credential: Credential, envelope: Envelope) -> Body:
        try:
            answer = await self._answer(credential, envelope)
        except Refused as refused:
            log.info("%s refused here: %s", envelope.origin, refused.reason)
            return self._no(envelope, refused.reason, refused.detail)
        if answer.refusal:
            return self._no(envelope, answer.refusal.reason, answer.refusal.detail)
        taken = answer.first(TicketTaken)
        return ack_body(envelope, ok=True, given=given_body(taken) if taken and not taken.lease else None)

    async def _answer(self, credential: Credential, envelope: Envelope) -> Answer:
        """The first answer where there has been one, else the hall's. Raises ``Refused`` for what never reaches it."""
        if events := self._ports.past(envelope.origin):
            return Answer(tuple(events), again=True)
        aside = await self._aside(credential, envelope)
        hall = self._service.record
        request = Request(
            origin=envelope.origin,
            actor=actor_of(credential, hall),
            device=credential.device,
            command=command_of(credential, envelope, hall, aside),
            age_ms=envelope.age_ms,
            seen=envelope.body.get("seen"),
        )
        return await self._service.handle(request)

    async def _aside(self, credential: Credential, envelope: Envelope) -> Aside:
        """What has to be known before the hall is asked. Raises ``Refused`` or ``NotYet``."""
        if envelope.body.get("key") == "open":
            return Aside(clerk=await self._pins.clerk(credential.device, envelope.body["arg"]))
        if envelope.type != "offline":
            return Aside()
        issued_ms, hall = self._service.before_ms(envelope.age_ms), self._service.record
        if not hall.day_open or local_day(issued_ms, hall.setup.timezone) > hall.day:
            raise NotYet
        if instead := envelope.body["instead"]:
            await self._withdraw(credential.device, f"{credential.device}:{instead['boot']}:{instead['seq']}")
        return Aside(issued_ms=issued_ms)

    async def _withdraw(self, device: str, origin: str) -> None:
        """No ticket of this request: it is not done when it comes late, and cancelled where it was done."""
        self._void.append(origin)
        for each in self._ports.past(origin):
            if isinstance(each.event, TicketTaken):
                cancel = CancelTicket(each.event.ticket, NOT_TAKEN)
                await self._service.handle(Request(f"hub:instead:{origin}", "hub", device, cancel))

    def _no(self, envelope: Envelope, reason: str, detail: dict[str, str]) -> Body:
        sentence = self._ports.sentence(language_of(envelope, self._service.record), reason, detail)
        return ack_body(envelope, ok=False, reason=reason, text=clip(sentence, TEXT_MAX))

    def _follow(self, envelope: Envelope, ack: Body) -> None:
        """What an answer leads to: paper for a ticket; an end of the print job; the picture that a clerk has missed."""
        if ack["given"]:
            self._printing.add(self._service.record, ack["given"]["ticket"], envelope)
        elif ack["reason"] == "changed_since_seen":
            self._show_again(envelope.device)
        elif envelope.type == "printed":
            self._printing.settled(envelope.body["ticket"], envelope.body["job"])


def ack_body(envelope: Envelope, ok: bool, reason: str = "", text: str = "", given: Body | None = None) -> Body:
    """The answer to an action, by its name."""
    return {"boot": envelope.boot, "seq": envelope.seq, "ok": ok, "reason": reason, "text": text, "given": given}


def given_body(taken: TicketTaken) -> Body:
    """The ticket as its dispenser shows it; paper follows."""
    return {
        "ticket": taken.ticket,
        "number": taken.number,
        "ahead": taken.ahead,
        "p50_s": at_most_a_day(taken.p50_s),
        "p80_s": at_most_a_day(taken.p80_s),
        "paper": True,
    }


def known_inboxes(hall: Hall) -> dict[str, Inbox]:
    """Inboxes that begin at the highest boot and number of each device that the hall remembers."""
    highest: dict[str, tuple[int, int]] = {}
    for origin in hall.origins:
        device, _, name = origin.partition(":")
        boot, _, seq = name.partition(":")
        if boot.isdecimal() and seq.isdecimal():
            highest[device] = max(highest.get(device, (0, 0)), (int(boot), int(seq)))
    return {device: Inbox(*name) for device, name in highest.items()}
