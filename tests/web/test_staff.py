"""Users from the supervisor's page: added, reset, disabled; passwords are told once and kept nowhere."""

import sqlite3
from pathlib import Path
from typing import Any

from hub.web.users import Users
from tests.web.world import Client, World


async def listed(boss: Client) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in (await (await boss.get("/users")).json())["users"]}


async def enters(world: World, user: str, password: str) -> bool:
    answer = await world.client().post("/session", {"user": user, "password": password})
    return answer.status == 201


async def test_a_new_user_comes_in_with_the_password_that_was_told_once(world: World, boss: Client) -> None:
    body = {"name": "zhao", "role": "clerk", "shown": "赵", "pin": "4711", "reason": "new colleague"}
    answer = await boss.post("/users", body, key="k")
    password = (await answer.json())["password"]
    assert (answer.status, await enters(world, "zhao", password)) == (201, True)
    assert await world.users.clerk_of("4711") == "zhao"
    again = await boss.post("/users", body, key="k")
    assert await again.read() == await answer.read()
    text = await (await boss.get("/users")).text()
    assert password not in text and "4711" not in text
    assert (await listed(boss))["zhao"] == {
        "name": "zhao", "shown": "赵", "role": "clerk", "disabled": False, "pin": True, "card": False,
    }  # fmt: skip


async def test_what_cannot_be_a_user_is_refused_with_its_place(boss: Client) -> None:
    for body, reason, where in (
        ({"name": "wang", "role": "clerk"}, "user_exists", "/name"),
        ({"name": "p2", "role": "pad", "pin": "1234"}, "sign_unfit", "/pin"),
        ({"name": "c2", "role": "clerk", "card": "0000"}, "sign_unfit", "/card"),
    ):
        answer = await boss.post("/users", {**body, "reason": "x"})
        problem = await answer.json()
        assert (answer.status, problem["reason"], problem["errors"][0]["where"]) == (409, reason, where)
    first = {"name": "a", "role": "clerk", "pin": "8888", "reason": "x"}
    assert (await boss.post("/users", first)).status == 201
    assert (await (await boss.post("/users", {**first, "name": "b"})).json())["reason"] == "sign_taken"


async def test_a_reset_ends_sessions_and_keeps_the_pin(world: World, boss: Client) -> None:
    world.users.add("wang", world.password, "clerk", pin="4711")
    wang = await world.signed_in("wang")
    answer = await boss.post("/users/wang/reset", {"reason": "forgotten"})
    password = (await answer.json())["password"]
    assert (await wang.get("/session")).status == 401
    assert not await enters(world, "wang", world.password)
    assert await enters(world, "wang", password)
    assert await world.users.clerk_of("4711") == "wang"
    await boss.post("/users/wang/reset", {"pin": "1212", "reason": "seen by others"})
    assert (await world.users.clerk_of("4711"), await world.users.clerk_of("1212")) == (None, "wang")


async def test_a_disabled_user_is_out_at_once_and_everywhere_and_comes_back_with_the_old_password(
    world: World, boss: Client
) -> None:
    world.users.add("wang", world.password, "clerk", pin="4711")
    wang = await world.signed_in("wang")
    assert (await boss.post("/users/wang/disable", {"reason": "left"})).status == 200
    assert (await wang.get("/session")).status == 401
    assert not await enters(world, "wang", world.password)
    assert await world.users.clerk_of("4711") is None
    assert (await listed(boss))["wang"]["disabled"]
    assert (await boss.post("/users/wang/reset", {"pin": "4712", "reason": "x"})).status == 200
    assert await world.users.clerk_of("4712") is None
    world.users.add("wang", world.password, "clerk", pin="4711")
    await boss.post("/users/wang/disable", {"reason": "left"})
    await boss.post("/users/wang/enable", {"reason": "back"})
    assert await enters(world, "wang", world.password)


async def test_nobody_disables_themselves(boss: Client) -> None:
    answer = await boss.post("/users/boss/disable", {"reason": "tired"})
    assert (answer.status, (await answer.json())["reason"]) == (409, "own_account")


async def test_who_did_what_and_why_is_kept(boss: Client) -> None:
    await boss.post("/users/li/disable", {"reason": "on leave"})
    await boss.post("/users/li/enable", {"reason": "back"})
    changes = (await (await boss.get("/users")).json())["changes"]
    assert [(each["actor"], each["user"], each["what"], each["reason"]) for each in changes] == [
        ("boss", "li", "enabled", "back"),
        ("boss", "li", "disabled", "on leave"),
    ]
    assert (await boss.post("/users/nobody/reset", {"reason": "x"})).status == 404


async def test_a_file_of_a_hub_that_disabled_nobody_is_read(tmp_path: Path) -> None:
    path = tmp_path / "access.db"
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE user (name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,"
            " pin_hash TEXT UNIQUE, card_hash TEXT) STRICT"
        )
        db.execute("INSERT INTO user VALUES ('old', 'Old', 'clerk', 'x', NULL, NULL)")
    users = Users(path, time_cost=1, memory_kib=64)
    assert [(row.user.name, row.disabled) for row in users.rows()] == [("old", False)]
    await users.disable("old", True)
    assert users.get("old") is None
    users.close()
