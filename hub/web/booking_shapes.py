"""What answers about bookings hold."""

from typing import TypedDict

from hub.web.shapes import Text


class DayShown(TypedDict):
    """``left``: free places of the day's slots that are still to come."""

    day: str
    left: int


class SlotShown(TypedDict):
    """``time``: on the wall of the hall, such as 09:20; ``slot_ms``: the same in hall time."""

    time: str
    slot_ms: int
    left: int


class SlotsShown(TypedDict):
    """``slots``: those of ``day``, which is "" where nothing is free. No days: this hall takes no bookings now."""

    days: list[DayShown]
    day: str
    slots: list[SlotShown]


class BookingShown(TypedDict):
    """``from_ms``, ``until_ms``: when its citizen can check in. ``number``: of the ticket since the check-in, or ""."""

    code: str
    day: str
    time: str
    slot_ms: int
    items: list[str]
    names: list[Text]
    documents: list[Text]
    from_ms: int
    until_ms: int
    number: str
    at_ms: int
