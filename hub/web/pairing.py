"""Pairing over HTTP: four questions of a device, which has no session, and the window of the supervisor.

A device's questions are POSTs like all others: another site's page is refused by its ``Origin``, and a device sends
none. They read no cookie and give nothing away outside the window; each address may ask only so often.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from msgspec import Meta

from hub.core.refused import Refused
from hub.web.bodies import Body
from hub.web.call import Call, Reply, json_reply
from hub.web.pairing_desk import PairingDesk
from hub.web.problems import Problem, too_fast

log = logging.getLogger(__name__)

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Value = Annotated[str, Meta(pattern=r"^[0-9a-f]{512}$")]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9_.-]{1,32}$")]
Digits = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
DeviceId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}$")]
DeviceRole = Annotated[str, Meta(pattern=r"^(dispenser|keypad|pad|counter_display)$")]


Answer = TypeVar("Answer")


class Hello(Body):
    """A device asks to be let in. ``commit``: hash of what it will reveal; all octets are in lower-case hex."""

    hardware: Name
    role: DeviceRole
    name: Name
    commit: Hash


class Reveal(Body):
    """What the device had committed itself to."""

    id: Id
    value: Value
    nonce: Hash


class Wait(Body):
    """The device asks whether somebody has typed its digits."""

    id: Id


class Taken(Body):
    """The device has stored what it was handed."""

    id: Id
    receipt: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


class Confirm(Body):
    """The supervisor names the device that shows these digits."""

    id: Id
    digits: Digits
    device: DeviceId


async def hello(call: Call) -> Reply:
    """A device introduces itself, and gets the hub's half of the exchange."""
    said: Hello = call.body
    return answered(call, lambda desk: desk.hello((said.hardware, said.role, said.name), bytes.fromhex(said.commit)))


async def reveal(call: Call) -> Reply:
    """A device reveals its half: both sides know the six digits now."""
    said: Reveal = call.body
    return answered(call, lambda desk: desk.reveal(said.id, bytes.fromhex(said.value), bytes.fromhex(said.nonce)))


async def wait(call: Call) -> Reply:
    """A device asks for its configuration, sealed for it alone; "" until the supervisor has typed its digits."""
    said: Wait = call.body
    return answered(call, lambda desk: desk.wait(said.id))


async def taken(call: Call) -> Reply:
    """A device has stored its configuration: it is handed over no more."""
    said: Taken = call.body
    return answered(call, lambda desk: desk.taken(said.id, said.receipt))


async def show_window(call: Call) -> Reply:
    """The pairing window and who asks in it."""
    return json_reply(call.parts.pairing.picture())


async def open_window(call: Call) -> Reply:
    """Let devices ask for five minutes."""
    return changed(call, lambda desk: desk.open())


async def close_window(call: Call) -> Reply:
    """Let no device ask any more."""
    return changed(call, lambda desk: desk.close())


async def confirm(call: Call) -> Reply:
    """Hand a device its configuration: its digits, typed, and the name that it gets."""
    said: Confirm = call.body
    return changed(call, lambda desk: desk.confirm(said.id, said.digits, said.device))


def answered(call: Call, ask: Callable[[PairingDesk], Mapping[str, str]]) -> Reply:
    """The desk's answer to a device."""
    wait_s = call.parts.rates.pairing.take(call.address)
    if wait_s:
        raise too_fast(wait_s)
    return json_reply(asked(call.parts.pairing, ask))


def changed(call: Call, do: Callable[[PairingDesk], None]) -> Reply:
    """The window after the supervisor's word."""
    what = call.http.path.rpartition("/")[2]
    try:
        asked(call.parts.pairing, do)
    except Problem as no:
        log.info("pairing: %s by %s refused: %s", what, call.actor, no.code)
        raise
    log.info("pairing: %s by %s", what, call.actor)
    return json_reply(call.parts.pairing.picture())


def asked(desk: PairingDesk, ask: Callable[[PairingDesk], Answer]) -> Answer:
    """The desk's answer; its no becomes a problem document."""
    try:
        return ask(desk)
    except Refused as no:
        problem = Problem(404 if no.reason == "pairing_unknown" else 409, no.reason)
        problem.family, problem.detail = "refused", no.detail
        raise problem from None
