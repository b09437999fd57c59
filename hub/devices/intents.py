"""What a message of a device asks of the hall. Pure."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.core import commands as c
from hub.core.counter import CounterState
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.devices.acl import Role
from hub.devices.credentials import Credential
from hub.devices.envelopes import Envelope

LINK_BYTES = 16
"""A ticket's link holds 128 random bits."""

GIVEN_UP = "given_up"
NOT_TAKEN = "not_taken"
"""Why a ticket is cancelled that its dispenser had told nobody of."""

SAYS = {
    "press": Role.KEYPAD,
    "issue": Role.DISPENSER,
    "offline": Role.DISPENSER,
    "printed": Role.DISPENSER,
    "rating": Role.PAD,
    "complaint": Role.PAD,
}
"""Who may say what; ``Actions`` looks at it before anything else."""

PLAIN: dict[str, Callable[[int], c.Command]] = {
    "next": c.CallNext,
    "recall": c.Recall,
    "start": c.StartService,
    "finish": c.FinishService,
    "miss": c.MissTicket,
    "hold": c.HoldTicket,
    "close": c.CloseCounter,
    "undo": c.Undo,
    "help": c.AskForHelp,
}
"""Keys that mean one command whatever the counter's state."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What a message does not say by itself. ``clerk``: whom the PIN of an *open* means; ``issued_ms``: hall time."""

    clerk: str = ""
    issued_ms: int = 0


def command_of(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    """The command that a message asks for. Raises ``Refused``."""
    return MEANINGS[envelope.type](credential, envelope, hall, aside)


def actor_of(credential: Credential, hall: Hall) -> str:
    """Who acted: the clerk of the counter, or a citizen."""
    counter = hall.counters.get(credential.counter or 0)
    if credential.role is Role.KEYPAD:
        return (counter and counter.clerk) or credential.device
    return "citizen"


def language_of(envelope: Envelope, hall: Hall) -> str:
    """The language to answer in: the citizen's where the hall speaks it, else the hall's first."""
    wanted = envelope.body.get("language")
    return wanted if wanted in hall.setup.languages else hall.setup.languages[0]


def press(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    """A key acts for the keypad's own counter and no other."""
    number, key, arg = credential.counter or 0, envelope.body["key"], envelope.body["arg"]
    if key == "open":
        return c.OpenCounter(number, aside.clerk)
    if key == "pause":
        return c.PauseCounter(number, arg)
    if key == "transfer":
        return c.TransferTicket(number, to_counter=int(arg) if arg.isascii() and arg.isdigit() else None)
    if key == "resume":
        return resume(number, hall)
    return PLAIN[key](number)


def resume(number: int, hall: Hall) -> c.Command:
    """A free counter takes its held citizen back; any other ends its pause."""
    counter = hall.counters.get(number)
    is_free = counter is not None and counter.state == CounterState.FREE
    return c.ResumeTicket(number) if is_free else c.ResumeCounter(number)


def issue(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    return c.TakeTicket(
        items=tuple(envelope.body["items"]),
        channel=c.Channel.DISPENSER,
        link=secrets.token_urlsafe(LINK_BYTES),
        priority=envelope.body["priority"],
        language=language_of(envelope, hall),
    )


def offline(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    """A ticket that is on paper already."""
    body = envelope.body
    return c.TakeOver(
        lease=body["lease"],
        serial=body["serial"],
        items=tuple(body["items"]),
        priority=body["priority"],
        language=language_of(envelope, hall),
        link=secrets.token_urlsafe(LINK_BYTES),
        issued_ms=aside.issued_ms,
        day=local_day(aside.issued_ms, hall.setup.timezone),
        doubtful=body["paper"] == "doubtful",
    )


def local_day(at_ms: int, timezone: str) -> str:
    """The ISO date of a moment in the hall's time zone."""
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(timezone)).date().isoformat()


def printed(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    """What became of the paper. A ticket that nobody was told of must not wait: it is cancelled."""
    body = envelope.body
    ticket = hall.tickets.get(body["ticket"])
    if ticket is None or ticket.device != credential.device:
        raise Refused("ticket_unknown", ticket=body["ticket"])
    if body["status"] == "failed" and body["reason"] == GIVEN_UP:
        return c.CancelTicket(ticket.id, NOT_TAKEN)
    return c.ReportPrint(ticket.id, c.PrintStatus(body["status"]), body["reason"])


def rating(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    """A pad rates what was served at its own counter and nothing else."""
    leg = hall.legs.get(envelope.body["leg"])
    if leg is not None and leg.counter != credential.counter:
        raise Refused("not_at_this_counter", counter=credential.counter)
    return c.Rate(envelope.body["leg"], envelope.body["score"], tuple(envelope.body["reasons"]))


def complaint(credential: Credential, envelope: Envelope, hall: Hall, aside: Aside) -> c.Command:
    return c.Complain(credential.counter or 0, envelope.body["leg"] or "")


MEANINGS: dict[str, Callable[[Credential, Envelope, Hall, Aside], c.Command]] = {
    "press": press,
    "issue": issue,
    "offline": offline,
    "printed": printed,
    "rating": rating,
    "complaint": complaint,
}
