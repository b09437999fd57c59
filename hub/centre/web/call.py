"""One request to a centre on its way, and the parts of the centre that answer it."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from hub.centre.web.pictures import CentrePictures
from hub.web.access_store import User
from hub.web.call import Rates
from hub.web.limits import Buckets, Limits
from hub.web.lockout import Lockout
from hub.web.metrics import WebMetrics
from hub.web.sessions import Session, Sessions
from hub.web.texts import Texts
from hub.web.users import Users

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class CentreParts:
    """What handlers work with. ``open_rate``: of everybody's questions, by address."""

    users: Users
    sessions: Sessions
    texts: Texts
    limits: Limits
    rates: Rates
    lockout: Lockout
    metrics: WebMetrics
    pictures: CentrePictures
    open_rate: Buckets
    public_url: str = ""
    own_languages: tuple[str, ...] = LANGUAGES
    start_page: str = "/halls"


@dataclass(slots=True)
class CentreCall:
    """A checked request. ``key``: its Idempotency-Key, or ""."""

    parts: CentreParts
    http: web.Request
    language: str
    address: str
    session: Session | None = None
    key: str = ""
    body: Any = None

    @property
    def user(self) -> User | None:
        return self.session.user if self.session else None
