"""Matters over HTTP: a citizen follows one by its receipt's link alone; staff see all, without links, and move them."""

import secrets
from collections.abc import Sequence

from hub.core.commands import BringDocument, MoveMatter, Result
from hub.core.matter_views import matter_list, receipt_picture
from hub.core.matters import Matter, Stage
from hub.web.acting import act, done
from hub.web.bodies import ItemOutcome
from hub.web.call import Call, Reply, json_reply
from hub.web.citizens import qr_code
from hub.web.gate import whole_number
from hub.web.guesses import found
from hub.web.matter_bodies import MatterMove, MatterReturn

RECEIPT_BYTES = 16
"""128 random bits: nobody guesses a receipt."""


def receipts_for(outcomes: Sequence[ItemOutcome]) -> tuple[str, ...]:
    """A link for each matter that may come of these outcomes."""
    return tuple(secrets.token_urlsafe(RECEIPT_BYTES) for each in outcomes if each.result == Result.TAKEN_IN)


def matter_of_link(call: Call) -> Matter:
    """The matter of the link in the path; wrong, old and guessed links get the same answer, and guessing gets slow."""
    matters = call.hall.matters
    return found(call, lambda: matters.live.get(matters.links.get(call.http.match_info["link"], "")))


async def show_receipt(call: Call) -> Reply:
    """How far a matter is and who holds it, by the link of its receipt."""
    return json_reply(receipt_picture(call.hall, matter_of_link(call)))


async def receipt_code(call: Call) -> Reply:
    """The receipt's page as a QR code, for paper and phones."""
    return qr_code(call, f"/m/{matter_of_link(call).link}")


async def list_matters(call: Call) -> Reply:
    """Matters of the hall, the most urgent first, or those found; links of citizens are left out."""
    ended = whole_number(call, "ended", 0, 1) == 1
    return json_reply(matter_list(call.hall, call.http.query.get("find", ""), ended=ended))


async def move_matter(call: Call) -> Reply:
    """A matter has come to its next stage, or to another office."""
    body: MatterMove = call.body
    command = MoveMatter(matter_named(call), Stage(body.stage), body.holder)
    return json_reply(done(call, await act(call, command)))


async def return_matter(call: Call) -> Reply:
    """A matter goes back to its citizen undecided, with a reason."""
    body: MatterReturn = call.body
    command = MoveMatter(matter_named(call), Stage.RETURNED, reason=body.reason)
    return json_reply(done(call, await act(call, command)))


async def bring_document(call: Call) -> Reply:
    """The document that a matter lacked has been brought."""
    return json_reply(done(call, await act(call, BringDocument(matter_named(call)))))


def matter_named(call: Call) -> str:
    return call.http.match_info["id"]
