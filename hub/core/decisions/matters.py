"""Matters: taken in with a finished item, moved by offices, pushed upwards once overdue."""

from collections.abc import Iterator, Sequence
from datetime import date

from hub.core.catalogue import Depth, Item
from hub.core.commands import Outcome, Request, Result
from hub.core.counter import Counter
from hub.core.decisions.moment import Moment
from hub.core.decisions.notes import NUMBER_OF_A_PERSON
from hub.core.events import Event
from hub.core.hall import Hall
from hub.core.matter_commands import BringDocument, MoveMatter
from hub.core.matter_events import DocumentBrought, MatterAccepted, MatterMoved, MatterPushed
from hub.core.matters import RUNNING, STAGES, Matter, Stage, matter_id, workdays_after
from hub.core.refused import Refused
from hub.core.ticket import Leg

NEXT_LEVEL = 1
"""The level above the hall."""


def accepted(hall: Hall, leg: Leg, counter: Counter, done: Sequence[Outcome], links: Sequence[str]) -> list[Event]:
    """A matter for each time-limited item that was taken in; the links are used in their order, one for each."""
    left = iter(links)
    events: list[Event] = []
    for place, outcome in enumerate(done, 1):
        item = hall.setup.item(outcome.item)
        opens = opens_matter(item, outcome)
        if outcome.owed and not opens:
            raise Refused("owed_not_taken_in", item=outcome.item)
        if item is not None and opens:
            events.append(accept(hall, leg, counter, item, outcome, matter_id(leg.id, place), left))
    return events


def opens_matter(item: Item | None, outcome: Outcome) -> bool:
    """Is it decided later? An item that is no longer in the catalogue opens none."""
    return item is not None and item.depth == Depth.TIME_LIMITED and outcome.result == Result.TAKEN_IN


def accept(
    hall: Hall, leg: Leg, counter: Counter, item: Item, outcome: Outcome, matter: str, links: Iterator[str]
) -> MatterAccepted:  # fmt: skip
    """One acceptance: its due day, and what is still owed."""
    link = next(links, "")
    if not link or link in hall.matters.links:
        raise Refused("receipt_missing")
    due = workdays_after(hall.day, item.limit_days) if item.limit_days else ""
    if not outcome.owed:
        return MatterAccepted(matter, leg.id, counter.number, item.code, link, due)
    if not 1 <= outcome.owed <= len(item.documents):
        raise Refused("document_unknown", item=item.code)
    check_promise(hall, outcome.owed_by, due)
    owed = item.documents[outcome.owed - 1]
    return MatterAccepted(matter, leg.id, counter.number, item.code, link, due, dict(owed), outcome.owed_by)


def check_promise(hall: Hall, promised: str, due: str) -> None:
    """The document is promised for a day that exists, from today on and no later than the decision."""
    try:
        fits = date.fromisoformat(promised).isoformat() == promised and hall.day <= promised <= (due or promised)
    except ValueError:
        fits = False
    if not fits:
        raise Refused("promise_unfit")


def matter_of(hall: Hall, matter: str) -> Matter:
    found = hall.matters.live.get(matter)
    if found is None:
        raise Refused("matter_unknown", matter=matter)
    return found


def move_matter(hall: Hall, request: Request, command: MoveMatter, moment: Moment) -> Sequence[Event]:
    """Along ``STAGES``: a review names its office, a return its reason, and nothing is decided while a document is owed."""
    matter = matter_of(hall, command.matter)
    if command.stage not in STAGES[matter.stage]:
        raise Refused("matter_elsewhere", matter=matter.id)
    holder, reason = command.holder.strip() or matter.holder, command.reason.strip()
    if NUMBER_OF_A_PERSON.search(holder) or NUMBER_OF_A_PERSON.search(reason):
        raise Refused("words_personal")
    if command.stage == Stage.REVIEWING and not command.holder.strip():
        raise Refused("holder_missing")
    if command.stage == Stage.DECIDED and matter.owed:
        raise Refused("document_owed", matter=matter.id)
    if command.stage != Stage.RETURNED:
        return [MatterMoved(matter.id, command.stage, holder)]
    if not reason:
        raise Refused("absent_reason", item=matter.item)
    return [MatterMoved(matter.id, command.stage, holder, reason)]


def bring_document(hall: Hall, request: Request, command: BringDocument, moment: Moment) -> Sequence[Event]:
    """The promise is kept."""
    matter = matter_of(hall, command.matter)
    if not matter.owed:
        raise Refused("nothing_owed", matter=matter.id)
    if matter.stage not in RUNNING:
        raise Refused("matter_elsewhere", matter=matter.id)
    return [DocumentBrought(matter.id)]


def pushed(hall: Hall) -> list[Event]:
    """What has become overdue with this business day goes to the next level."""
    return [MatterPushed(matter, NEXT_LEVEL) for matter in hall.matters.late]
