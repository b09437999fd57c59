"""The hall's file over HTTP: checked like at a start, changed with a reason, in force at once, taken back."""

from typing import Any

from hub.core.events import Configured
from tests.web.world import Client, World

NAMES = {"zh": "新站", "en": "New station"}


async def shown(boss: Client) -> dict[str, Any]:
    return dict(await (await boss.get("/settings")).json())


async def test_the_file_is_shown_in_parts_without_its_addresses(boss: Client) -> None:
    picture = await shown(boss)
    assert (picture["file"], picture["parts"]["names"]["en"]) == ("hall.toml", "Village Service Station")
    assert set(picture["elsewhere"]) >= {"web", "broker"}
    assert "broker" not in picture["parts"]
    assert picture["history"] == []


async def test_a_mistake_is_told_with_its_field_in_the_user_s_language(world: World, boss: Client) -> None:
    item = (await shown(boss))["parts"]["items"][0]
    wish = {"section": "items", "index": 0, "value": {**item, "mean_s": 1, "names": {"zh": "甲"}}}
    for language, bounds in (("en", "is not allowed; expected 10–14400"), ("zh", "不允许，应为：10–14400")):
        answer = await boss.post(f"/settings/check?lang={language}", wish)
        mistakes = {each["key"]: each["words"] for each in (await answer.json())["mistakes"]}
        assert answer.status == 200
        assert mistakes["items[0].mean_s"] == bounds
    assert "New" not in (world.pages.parent / "hall.toml").read_text(encoding="utf-8")


async def test_a_change_is_in_force_at_once_and_told_who_why(world: World, boss: Client) -> None:
    seen = (await shown(boss))["revision"]
    change = {"section": "names", "value": NAMES, "seen": seen, "reason": "new sign"}
    answer = await boss.post("/settings/save", change)
    picture = await answer.json()
    assert (answer.status, picture["parts"]["names"]) == (200, NAMES)
    assert [(each["actor"], each["reason"], each["what"]) for each in picture["history"]][:1] == [
        ("boss", "new sign", "names")
    ]
    assert (await (await boss.get("/setup")).json())["names"] == NAMES
    last = world.journal.events[-1]
    assert (type(last.event), last.actor) == (Configured, "boss")


async def test_a_repeated_change_is_made_once(boss: Client) -> None:
    count = len((await shown(boss))["parts"]["counters"])
    change = {
        "section": "counters", "index": count, "value": {"number": 7}, "seen": (await shown(boss))["revision"], "reason": "more",
    }  # fmt: skip
    first = await boss.post("/settings/save", change, key="k")
    again = await boss.post("/settings/save", change, key="k")
    assert (first.status, await first.read()) == (200, await again.read())
    assert len((await shown(boss))["parts"]["counters"]) == count + 1


async def test_a_change_that_the_journal_could_not_take_is_in_force_when_it_is_asked_again(
    world: World, boss: Client
) -> None:
    change = {"section": "names", "value": NAMES, "seen": (await shown(boss))["revision"], "reason": "new sign"}
    world.journal.failing = True
    assert (await boss.post("/settings/save", change, key="k")).status == 503
    world.journal.failing = False
    assert (await boss.post("/settings/save", change, key="k")).status == 200
    assert world.service.record.setup.names == NAMES
    again = await boss.post("/settings/save", {**change, "seen": (await shown(boss))["revision"]})
    assert (again.status, (await again.json())["reason"]) == (409, "settings_same")


async def test_a_change_to_what_somebody_else_changed_is_refused(boss: Client) -> None:
    change = {"section": "names", "value": NAMES, "seen": "0" * 16, "reason": "x"}
    answer = await boss.post("/settings/save", change)
    assert (answer.status, (await answer.json())["reason"]) == (409, "settings_changed")


async def test_a_change_with_a_mistake_is_not_written(boss: Client) -> None:
    before = await shown(boss)
    change = {"section": "names", "value": {"zh": "x"}, "seen": before["revision"], "reason": "x"}
    answer = await boss.post("/settings/save?lang=en", change)
    assert (answer.status, (await answer.json())["reason"]) == (409, "settings_wrong")
    assert await shown(boss) == before


async def test_a_version_is_taken_back_with_a_reason(boss: Client) -> None:
    before = await shown(boss)
    change = {"section": "names", "value": NAMES, "seen": before["revision"], "reason": "x"}
    changed = await (await boss.post("/settings/save", change)).json()
    oldest = changed["history"][-1]["number"]
    back = {"number": oldest, "seen": changed["revision"], "reason": "wrong sign"}
    picture = await (await boss.post("/settings/back", back)).json()
    assert picture["parts"] == before["parts"]
    assert picture["history"][0]["what"] == f"back_to_{oldest}"
    assert (await boss.post("/settings/back", {**back, "number": 99, "seen": picture["revision"]})).status == 404


async def test_every_change_needs_a_reason(boss: Client) -> None:
    for path, body in (
        ("/settings/save", {"section": "names", "value": NAMES, "seen": "x"}),
        ("/settings/back", {"number": 1, "seen": "x"}),
        ("/users", {"name": "zhao", "role": "clerk"}),
        ("/users/li/reset", {}),
        ("/users/li/disable", {}),
    ):
        answer = await boss.post(path, {**body, "reason": ""})
        assert (answer.status, [each["where"] for each in (await answer.json())["errors"]]) == (422, ["/reason"])
