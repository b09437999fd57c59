"""Which hall somebody at a wall has to see first. Pure."""

from hub.centre.halls import HallNow

OVERRUN, ALARMED = 8, 4
OF_STATE = {"stale": 4, "unknown": 2, "open": 0, "closed": -1}
"""What each thing that is wrong with a hall weighs. One that is overrun stands before all others; one that cannot be heard beside one
with an alarm; a closed one last."""

Urgency = tuple[int, int, str]
"""In its order: the most urgent first."""


def urgency(hall: HallNow, state: str, *, overrun: bool) -> Urgency:
    """``state``: open, closed, stale, unknown. Equal ones by the longer wait (80 %), then by id."""
    weight = OF_STATE[state] + (OVERRUN if overrun else 0) + (ALARMED if hall.alarmed else 0)
    return -weight, -(hall.standing.p80_s or 0) if hall.standing else 0, hall.hall
