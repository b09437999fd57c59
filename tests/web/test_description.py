"""The description of the API holds what the hub does: schemathesis asks every operation for what it describes."""

import asyncio
import secrets
from dataclasses import replace
from traceback import format_exception
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from hub.web.call import Reply
from hub.web.gate import KEY, PLAIN_COOKIE, begin
from hub.web.limits import Limits
from hub.web.route import get
from tests.web.conftest import Making
from tests.web.queries import described, read_by_handlers, unsaid, whole
from tests.web.test_roles import address
from tests.web.world import Client, World

EXAMPLES = 6
"""For each operation and each mode; enough for each field to be wrong once or twice."""

UNHURRIED = Limits(presses_rate=1e6, presses_burst=1e6, failed_links_burst=1e6, sign_ins_burst=1e6)
"""Rates are tested elsewhere; here they would only hide answers."""

ENDS_THE_SESSION = "DELETE /api/v1/session"

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def faults_of(world: World, document: dict[str, Any], mode: GenerationMode, tokens: list[str]) -> list[str]:
    """Ask every operation as each of the users in turn; what does not fit the description."""
    schema = schemathesis.openapi.from_dict(document)
    faults: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.label != ENDS_THE_SESSION:
            faults += faults_at(world, operation, mode, tokens)
    return faults


def faults_at(world: World, operation: Any, mode: GenerationMode, tokens: list[str]) -> list[str]:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        assume(not has_whole_float(case.body))
        for token in tokens:
            give_own_key(case)
            case.call_and_validate(base_url=world.base, cookies={PLAIN_COOKIE: token} if token else {})

    try:
        each()
    except Unsatisfiable:
        return []  # Nothing can be wrong with a request that has no parameters.
    except (Exception, BaseExceptionGroup) as error:
        return [f"{operation.label} ({mode.value}): {''.join(format_exception(error))}"]
    return []


def give_own_key(case: Any) -> None:
    """Drawn keys repeat themselves, and a key that comes back with another question is refused by right."""
    if KEY.fullmatch(str((case.headers or {}).get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = secrets.token_hex(8)


def has_whole_float(value: object) -> bool:
    """JSON Schema calls 1640.0 an integer; the hub does not, and no schema can say so."""
    if isinstance(value, dict):
        return any(map(has_whole_float, value.values()))
    if isinstance(value, list):
        return any(map(has_whole_float, value))
    return isinstance(value, float) and value.is_integer()


def without_sign_in(document: dict[str, Any]) -> dict[str, Any]:
    """Every operation is asked with and without a session here; the test of roles is another one."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document


async def test_every_parameter_that_a_handler_reads_is_described_and_no_other(world: World, citizen: Client) -> None:
    link = (await citizen.take())["link"]
    boss = world.users.get("boss")
    assert boss is not None
    parts = world.web.parts
    cookie = {PLAIN_COOKIE: await parts.sessions.open(boss)}
    table = world.web.routes
    read = await read_by_handlers(
        parts, lambda http: begin(parts, http), table, lambda route: address(route, link), cookie
    )
    assert read == described(table)


async def test_every_parameter_and_every_operation_is_described_in_whole_sentences(world: World) -> None:
    assert unsaid(world.web.routes) == []


@pytest.mark.parametrize(
    "words", ["", "It waits for the", "no capital.", "It (the first.", "The `node.", "Two lines\nof it."]
)
def test_what_is_cut_off_is_no_whole_sentence(words: str) -> None:
    assert not whole(words)


def test_an_address_that_nobody_describes_is_found() -> None:
    new = replace(get("/api/v1/new/{id}", frozenset(), show_api, dict[str, str]), about="It is cut")
    assert unsaid([new]) == [
        "get /api/v1/new/{id}: id",
        "get /api/v1/new/{id}: summary",
        "get /api/v1/new/{id}: description",
    ]


async def show_api(call: Any) -> Reply:
    """Nobody is asked."""
    raise AssertionError


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
async def test_every_operation_answers_as_it_is_described(make_world: Making, mode: GenerationMode) -> None:
    world = await make_world(limits=UNHURRIED)
    document = await (await world.client().get("/api/openapi.json")).json()
    sessions = world.web.parts.sessions
    boss = world.users.get("boss")
    assert boss is not None
    tokens = [await sessions.open(boss), ""]
    await world.client().take()
    faults = await asyncio.to_thread(faults_of, world, without_sign_in(document), mode, tokens)
    assert not faults, "\n\n".join(faults)
