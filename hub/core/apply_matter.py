"""What events do to matters."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hub.core import matter_events as events
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.matters import MOST_STEPS, RUNNING, STAGES, Matter, Stage, Step


def accepted(hall: Hall, recorded: Recorded, event: events.MatterAccepted) -> None:
    hall.matters.live[event.matter] = Matter(
        id=event.matter, leg=event.leg, item=event.item, link=event.link, accepted_day=hall.day, due=event.due,
        owed=event.owed, owed_by=event.owed_by, since_day=hall.day, steps=(Step(recorded.at_ms, Stage.ACCEPTED, ""),),
        clerk=hall.legs[event.leg].clerk,
    )  # fmt: skip
    hall.matters.links[event.link] = event.matter


def moved(hall: Hall, recorded: Recorded, event: events.MatterMoved) -> None:
    """Raises ``ValueError`` for a stage that cannot follow."""
    matter = hall.matters.live[event.matter]
    if event.stage not in STAGES[matter.stage]:
        raise ValueError(f"a matter that is {matter.stage} cannot become {event.stage}")
    matter.stage, matter.holder, matter.reason = event.stage, event.holder, event.reason
    matter.since_day = hall.day
    matter.steps = (*matter.steps, Step(recorded.at_ms, event.stage, event.holder))[-MOST_STEPS:]
    if event.stage not in RUNNING:
        hall.matters.late.pop(matter.id, None)


def document_brought(hall: Hall, recorded: Recorded, event: events.DocumentBrought) -> None:
    matter = hall.matters.live[event.matter]
    hall.matters.live[matter.id] = replace(matter, owed={}, owed_by="")


def pushed(hall: Hall, recorded: Recorded, event: events.MatterPushed) -> None:
    hall.matters.live[event.matter].level = event.level
    del hall.matters.late[event.matter]


HANDLERS: dict[type, Callable[[Hall, Recorded, Any], None]] = {
    events.MatterAccepted: accepted,
    events.MatterMoved: moved,
    events.DocumentBrought: document_brought,
    events.MatterPushed: pushed,
}
