"""What has happened to matters. ``hub.core.events`` stores these with all others."""

from dataclasses import dataclass, field

from hub.core.catalogue import Text
from hub.core.matters import Stage


@dataclass(frozen=True, slots=True)
class MatterAccepted:
    """A time-limited item of ``leg`` was taken in. ``link``: 128 random bits, the receipt's; ``due``: ISO date or "".

    ``owed``, ``owed_by``: the document that is still missing and the ISO date it is promised for, or empty.
    """

    matter: str
    leg: str
    counter: int
    item: str
    link: str
    due: str
    owed: Text = field(default_factory=dict)
    owed_by: str = ""


@dataclass(frozen=True, slots=True)
class MatterMoved:
    """``holder``: the office that has it from now on, "" for the hall; ``reason``: why it was returned, else ""."""

    matter: str
    stage: Stage
    holder: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DocumentBrought:
    matter: str


@dataclass(frozen=True, slots=True)
class MatterPushed:
    """Overdue: the next level of management has it on its list. ``level``: 1 above the hall."""

    matter: str
    level: int
