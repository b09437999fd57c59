"""What one dispatch adds to the totals of its hour. Pure: the same events always give the same sums."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.core.dispatch import Dispatch
from hub.core.standing import QUARTER_S

ON_THE_SPOT = frozenset({"", "done", "advised"})
"""Results that need no second trip; a keypad's finish says nothing of its items, and is one."""

QUARTER_HOUR_MS = 900_000

TWO = 2
"""The reform's claim: so many documents are enough."""


@dataclass(frozen=True, slots=True)
class Hour:
    """Where something is counted: the business day, the hour on the hall's wall."""

    day: str
    hour: int


@lru_cache(256)
def zone(name: str) -> ZoneInfo:
    """A time zone; one that does not exist is China's."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("Asia/Shanghai")


def hour_of(at_ms: int, day: str, timezone: str) -> Hour:
    """The hour of a moment; without a business day that of the calendar."""
    return _hour_of(at_ms // QUARTER_HOUR_MS, day, timezone)


@lru_cache(4096)
def _hour_of(quarter: int, day: str, timezone: str) -> Hour:
    """Zones differ from each other by whole quarters of an hour."""
    local = datetime.fromtimestamp(quarter * QUARTER_HOUR_MS / 1000, zone(timezone))
    return Hour(day or local.date().isoformat(), local.hour)


@lru_cache(256)
def noon_ms(day: str) -> int:
    """Noon of an ISO date in UTC; 0 for what is none."""
    try:
        return round(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return 0


def adds(told: Dispatch) -> dict[str, int]:
    """Column of ``day_total`` -> what this event adds; negative for a finish that was taken back."""
    if told.type == "ticket_taken":
        documents = told.documents or 0
        return {"visits": 1, "documents": documents, "two_documents": int(documents <= TWO)}
    if told.type == "served":
        return outcome(told, 1)
    if told.type == "undone":
        actions = told.how.split("+")
        taken_back = outcome(told, -1) if "finish" in actions and told.wait_s is not None else {}
        return {**taken_back, **({"missed": -1} if "miss" in actions else {})}
    if told.type == "rated" and told.score:
        return {f"score_{told.score}": 1}
    column = SIMPLE.get(told.type)
    return {column: 1} if column else {}


SIMPLE = {
    "missed": "missed", "cancelled": "cancelled", "complaint_made": "complaints", "matter_accepted": "matters",
    "matter_pushed": "pushed",
}  # fmt: skip


def outcome(told: Dispatch, sign: int) -> dict[str, int]:
    """A finished leg, added or taken back."""
    wait_s = told.wait_s or 0
    spot = all(result in ON_THE_SPOT for result in told.results)
    found = {
        "served": 1, "on_the_spot": int(spot), "wait_s": wait_s, "over_15": int(wait_s > QUARTER_S),
        "service_s": told.service_s or 0,
    }  # fmt: skip
    return {column: sign * value for column, value in found.items()}
