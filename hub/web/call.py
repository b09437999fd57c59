"""One request on its way: who asks, in which language, for what; and the parts of the hub that answer it."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from hub.core.better import Better
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.service import HallService
from hub.web.access_store import User
from hub.web.archive import Archive, NoArchive
from hub.web.keys import Keys
from hub.web.limits import Buckets, Limits
from hub.web.lockout import Lockout
from hub.web.metrics import Metrics
from hub.web.pairing_desk import NoPairing, PairingDesk
from hub.web.planning_desk import NoPlanner, Planner
from hub.web.report_shapes import nothing_learned
from hub.web.sessions import Session, Sessions
from hub.web.settings_desk import NoSettings, SettingsDesk
from hub.web.shadow_desk import NoShadow, ShadowDesk
from hub.web.texts import Texts
from hub.web.users import Users

if TYPE_CHECKING:
    from hub.web.afar_desk import AfarDesk
    from hub.web.updates import Updates
    from hub.web.voice_desk import Voice

JSON = "application/json"


@dataclass(slots=True)
class Rates:
    """The token buckets of all requests."""

    tickets: Buckets
    failed_links: Buckets
    presses: Buckets
    sign_ins: Buckets
    pairing: Buckets
    arrivals: Buckets


@dataclass(slots=True)
class Parts:
    """What handlers work with. ``read_after``: the journal's; ``devices``, ``updates``: of the hall's devices.

    ``bench``: is there one? ``pairing``: who lets new devices in. ``archive``: days of the past; ``settings``: the hall's file;
    ``planner``: its simulated days; ``shadow``: its second policy; ``learned``: what the forecast uses today; ``better``: a hall
    that calls sooner. ``afar``: codes and holders of tickets from afar.
    ``answers``: to the latest keys whose work is not in the journal.
    """

    service: HallService
    users: Users
    sessions: Sessions
    texts: Texts
    limits: Limits
    rates: Rates
    lockout: Lockout
    metrics: Metrics
    keys: Keys
    read_after: Callable[[int, int], list[Recorded]]
    devices: Callable[[], list[dict[str, Any]]]
    updates: "Updates"
    voice: "Voice"
    afar: "AfarDesk"
    public_url: str = ""
    bench: bool = False
    pairing: PairingDesk = field(default_factory=NoPairing)
    archive: Archive = field(default_factory=NoArchive)
    settings: SettingsDesk = field(default_factory=NoSettings)
    planner: Planner = field(default_factory=NoPlanner)
    shadow: ShadowDesk = field(default_factory=NoShadow)
    learned: Callable[[], Mapping[str, Any]] = nothing_learned
    better: Callable[[], Better | None] = lambda: None
    answers: OrderedDict[str, Any] = field(default_factory=OrderedDict)

    @property
    def hall(self) -> Hall:
        """The hall as it is on disk."""
        return self.service.record

    @property
    def own_languages(self) -> tuple[str, ...]:
        return self.hall.setup.languages

    @property
    def start_page(self) -> str:
        return "/"

    def languages(self) -> list[str]:
        return self.texts.languages(self.hall.setup.languages)


@dataclass(slots=True)
class Call:
    """A checked request. ``key``: its Idempotency-Key, or ""."""

    parts: Parts
    http: web.Request
    language: str
    address: str
    session: Session | None = None
    key: str = ""
    body: Any = None

    @property
    def hall(self) -> Hall:
        return self.parts.hall

    @property
    def user(self) -> User | None:
        return self.session.user if self.session else None

    @property
    def actor(self) -> str:
        return self.user.name if self.user else "citizen"

    @property
    def counter(self) -> int:
        """The counter in the path."""
        return int(self.http.match_info["n"])

    def origin(self) -> str:
        """The identity of this action: the key within its scope, or a random one.

        A public key is stored as its hash only: who knows it can ask for the ticket again, as with a link.
        """
        key = self.key or secrets.token_urlsafe(16)
        if self.user:
            return f"web:@{self.user.name}:{key}"
        return f"web:public:{hashlib.sha256(key.encode()).hexdigest()[:32]}"

    def fingerprint(self) -> bytes:
        """What the action asks for, whatever order its fields came in."""
        body = msgspec.json.encode(self.body, order="deterministic")
        return hashlib.sha256(f"{self.http.method} {self.http.rel_url.raw_path}\n".encode() + body).digest()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way out: JSON bytes unless it says otherwise."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[tuple[str, str], ...] = ()


def json_reply(value: object, status: int = 200) -> Reply:
    return Reply(msgspec.json.encode(value), status)
