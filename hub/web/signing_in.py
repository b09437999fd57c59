"""Signing in and out. The password is checked off the loop; the token goes into a cookie that scripts cannot read."""

from hub.web.access_store import User
from hub.web.bodies import SignIn
from hub.web.call import Reply, json_reply
from hub.web.door import Asking
from hub.web.gate import cookie_name, is_secure
from hub.web.problems import Problem, too_fast
from hub.web.shapes import SignedIn


def shown(user: User) -> SignedIn:
    return {"user": user.name, "role": user.role, "name": user.shown}


async def sign_in(call: Asking) -> Reply:
    """Sign in. A session that the browser had before ends."""
    wish: SignIn = call.body
    wait_s = call.parts.rates.sign_ins.take(call.address)
    if wait_s:
        raise too_fast(wait_s)
    locked_s = call.parts.lockout.wait_s(wish.user, call.address)
    if locked_s:
        raise too_fast(locked_s, "locked_out")
    call.parts.lockout.attempt(wish.user, call.address)
    user = await call.parts.users.check(wish.user, wish.password)
    if user is None:
        raise Problem(401, "wrong_password", headers={"WWW-Authenticate": 'Session realm="anycounter"'})
    call.parts.lockout.succeeded(wish.user, call.address)
    if call.session:
        await call.parts.sessions.close(call.session.token_hash)
    token = await call.parts.sessions.open(user)
    reply = json_reply(shown(user), 201)
    return Reply(reply.body, reply.status, headers={"Set-Cookie": cookie(call, token)})


async def who(call: Asking) -> Reply:
    """Who is signed in here."""
    return json_reply(shown(signed_in(call)))


async def sign_out(call: Asking) -> Reply:
    """End this session; its live connections are closed."""
    user = signed_in(call)
    if call.session:
        await call.parts.sessions.close(call.session.token_hash)
    return Reply(json_reply(shown(user)).body, headers={"Set-Cookie": cookie(call, "")})


def signed_in(call: Asking) -> User:
    if call.user is None:
        raise Problem(401, "sign_in", headers={"WWW-Authenticate": 'Session realm="anycounter"'})
    return call.user


def cookie(call: Asking, token: str) -> str:
    """The whole header: this host alone, no scripts, no other site, until the browser closes."""
    secure = "; Secure" if is_secure(call.parts, call.http) else ""
    ended = "" if token else "; Max-Age=0"
    return f"{cookie_name(call.parts, call.http)}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{ended}"
