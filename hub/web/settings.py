"""The hall's configuration: shown, checked, changed with a reason, taken back. A change is in force at once.

The file is written first and the hall is told then (``Configure``): a hub that dies in between reads the file when it starts.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from hub.core.commands import Configure
from hub.core.events import CommandRefused
from hub.core.refused import Refused
from hub.web.acting import act
from hub.web.bodies import SettingsBack, SettingsChange, SettingsWish
from hub.web.call import Call, Reply, json_reply
from hub.web.problems import Problem, refused
from hub.web.settings_desk import Proposal, Wrong

T = TypeVar("T")

REMEMBERED = 64
"""Answers that are given again for a repeated key."""

SAYINGS = (
    (re.compile(r"is missing from"), "missing"),
    (re.compile(r"is there twice$"), "twice"),
    (re.compile(r'^has no "(?P<code>[^"]*)"$'), "no_language"),
    (re.compile(r"is empty or holds control characters$"), "no_words"),
    (re.compile(r"is empty$"), "empty"),
    (re.compile(r'^"(?P<code>[^"]*)" is no (line|item|level|class)$'), "unknown"),
    (re.compile(r"has the wrong form$"), "form"),
    (re.compile(r"^unknown "), "unknown_key"),
    (re.compile(r"is not a language of the hall$"), "not_a_language"),
    (re.compile(r"^is "), "not_allowed"),
)
"""How the loader words a mistake -> our own words for it."""

RANGE = re.compile(r"([\d.]+) to ([\d.]+)")


async def show_settings(call: Call) -> Reply:
    """The hall's file in parts, and its history; nothing that may hold a password."""
    return json_reply(await in_thread(call.parts.settings.picture))


async def check_settings(call: Call) -> Reply:
    """What a change would make of the file: checked as at a start, and nothing is written."""
    body: SettingsWish = call.body
    proposal = await in_thread(lambda: call.parts.settings.propose(body.section, body.index, body.value))
    return json_reply({"mistakes": wrongs(call, proposal)})


async def save_settings(call: Call) -> Reply:
    """Change one part of the file, with a reason that is kept; in force at once."""
    body: SettingsChange = call.body
    what = body.section if body.index is None else f"{body.section}[{body.index}]"

    def proposed() -> Proposal:
        return call.parts.settings.propose(body.section, body.index, body.value)

    return await once(call, lambda: put_in_force(call, proposed, (body.seen, body.reason, what)))


async def take_settings_back(call: Call) -> Reply:
    """Put an older version of the whole file in force again, with a reason that is kept."""
    body: SettingsBack = call.body

    def proposed() -> Proposal:
        return call.parts.settings.version(body.number)

    return await once(call, lambda: put_in_force(call, proposed, (body.seen, body.reason, f"back_to_{body.number}")))


async def put_in_force(call: Call, proposed: Callable[[], Proposal], about: tuple[str, str, str]) -> Reply:
    """``about``: the revision that was seen, the reason, what is changed."""
    seen, reason, what = about
    proposal = await in_thread(proposed)
    if proposal.setup is None:
        raise refused(CommandRefused("settings", "settings_wrong", {"mistake": first_words(call, proposal)}))
    try:
        await in_thread(lambda: call.parts.settings.save(proposal, seen, call.actor, reason, what))
    except Problem as no:
        if no.code != "settings_same" or proposal.setup == call.hall.setup:
            raise  # Else the file has it and the hall does not yet: the journal failed the last time.
    if proposal.setup != call.hall.setup:  # A second policy is no part of it: nothing is decided by that.
        await act(call, Configure(proposal.setup))
    return await show_settings(call)


def wrongs(call: Call, proposal: Proposal) -> list[dict[str, str]]:
    """Each mistake with its key and in the user's words."""
    return [{"key": wrong.key, "words": words_of(call, wrong)} for wrong in proposal.mistakes]


def first_words(call: Call, proposal: Proposal) -> str:
    return next((f"{wrong.key}: {words_of(call, wrong)}" for wrong in proposal.mistakes), "")


def words_of(call: Call, wrong: Wrong) -> str:
    """The mistake in the user's language; one that has no words of its own in the loader's."""
    for saying, code in SAYINGS:
        if found := saying.search(wrong.problem):
            expected = RANGE.sub(r"\1–\2", wrong.expected)
            detail = {"expected": expected, "problem": wrong.problem, **found.groupdict()}
            return call.parts.texts.say(call.language, f"setting.wrong.{code}", detail)
    return f"{wrong.problem}; {wrong.expected}"


async def in_thread(work: Callable[[], T]) -> T:
    """Off the loop, since a disk may be slow; a polite no becomes a problem."""
    try:
        return await asyncio.to_thread(work)
    except Refused as no:
        raise refused(CommandRefused("settings", no.reason, no.detail)) from None


async def once(call: Call, work: Callable[[], Awaitable[Reply]]) -> Reply:
    """The first answer of a repeated key, without doing the work again; until the hub ends."""
    answers: OrderedDict[str, Any] = call.parts.answers
    origin = call.origin()
    if call.key:
        call.parts.keys.claim(origin, call.fingerprint())
        if origin in answers:
            return await asyncio.shield(answers[origin])
    task = asyncio.ensure_future(work())
    answers[origin] = task
    if len(answers) > REMEMBERED:
        answers.popitem(last=False)
    try:
        return await asyncio.shield(task)
    except Problem:
        answers.pop(origin, None)
        raise
