"""Who works in the hall: users as the supervisor sees, adds, resets and disables them, each with a reason that is kept."""

import secrets

from hub.web.access_store import UserRow
from hub.web.bodies import NewUser, UserReason, UserReset
from hub.web.call import Call, Reply, json_reply
from hub.web.problems import Fault, Problem
from hub.web.settings import once

PASSWORD_BYTES = 9
"""Twelve characters: made by the hub and shown once, so that nobody types a weak one."""


async def list_users(call: Call) -> Reply:
    """All users of the hall and what was last done about them; no password, PIN or card is among it."""
    users = call.parts.users
    await users.reload()
    changes = await users.store.later(users.store.changes)
    rows = [
        {
            "name": row.user.name, "shown": row.user.shown, "role": row.user.role, "disabled": row.disabled,
            "pin": row.pin_hash is not None, "card": row.card_hash is not None,
        }
        for row in users.rows()
    ]  # fmt: skip
    return json_reply({"users": rows, "changes": [change_shown(change) for change in changes]})


def change_shown(change: tuple[int, str, str, str, str]) -> dict[str, object]:
    at_ms, actor, user, what, reason = change
    return {"at_ms": at_ms, "actor": actor, "user": user, "what": what, "reason": reason}


async def add_user(call: Call) -> Reply:
    """A new user; the answer holds the password, this once."""
    body: NewUser = call.body

    async def add() -> Reply:
        if call.parts.users.row(body.name):
            raise no("user_exists", "/name")
        return await given(call, body.name, body.role, body.shown, pin=body.pin, card=body.card)

    return await once(call, add)


async def reset_user(call: Call) -> Reply:
    """A new password for a user, shown this once, and a new PIN and card where they are given; their sessions end."""
    body: UserReset = call.body

    async def reset() -> Reply:
        row = known(call)
        if not body.pin and not body.card:
            password = secrets.token_urlsafe(PASSWORD_BYTES)
            await call.parts.users.set_password(row.user.name, password)
            return await told(call, row.user.name, "reset", password)
        return await given(
            call, row.user.name, row.user.role, row.user.shown, pin=body.pin, card=body.card, what="reset"
        )

    return await once(call, reset)


async def disable_user(call: Call) -> Reply:
    """Let a user in no more; their sessions end. Nobody disables themselves, so a supervisor always remains."""
    return await once(call, lambda: switch(call, disabled=True))


async def enable_user(call: Call) -> Reply:
    """Let a user in again."""
    return await once(call, lambda: switch(call, disabled=False))


async def switch(call: Call, *, disabled: bool) -> Reply:
    name = known(call).user.name
    if disabled and name == call.actor:
        raise no("own_account")
    await call.parts.users.disable(name, disabled)
    return await told(call, name, "disabled" if disabled else "enabled", "")


async def given(call: Call, name: str, role: str, shown: str, *, pin: str, card: str, what: str = "added") -> Reply:
    """A user with a fresh password."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    try:
        await call.parts.users.add_later(name, password, role, shown, pin=pin, card=card)
    except ValueError as error:
        taken = "another clerk" in str(error)
        place = "/name" if "name is" in str(error) else "/card" if "card" in str(error) else "/pin"
        raise no("sign_taken" if taken else "sign_unfit", place) from None
    return await told(call, name, what, password)


async def told(call: Call, name: str, what: str, password: str) -> Reply:
    """Note what was done, by whom and why, and say it."""
    body: UserReason = call.body
    at_ms = call.parts.service.now_ms()
    store = call.parts.users.store
    await store.later(lambda: store.note((at_ms, call.actor, name, what, body.reason)))
    return json_reply({"user": name, "password": password}, 201 if what == "added" else 200)


def known(call: Call) -> UserRow:
    row = call.parts.users.row(call.http.match_info["id"])
    if row is None:
        raise Problem(404, "user_unknown")
    return row


def no(code: str, *places: str) -> Problem:
    problem = Problem(409, code, *(Fault(place, "refused") for place in places))
    problem.family = "refused"
    return problem
