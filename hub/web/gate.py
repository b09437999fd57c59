"""What every request passes before its handler: same site, session, role, rate, key, body. Cheapest checks first."""

import asyncio
import re
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from hub.web.bodies import Body
from hub.web.call import JSON, Call, Parts
from hub.web.door import Asking, Door
from hub.web.limits import network_of
from hub.web.problems import Fault, Problem, fault_of, too_fast
from hub.web.sessions import Session

SECURE_COOKIE, PLAIN_COOKIE = "__Host-session", "session"
"""Over TLS the prefix ties the cookie to this host; browsers refuse it without TLS, as inside most halls."""

KEY = re.compile(r"[A-Za-z0-9._-]{1,128}")
CHANGING = frozenset({"POST", "DELETE"})
SAME_SITE = frozenset({"same-origin", "none"})


def language_of(parts: Door, http: web.BaseRequest) -> str:
    """``?lang=`` wins over the browser's wish, that over the hall's own."""
    return parts.texts.choose(parts.own_languages, http.query.get("lang", ""), http.headers.get("Accept-Language", ""))


def begin(parts: Parts, http: web.Request) -> Call:
    return Call(parts, http, language_of(parts, http), network_of(http.remote))


def is_secure(parts: Door, http: web.BaseRequest) -> bool:
    """TLS here, or at the proxy that the hall's public address names."""
    return http.secure or parts.public_url.startswith("https://")


def cookie_name(parts: Door, http: web.Request) -> str:
    return SECURE_COOKIE if is_secure(parts, http) else PLAIN_COOKIE


def check_same_site(parts: Door, http: web.Request) -> None:
    """Refuse what another site's page sends. Browsers always name the origin; a program without one has no cookies."""
    fetch_site = http.headers.get("Sec-Fetch-Site")
    if fetch_site is not None and fetch_site not in SAME_SITE:
        raise Problem(403, "other_origin")
    origin = http.headers.get("Origin")
    if origin is not None and origin.lower() not in origins(parts, http):
        raise Problem(403, "other_origin")


def origins(parts: Door, http: web.Request) -> tuple[str, ...]:
    """The origins of the hub's own pages. A proxy may end TLS, so the scheme alone does not tell."""
    public = urlsplit(parts.public_url)
    host = http.host.lower()
    return f"http://{host}", f"https://{host}", f"{public.scheme}://{public.netloc}".lower()


async def find_session(parts: Door, http: web.Request) -> Session | None:
    token = http.cookies.get(cookie_name(parts, http))
    return await parts.sessions.find(token) if token else None


async def admit(call: Asking, roles: frozenset[str]) -> None:
    """Find the session; refuse whoever's role is not among ``roles`` (empty: everybody may)."""
    call.session = await find_session(call.parts, call.http)
    if not roles:
        return
    if call.user is None:
        raise Problem(401, "sign_in", headers={"WWW-Authenticate": 'Session realm="anycounter"'})
    if call.user.role not in roles:
        raise Problem(403, "role_missing")


def check_rate(call: Asking) -> None:
    """Presses of one session; a stuck key or a script slows itself down, nobody else."""
    if call.session:
        wait_s = call.parts.rates.presses.take(call.session.token_hash)
        if wait_s:
            raise too_fast(wait_s)


def read_key(call: Asking) -> None:
    key = call.http.headers.get("Idempotency-Key")
    if key is None:
        return
    if not KEY.fullmatch(key):
        raise Problem(400, "bad_header", Fault("header:Idempotency-Key", "header"))
    call.key = key


async def read_body(call: Asking, kind: type[Body]) -> None:
    """Decode the body strictly; an empty one is ``{}``."""
    most = call.parts.limits.body_bytes
    if (call.http.content_length or 0) > most:
        raise Problem(413, "body_too_large", most=most)
    try:
        async with asyncio.timeout(call.parts.limits.head_s):
            raw = await call.http.read()
    except TimeoutError:
        raise Problem(408, "bad_request", headers={"Connection": "close"}) from None
    if raw and call.http.content_type != JSON:
        raise Problem(415, "bad_content_type", Fault("header:Content-Type", "refused"))
    try:
        call.body = msgspec.json.decode(raw or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise Problem(422, "invalid", fault_of(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "bad_json") from None


def whole_number(call: Asking, name: str, default: int, most: int) -> int:
    """A query parameter from 0 to ``most``."""
    asked = call.http.query.get(name)
    if asked is None:
        return default
    if not re.fullmatch(r"[0-9]{1,18}", asked) or int(asked) > most:
        fault = Fault(f"query:{name}", "number", {"least": "0", "most": str(most)})
        raise Problem(422, "bad_query", fault)
    return int(asked)
