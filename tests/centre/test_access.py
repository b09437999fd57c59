"""Users and sessions that several web nodes share."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from hub.centre.access import ACCESS, SharedAccess, users_of
from hub.centre.engine import make_engine
from hub.centre.web.routes import ROLES
from hub.web.access_store import AccessFailed
from hub.web.sessions import Sessions
from hub.web.users import Users
from tools.running.postgres import Postgres

PASSWORD = "only for this centre"


@pytest.fixture
def engine(postgres: Postgres) -> Engine:
    return make_engine(postgres.create("access"))


def node(engine: Engine) -> tuple[Users, Sessions]:
    """One web node."""
    users = Users(SharedAccess(engine), time_cost=1, memory_kib=64, roles=ROLES)
    return users, Sessions(users, idle_s=1800, longest_s=40_000)


async def test_who_signs_in_at_one_node_is_known_to_the_other_at_once_and_signed_out_soon(engine: Engine) -> None:
    (one, at_one), (_, at_two) = node(engine), node(engine)
    added = one.add("li.lei", PASSWORD, "watcher")
    token = await at_one.open(added)
    found = await at_two.find(token)
    assert found
    assert found.user.name == "li.lei"
    await at_one.close(found.token_hash)
    await at_two.reload()
    assert at_two.valid(found.token_hash) is None
    assert await at_two.find(token) is None
    engine.dispose()


async def test_a_user_who_is_disabled_at_one_node_is_out_at_the_other(engine: Engine) -> None:
    (one, at_one), (two, at_two) = node(engine), node(engine)
    token = await at_one.open(one.add("li.lei", PASSWORD, "administrator"))
    assert await at_two.find(token)
    await one.disable("li.lei", True)
    await at_two.reload()
    assert await at_two.find(token) is None
    assert await two.check("li.lei", PASSWORD) is None
    await two.disable("li.lei", False)
    assert await one.check("li.lei", PASSWORD)
    engine.dispose()


async def test_a_session_in_use_at_one_node_is_not_idle_at_the_other(engine: Engine) -> None:
    now = [1_000_000.0]
    users = Users(SharedAccess(engine), time_cost=1, memory_kib=64, roles=ROLES)
    other = Users(SharedAccess(engine), time_cost=1, memory_kib=64, roles=ROLES)
    one, two = (Sessions(each, idle_s=100, longest_s=1000, now_s=lambda: now[0]) for each in (users, other))
    token = await one.open(users.add("li.lei", PASSWORD, "watcher"))
    assert await two.find(token)
    now[0] += 90
    assert await one.find(token)
    now[0] += 90
    await two.reload()
    assert await two.find(token)
    engine.dispose()


async def test_users_of_the_file_come_along_once(engine: Engine, tmp_path: Path) -> None:
    before = Users(tmp_path / ACCESS, time_cost=1, memory_kib=64, roles=ROLES)
    before.add("li.lei", PASSWORD, "watcher")
    before.close()
    users = users_of(engine, tmp_path)
    assert await users.check("li.lei", PASSWORD)
    users.remove("li.lei")
    users.add("han.mei", PASSWORD, "watcher")
    assert [row.user.name for row in users_of(engine, tmp_path).rows()] == ["han.mei"]
    engine.dispose()


async def test_a_store_that_is_away_ends_no_session_and_lets_nobody_new_in(engine: Engine, postgres: Postgres) -> None:
    users, sessions = node(engine)
    token = await sessions.open(users.add("li.lei", PASSWORD, "watcher"))
    store = users.store
    assert isinstance(store, SharedAccess)
    engine.dispose()
    store._engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    await sessions.reload()
    assert await sessions.find(token)
    assert await sessions.find("another") is None
    with pytest.raises(AccessFailed):
        await sessions.open(users.rows()[0].user)


def test_what_was_done_about_users_is_kept_newest_first(engine: Engine) -> None:
    store = SharedAccess(engine)
    store.note((1, "chief", "li.lei", "added", "new"))
    store.note((2, "chief", "li.lei", "disabled", "left"))
    assert [each[3] for each in store.changes()] == ["disabled", "added"]
    engine.dispose()
