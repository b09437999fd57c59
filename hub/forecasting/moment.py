"""What the boosting may look at: numbers of a hall at one moment, the same from the living hall and from its journal.

Nothing here depends on what the hall has learned of its pace, since a replayed day begins without it. -1: not known.
"""

from zoneinfo import ZoneInfo

from hub.core.hall import Hall
from hub.forecasting.lessons import HOURS, cell_of, minute_of

OF_TICKET = ("base50_s", "base80_s", "ahead", "item_s", "weight")
OF_HALL = ("minute", "weekday", "open", "waiting", "oldest_s", "last_wait_s", "since_call_s", "issued")
"""``oldest_s``: age of the head of the line (HOL). ``last_wait_s``: of whom was called last (LES), ``since_call_s`` ago.
``issued``: tickets of the last half hour."""

LATELY_MS = 1_800_000
UNKNOWN = -1.0


def hall_numbers(hall: Hall, now_ms: int, zone: ZoneInfo) -> tuple[float, ...]:
    """The numbers of ``OF_HALL``."""
    since = [leg.queued_ms for leg in hall.waiting_legs()]
    oldest_s = (now_ms - min(since)) / 1000 if since else UNKNOWN
    last_wait_s = since_call_s = UNKNOWN
    last = hall.legs.get(hall.calls[0]) if hall.calls else None
    if last is not None and last.first_called_ms:
        last_wait_s = (last.first_called_ms - last.queued_ms) / 1000
        since_call_s = (now_ms - last.called_ms) / 1000
    return (
        float(minute_of(now_ms, zone)), float(cell_of(now_ms, zone) // HOURS), float(len(hall.open_counters())),
        float(len(since)), oldest_s, last_wait_s, since_call_s, float(issued(hall, now_ms)),
    )  # fmt: skip


def issued(hall: Hall, now_ms: int) -> int:
    """Tickets of the last half hour."""
    count = 0
    for ticket in reversed(hall.tickets.values()):
        if ticket.arrived_ms < now_ms - LATELY_MS:
            break
        count += 1
    return count


def ticket_numbers(hall: Hall, items: tuple[str, ...], priority: str) -> tuple[float, float]:
    """``item_s`` as the catalogue has it, and ``weight``."""
    known = [hall.setup.item(code) for code in items]
    return float(sum(item.mean_s for item in known if item)), hall.setup.weight(priority)
