"""What every web side has, whatever it serves: a hall's, and a centre's. The gate, sessions and sockets need no more."""

from typing import Any, Protocol

from aiohttp import web

from hub.web.access_store import User
from hub.web.call import Rates
from hub.web.limits import Limits
from hub.web.lockout import Lockout
from hub.web.metrics import WebMetrics
from hub.web.sessions import Session, Sessions
from hub.web.texts import Texts
from hub.web.users import Users


class Door(Protocol):
    """The parts that let people in. ``own_languages``: those of its own words, the first one for whoever asks for none.
    ``start_page``: where everybody may begin."""

    @property
    def users(self) -> Users: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def rates(self) -> Rates: ...
    @property
    def lockout(self) -> Lockout: ...
    @property
    def metrics(self) -> WebMetrics: ...
    @property
    def public_url(self) -> str: ...
    @property
    def own_languages(self) -> tuple[str, ...]: ...
    @property
    def start_page(self) -> str: ...


class Asking(Protocol):
    """One request on its way through a door."""

    session: Session | None
    key: str
    body: Any

    @property
    def parts(self) -> Door: ...
    @property
    def http(self) -> web.Request: ...
    @property
    def address(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def user(self) -> User | None: ...
