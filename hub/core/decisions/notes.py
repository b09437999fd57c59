"""What clerks tell each other about a ticket: a line for whoever has it next."""

import re
from collections.abc import Sequence

from hub.core.commands import Request, WriteNote
from hub.core.decisions.moment import Moment
from hub.core.decisions.place import leg_at, working_counter
from hub.core.events import Event, NoteWritten
from hub.core.hall import Hall
from hub.core.refused import Refused

NUMBER_OF_A_PERSON = re.compile(r"\d(?:[ -]?\d){6,}")
"""Seven digits or more: an ID card, a telephone, an account. The journal keeps its words for ever, and such must not be
among them."""


def write_note(hall: Hall, request: Request, command: WriteNote, moment: Moment) -> Sequence[Event]:
    """A line about the ticket at the counter, without numbers that name a person."""
    leg = leg_at(hall, working_counter(hall, request, command.counter))
    words = command.words.strip()
    if not words:
        raise Refused("note_missing")
    if NUMBER_OF_A_PERSON.search(words):
        raise Refused("note_personal")
    return [NoteWritten(leg.id, command.counter, words)]
