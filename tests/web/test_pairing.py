"""Pairing over HTTP: devices without a session, the supervisor's window, and nobody else."""

import json
import re

import pytest

from hub.core.refused import Refused
from hub.web.limits import Limits
from tests.sources import python_files, text_of
from tests.web.conftest import Making
from tests.web.world import TEXTS, Client, World

HELLO = {"hardware": "rp2", "role": "keypad", "name": "0a1b", "commit": "c" * 64}
QUESTIONS = {
    "hello": HELLO,
    "reveal": {"id": "1" * 32, "value": "0" * 512, "nonce": "0" * 64},
    "wait": {"id": "1" * 32},
    "taken": {"id": "1" * 32, "receipt": "0" * 32},
}


class Desk:
    """A window that records what it is asked; ``no``: what it answers everything with."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.no: Refused | None = None

    def _take(self, *asked: object) -> dict[str, str]:
        self.asked.append(asked)
        if self.no:
            raise self.no
        return {}

    def open(self) -> None:
        self._take("open")

    def close(self) -> None:
        self._take("close")

    def picture(self) -> dict[str, object]:
        return {"open": True, "left_s": 300, "asking": []}

    def hello(self, about: tuple[str, str, str], commit: bytes, /) -> dict[str, str]:
        return self._take("hello", about, commit)

    def reveal(self, id: str, value: bytes, nonce: bytes, /) -> dict[str, str]:
        return self._take("reveal", id, value, nonce)

    def wait(self, id: str, /) -> dict[str, str]:
        return self._take("wait", id)

    def taken(self, id: str, receipt: str, /) -> dict[str, str]:
        return self._take("taken", id, receipt)

    def confirm(self, id: str, digits: str, device: str, /) -> None:
        self._take("confirm", id, digits, device)


@pytest.fixture
async def desk(make_world: Making) -> Desk:
    return Desk()


async def world_with(make_world: Making, desk: Desk, limits: Limits | None = None) -> World:
    world = await make_world(limits=limits)
    world.web.parts.pairing = desk
    return world


@pytest.mark.parametrize("step", QUESTIONS)
async def test_outside_the_window_every_question_gets_a_plain_no(world: World, step: str) -> None:
    answer = await world.client().post(f"/pairing/{step}", QUESTIONS[step])
    assert (answer.status, (await answer.json())["reason"]) == (409, "pairing_closed")


@pytest.mark.parametrize("step", QUESTIONS)
async def test_a_device_needs_no_session_and_another_site_s_page_is_refused(
    make_world: Making, desk: Desk, step: str
) -> None:
    world = await world_with(make_world, desk)
    client = world.client()
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await client.post(f"/pairing/{step}", QUESTIONS[step], headers=headers)
        assert (answer.status, (await answer.json())["reason"]) == (403, "other_origin")
    assert desk.asked == []
    assert (await client.post(f"/pairing/{step}", QUESTIONS[step])).status == 200
    assert desk.asked[0][0] == step


async def test_a_form_of_a_page_is_no_question_of_a_device(make_world: Making, desk: Desk) -> None:
    world = await world_with(make_world, desk)
    answer = await world.client().ask("POST", "/pairing/hello", headers={"Content-Type": "text/plain"}, data="{}")
    assert (answer.status, desk.asked) == (415, [])


async def test_what_a_device_says_arrives_as_octets(make_world: Making, desk: Desk) -> None:
    world = await world_with(make_world, desk)
    await world.client().post("/pairing/hello", HELLO)
    assert desk.asked == [("hello", ("rp2", "keypad", "0a1b"), bytes.fromhex("c" * 64))]


@pytest.mark.parametrize("wrong", [
    {"role": "hub"}, {"name": "<b>"}, {"name": "x" * 33}, {"commit": "c" * 63}, {"commit": "G" * 64}, {"more": 1},
])  # fmt: skip
async def test_what_no_device_says_is_refused_before_anybody_looks(
    make_world: Making, desk: Desk, wrong: dict[str, object]
) -> None:
    world = await world_with(make_world, desk)
    assert (await world.client().post("/pairing/hello", {**HELLO, **wrong})).status == 422
    assert desk.asked == []


async def test_an_address_that_asks_without_end_is_slowed_down(make_world: Making, desk: Desk) -> None:
    world = await world_with(make_world, desk, Limits(pairing_rate=1, pairing_burst=3))
    client = world.client()
    answers = [await client.post("/pairing/wait", QUESTIONS["wait"]) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert len(desk.asked) == 3


async def test_the_supervisor_opens_confirms_and_closes(make_world: Making, desk: Desk) -> None:
    world = await world_with(make_world, desk)
    boss = await world.signed_in("boss")
    typed = {"id": "1" * 32, "digits": "012345", "device": "keypad-3"}
    for path, body in (("open", {}), ("confirm", typed), ("close", {})):
        answer = await boss.post(f"/pairing/{path}", body)
        assert (answer.status, (await answer.json())["open"]) == (200, True)
    assert desk.asked == [("open",), ("confirm", "1" * 32, "012345", "keypad-3"), ("close",)]


@pytest.mark.parametrize(("reason", "status"), [("pairing_digits", 409), ("pairing_unknown", 404)])
async def test_a_no_of_the_window_is_said_in_words(
    make_world: Making, desk: Desk, boss: Client, reason: str, status: int
) -> None:
    world = await world_with(make_world, desk)
    desk.no = Refused(reason, left=2)
    boss = await world.signed_in("boss")
    answer = await boss.post("/pairing/confirm", {"id": "1" * 32, "digits": "012345", "device": "keypad-3"})
    said = await answer.json()
    assert (answer.status, said["reason"]) == (status, reason)
    assert not said["detail"].startswith("refused.")
    assert reason != "pairing_digits" or "2" in said["detail"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_no_of_pairing_has_its_sentence(language: str) -> None:
    sources = "\n".join(text_of(name) for name in python_files("hub/") if "pairing" in name or "handover" in name)
    reasons = set(re.findall(r'Refused\("(pairing_\w+)"', sources))
    words = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    assert len(reasons) >= 7
    assert {f"refused.{reason}" for reason in reasons} - words.keys() == set()
