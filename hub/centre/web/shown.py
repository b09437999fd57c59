"""Halls, ways and advice as the pages have them: plain values for JSON."""

from dataclasses import asdict
from typing import Any

from hub.centre.halls import HallNow
from hub.centre.nearby import Reach
from hub.centre.outlook import HourOutlook
from hub.centre.surge import Advice

Picture = dict[str, Any]


def state_of(hall: HallNow, now_ms: int) -> str:
    """open, closed, stale (not heard for a while) or unknown (never heard)."""
    if hall.standing is None:
        return "unknown"
    if hall.stale(now_ms):
        return "stale"
    return "open" if hall.standing.day else "closed"


def hall_shown(hall: HallNow, now_ms: int) -> Picture:
    """What everybody may know. A wait is told only while it is fresh and a counter can call."""
    card = hall.card
    return {
        "hall": hall.hall, "names": card.names if card else {}, "level": str(card.level) if card else "",
        "latitude": card.latitude if card else None, "longitude": card.longitude if card else None,
        "address": card.address if card else {}, "phone": card.phone if card else "",
        "directions": card.directions if card else {}, "closes": card.closes if card else "",
        "timezone": card.timezone if card else "", "remote": bool(card and card.remote),
        "url": card.url if card and card.remote else "",
        "hold_s": card.hold_s if card and card.remote else 0,
        "counters": card.counters if card else 0, "items": [item.code for item in card.items] if card else [],
        **now_shown(hall, now_ms), **kinds_shown(hall, now_ms),
    }  # fmt: skip


def kinds_shown(hall: HallNow, now_ms: int) -> Picture:
    """The waits by kind of item, and which item is of which kind; empty where all wait alike, or nobody knows."""
    told, card = hall.standing, hall.card
    if not told or not told.kinds_s or not card or state_of(hall, now_ms) != "open":
        return {"kinds": [], "waits": []}
    waits = [
        {"p50_s": p50_s, "p80_s": p80_s} for p50_s, p80_s in zip(told.kinds_s[::2], told.kinds_s[1::2], strict=False)
    ]
    return {"kinds": [item.kind for item in card.items], "waits": waits}


def now_shown(hall: HallNow, now_ms: int) -> Picture:
    """How a hall is at this moment: what the open feed and the soonest halls tell alike."""
    told, state = hall.standing, state_of(hall, now_ms)
    fresh = told if told and state == "open" else None
    return {
        "state": state, "heard_ms": hall.received_ms, "open": fresh.open if fresh else None,
        "waiting": fresh.waiting if fresh else None, "p50_s": fresh.p50_s if fresh else None,
        "p80_s": fresh.p80_s if fresh else None,
    }  # fmt: skip


def hours_shown(hours: list[HourOutlook]) -> list[Picture]:
    """What the next hours are likely to bring."""
    return [{"hour": each.hour, "low_s": each.low_s, "high_s": each.high_s} for each in hours]


def row_shown(hall: HallNow, now_ms: int, overrun: Advice | None) -> Picture:
    """A hall as staff sees it among others."""
    told = hall.standing
    return {
        "hall": hall.hall, "names": hall.card.names if hall.card else {}, "level": str(hall.card.level) if hall.card else "",
        "state": state_of(hall, now_ms), "heard_ms": hall.received_ms, "counters": hall.card.counters if hall.card else 0,
        "open": told.open if told else 0, "serving": told.serving if told else 0, "waiting": told.waiting if told else 0,
        "longest_s": told.longest_s if told else 0, "p50_s": told.p50_s if told else None, "p80_s": told.p80_s if told else None,
        "over_15": told.over_15 if told else 0, "served": told.served if told else 0, "overdue": told.overdue if told else 0,
        "least_min": told.least_min if told else 0, "most_min": told.most_min if told else 0,
        "rated": told.ratings.n if told else 0, "score": mean(told.ratings.sum, told.ratings.n) if told else None,
        "bad": told.ratings.bad if told else 0, "alarms": hall.alarms, "clock_off_s": hall.clock_off_s,
        "rewritten": hall.rewritten, "surge": advice_shown(overrun) if overrun else None,
    }  # fmt: skip


def lines_of(hall: HallNow) -> dict[str, str]:
    """Item -> the line that it belongs to."""
    return {item.code: item.line for item in hall.card.items} if hall.card else {}


def link_shown(hall: HallNow) -> Picture:
    """How far the link has come, for whoever runs the centre."""
    seq = hall.standing.seq if hall.standing else 0
    return {"epoch": hall.epoch, "seq": seq, "stored": hall.stored_seq, "refused": hall.refused}


def way_shown(each: Reach) -> Picture:
    """The way, and until one is called; no minutes of a way that is too far for any."""
    way = each.way
    return {
        "minutes": way.minutes if way and way.how != "far" else None,
        "how": way.how if way else "", "metres": way.metres if way else None,
        "total_min": each.total_min, "late": each.late,
    }  # fmt: skip


def reach_shown(each: Reach, now_ms: int) -> Picture:
    """A hall for somebody on the way: how it is, the wait there for what they come for, and both together."""
    shown = {"hall": each.hall.hall, **way_shown(each), **now_shown(each.hall, now_ms)}
    return {**shown, "p50_s": each.p50_s, "p80_s": each.p80_s}


def advice_shown(found: Advice) -> Picture:
    """Why, and where to: of each hall the way and both figures of the wait there, as this hall's own row has them."""
    room = []
    for each in found.room:
        told, card = each.hall.standing, each.hall.card
        waits = {"p50_s": told.p50_s if told else None, "p80_s": told.p80_s if told else None}
        room.append({"hall": each.hall.hall, "names": card.names if card else {}, **waits, **way_shown(each)})
    return {**asdict(found.surge), "here_min": found.here_min, "room": room}


def mean(total: float, count: int) -> float | None:
    return round(total / count, 2) if count else None
