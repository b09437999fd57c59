"""What the composition root gives to the devices' side: the hall's place and texts, and the ports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hub.core.catalogue import HallSetup, Text
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.ticket import Ticket
from hub.devices.certificates import Certificates

REASONS: tuple[tuple[str, Text], ...] = (
    ("long_wait", {"zh": "等候时间太长", "en": "Long wait"}),
    ("attitude", {"zh": "服务态度", "en": "How I was treated"}),
    ("not_solved", {"zh": "事情没有办成", "en": "Not solved"}),
    ("papers", {"zh": "材料太多", "en": "Too many papers"}),
    ("unclear", {"zh": "告知不清楚", "en": "Unclear information"}),
)
"""Reasons for a 2 or a 1, by code; five, because a pad has five keys."""

EDGE_REASONS = frozenset(
    {"pin_unknown", "card_unknown", "pin_locked", "update_day_open", "update_running", "update_unknown"}
)
"""Codes of refusals that are made here and not by the core; ``Sentence`` has to know them too."""


@dataclass(frozen=True, slots=True)
class DevicesSetup:
    """``folder``: where the broker's configuration lies. ``url`` empty: our own broker on ``host:port`` (0: any free).

    ``ask_s``: real seconds in which the pad asks for a rating. ``unoffered``: priority classes that a dispenser does
    not offer, because nobody may claim them with a key. ``tls``: by which our own broker is known, if by any.
    """

    hall: str
    folder: Path
    url: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    version: str = ""
    tls: Certificates | None = None
    ask_s: int = 60
    unoffered: tuple[str, ...] = ("booked",)
    reasons: tuple[tuple[str, Text], ...] = REASONS


class ClerkOf(Protocol):
    """The user id that a clerk's PIN or ``card:NUMBER`` means, or None. It may take its time: a slow hash belongs in a thread."""

    async def __call__(self, pin: str, /) -> str | None: ...


class Sentence(Protocol):
    """The sentence for a refusal: of ``hub.core.refused.REASONS`` or of ``EDGE_REASONS``."""

    def __call__(self, language: str, reason: str, detail: Mapping[str, str], /) -> str: ...


class Receipt(Protocol):
    """A ticket's paper as bytes for the printer: at most 5,700, so that they fit one message."""

    def __call__(self, ticket: Ticket, hall: Hall, /, reprint: bool = False) -> bytes: ...


class Pack(Protocol):
    """What a dispenser needs to print and show by itself, by key. It may take half a second, in a thread."""

    def __call__(self, setup: HallSetup, /) -> Iterable[tuple[str, bytes]]: ...


class Past(Protocol):
    """The stored events of an action, of whatever day; empty where it is new. May raise ``JournalFailed``."""

    def __call__(self, origin: str, /) -> Sequence[Recorded]: ...


def no_pack(setup: HallSetup, /) -> Iterable[tuple[str, bytes]]:
    """A hall whose dispensers print nothing by themselves."""
    return ()


@dataclass(frozen=True, slots=True)
class Ports:
    """What the devices' side needs from others."""

    clerk_of: ClerkOf
    sentence: Sentence
    receipt: Receipt
    past: Past
    pack: Pack = no_pack
