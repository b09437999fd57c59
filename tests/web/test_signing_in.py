"""Passwords, sessions, their end, and requests that other sites send."""

import sqlite3
import stat
from pathlib import Path

import pytest

from hub.web.gate import PLAIN_COOKIE, SECURE_COOKIE
from hub.web.limits import Limits
from hub.web.sessions import hash_of
from hub.web.users import Users
from tests.web.conftest import Making
from tests.web.world import Client, World


async def sign_in(client: Client, user: str = "wang", password: str = "") -> int:
    body = {"user": user, "password": password or client.world.password}
    return (await client.post("/session", body)).status


async def test_a_user_signs_in_is_known_and_signs_out(citizen: Client) -> None:
    assert await sign_in(citizen) == 201
    assert await (await citizen.get("/session")).json() == {"user": "wang", "role": "clerk", "name": "wang"}
    assert (await citizen.delete("/session")).status == 200
    assert (await citizen.get("/session")).status == 401


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World, citizen: Client) -> None:
    answer = await citizen.post("/session", {"user": "wang", "password": world.password})
    name, *rest = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith(f"{PLAIN_COOKIE}=")
    assert set(rest) == {"Path=/", "HttpOnly", "SameSite=Strict"}


async def test_behind_tls_the_cookie_is_tied_to_the_host(world: World, citizen: Client) -> None:
    world.web.parts.public_url = "https://hall.example"
    answer = await citizen.post("/session", {"user": "wang", "password": world.password})
    name, *rest = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith(f"{SECURE_COOKIE}=")
    assert set(rest) == {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"}
    assert "Strict-Transport-Security" in answer.headers


async def test_a_stolen_file_holds_neither_token_nor_password(world: World, tmp_path: Path, citizen: Client) -> None:
    answer = await citizen.post("/session", {"user": "wang", "password": world.password})
    token = answer.cookies[PLAIN_COOKIE].value
    files = [each for each in (tmp_path / "0").iterdir() if each.name.startswith("access.db")]
    held = b"".join(each.read_bytes() for each in files)
    assert hash_of(token).encode() in held
    assert token.encode() not in held
    assert world.password.encode() not in held
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


async def test_a_session_ends_after_half_an_hour_of_nothing(world: World, citizen: Client) -> None:
    await sign_in(citizen)
    for _ in range(3):
        world.clock.forward_s(29 * 60)
        assert (await citizen.get("/session")).status == 200
    world.clock.forward_s(31 * 60)
    assert (await citizen.get("/session")).status == 401


async def test_a_session_in_use_ends_after_twelve_hours(world: World, citizen: Client) -> None:
    await sign_in(citizen)
    for _ in range(36):
        world.clock.forward_s(20 * 60)
        assert (await citizen.get("/session")).status == 200
    world.clock.forward_s(20 * 60)
    assert (await citizen.get("/session")).status == 401


async def test_a_session_survives_a_restart_of_the_hub(world: World, citizen: Client) -> None:
    await sign_in(citizen)
    cookie = next(iter(citizen.session.cookie_jar))
    await world.restart()
    client = world.client(cookie.value)
    assert (await client.get("/session")).status == 200


async def test_a_removed_or_replaced_user_is_signed_out_at_once(world: World) -> None:
    first, second = await world.signed_in("wang"), await world.signed_in("li")
    world.users.remove("wang")
    world.users.add("li", "another-password", "clerk")
    assert (await first.get("/session")).status == 401
    assert (await second.get("/session")).status == 401


async def test_a_revoked_user_is_signed_out_everywhere(world: World) -> None:
    here, there = await world.signed_in("wang"), await world.signed_in("wang")
    await world.web.parts.sessions.revoke("wang")
    assert [(await each.get("/session")).status for each in (here, there)] == [401, 401]


async def test_only_so_many_sessions_of_a_user_stay(world: World) -> None:
    clients = []
    for _ in range(21):
        clients.append(await world.signed_in("wang"))
        world.clock.forward_s(1)
    assert [(await each.get("/session")).status for each in (clients[0], clients[1], clients[-1])] == [401, 200, 200]


async def test_signing_in_again_ends_the_session_before(world: World, citizen: Client) -> None:
    answer = await citizen.post("/session", {"user": "wang", "password": world.password})
    before = world.client(answer.cookies[PLAIN_COOKIE].value)
    await sign_in(citizen)
    assert (await before.get("/session")).status == 401


async def test_a_wrong_password_and_an_unknown_name_sound_the_same(citizen: Client) -> None:
    wrong = await citizen.post("/session", {"user": "wang", "password": "wrong-password"})
    unknown = await citizen.post("/session", {"user": "nobody", "password": "wrong-password"})
    assert (wrong.status, await wrong.read()) == (unknown.status, await unknown.read())
    assert wrong.status == 401


async def test_after_five_wrong_passwords_one_waits_longer_each_time(world: World, citizen: Client) -> None:
    assert [await sign_in(citizen, password="wrong-password") for _ in range(6)] == [401] * 5 + [429]
    assert await sign_in(citizen) == 429
    world.clock.forward_s(31)
    assert await sign_in(citizen, password="wrong-password") == 401
    locked = await citizen.post("/session", {"user": "wang", "password": world.password})
    assert (locked.status, (await locked.json())["reason"]) == (429, "locked_out")
    assert 55 <= int(locked.headers["Retry-After"]) <= 61
    world.clock.forward_s(61)
    assert await sign_in(citizen) == 201


async def test_a_locked_name_locks_no_other(citizen: Client) -> None:
    for _ in range(6):
        await sign_in(citizen, password="wrong-password")
    assert await sign_in(citizen, "li") == 201


async def test_many_passwords_at_one_address_wait_whatever_the_names(make_world: Making) -> None:
    world = await make_world(limits=Limits(sign_ins_burst=1000))
    statuses = [await sign_in(world.client(), f"name-{n}", "wrong-password") for n in range(22)]
    assert statuses == [401] * 20 + [429] * 2


async def test_signing_in_is_asked_only_so_often(world: World, citizen: Client) -> None:
    statuses = [await sign_in(citizen) for _ in range(21)]
    assert statuses == [201] * 20 + [429]


@pytest.mark.parametrize(
    ("name", "password", "role", "pin"),
    [
        ("", "long-enough", "clerk", ""),
        ("a b", "long-enough", "clerk", ""),
        ("x" * 33, "long-enough", "clerk", ""),
        ("wang\n", "long-enough", "clerk", ""),
        ("wang", "short", "clerk", ""),
        ("wang", "long-enough", "king", ""),
        ("wang", "long-enough", "supervisor", "1234"),
        ("wang", "long-enough", "clerk", "12a4"),
        ("wang", "long-enough", "clerk", "123"),
    ],
)
def test_a_user_who_cannot_be_is_not_added(tmp_path: Path, name: str, password: str, role: str, pin: str) -> None:
    users = Users(tmp_path / "access.db", time_cost=1, memory_kib=64)
    with pytest.raises(ValueError, match=r"user's name|password|role|PIN"):
        users.add(name, password, role, pin=pin)
    assert users.get(name) is None
    users.close()


async def test_a_pin_means_one_clerk(tmp_path: Path) -> None:
    users = Users(tmp_path / "access.db", time_cost=1, memory_kib=64)
    users.add("wang", "long-enough", "clerk", pin="0412")
    with pytest.raises(ValueError, match="another clerk"):
        users.add("li", "long-enough", "clerk", pin="0412")
    assert [await users.clerk_of(pin) for pin in ("0412", "0413", "", "x")] == ["wang", None, None, None]
    users.close()


async def test_a_card_means_one_clerk_whatever_zeros_its_reader_puts_before_it(tmp_path: Path) -> None:
    users = Users(tmp_path / "access.db", time_cost=1, memory_kib=64)
    users.add("wang", "long-enough", "clerk", pin="0412", card="0012883931")
    users.add("zhao", "long-enough", "clerk", pin="12883931")
    with pytest.raises(ValueError, match="another clerk has this card"):
        users.add("li", "long-enough", "clerk", card="12883931")
    signs = ("card:12883931", "card:0012883931", "12883931", "card:12883932", "card:", "card:0412", "card:0000")
    assert [await users.clerk_of(sign) for sign in signs] == ["wang", "wang", "zhao", None, None, None, None]
    stored = (tmp_path / "access.db").read_bytes() + (tmp_path / "access.db-wal").read_bytes()
    assert b"12883931" not in stored
    users.close()


@pytest.mark.parametrize(
    ("role", "card"), [("supervisor", "12883931"), ("clerk", "12 34"), ("clerk", "000"), ("clerk", "1" * 21)]
)
def test_a_card_that_cannot_be_is_not_added(tmp_path: Path, role: str, card: str) -> None:
    users = Users(tmp_path / "access.db", time_cost=1, memory_kib=64)
    with pytest.raises(ValueError, match="a card's number"):
        users.add("wang", "long-enough", role, card=card)
    assert users.get("wang") is None
    users.close()


async def test_a_file_of_a_hub_that_knew_no_cards_keeps_its_clerks_and_learns_cards(tmp_path: Path) -> None:
    path = tmp_path / "access.db"
    users = Users(path, time_cost=1, memory_kib=64)
    users.add("wang", "long-enough", "clerk", pin="0412")
    users.close()
    with sqlite3.connect(path) as old:
        old.execute("DROP INDEX user_card")
        old.execute("ALTER TABLE user DROP COLUMN card_hash")
    users = Users(path, time_cost=1, memory_kib=64)
    users.add("li", "long-enough", "clerk", card="12883931")
    assert [await users.clerk_of(sign) for sign in ("0412", "card:12883931")] == ["wang", "li"]
    users.close()


async def test_a_user_whom_another_process_adds_or_removes_is_known(world: World, tmp_path: Path) -> None:
    other = Users(tmp_path / "0" / "access.db", time_cost=1, memory_kib=64)
    other.add("zhao", world.password, "clerk", pin="1234")
    assert await sign_in(world.client(), "zhao") == 201
    assert await world.users.clerk_of("1234") == "zhao"
    clerk = await world.signed_in("wang")
    other.remove("wang")
    await world.users.reload()
    assert (await clerk.get("/session")).status == 401
    other.close()


async def test_there_is_no_user_to_begin_with(tmp_path: Path) -> None:
    users = Users(tmp_path / "access.db")
    assert users.store.now(users.store.users) == []
    assert await users.check("nobody", "nobody signs in with this") is None
    users.close()


async def test_passwords_are_hashed_as_the_rules_ask(tmp_path: Path) -> None:
    users = Users(tmp_path / "access.db")
    users.add("wang", "long-enough", "clerk")
    users.close()
    with sqlite3.connect(tmp_path / "access.db") as db:
        (password_hash,) = db.execute("SELECT hash FROM user").fetchone()
    assert password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": ""},
    ],
)
async def test_another_site_changes_nothing(world: World, clerk: Client, headers: dict[str, str]) -> None:
    before = len(world.journal.events)
    for path in ("/tickets", "/counters/1/open", "/session"):
        refused = await clerk.post(path, {}, headers=headers)
        assert (refused.status, (await refused.json())["reason"]) == (403, "other_origin")
    assert (await clerk.delete("/session", headers=headers)).status == 403
    assert len(world.journal.events) == before


async def test_the_hub_s_own_pages_may_change_things(world: World, clerk: Client) -> None:
    world.web.parts.public_url = "https://hall.example"
    cookies = {SECURE_COOKIE: clerk.cookies[PLAIN_COOKIE]}
    clerk.cookies = cookies
    for origin in (world.base, world.base.replace("http", "https"), "https://hall.example"):
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        assert (await clerk.post("/counters/1/open", headers=headers)).status in (200, 409)


async def test_a_cookie_that_is_no_token_is_nobody(world: World) -> None:
    for token in ("x", "x" * 4000, "%00"):
        assert (await world.client(token).get("/session")).status == 401
