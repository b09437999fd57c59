"""Why a ticket was called: the rule, the score and a sentence, kept with every call."""

from hub.core import policy
from hub.core.appointments import clock
from hub.core.counter import Counter
from hub.core.events import Why
from hub.core.hall import Hall
from hub.core.ticket import Leg

MORE = {"short_business": "short business", "helping_out": "helping out"}
"""Codes beside the rule that have words of their own."""

SHORT = 0.8
"""A leg whose factor g is below this is called short business."""


def why(hall: Hall, counter: Counter, leg: Leg, now_ms: int, factors: dict[str, float]) -> Why:
    """The reason that is kept with a call of this leg by the policy. ``factors``: as ``policy.length_factors`` gives them."""
    able = policy.served_by(hall, [counter], hall.waiting_legs())
    waited_s = round((now_ms - leg.arrived_ms) / 1000)
    score = policy.points(hall, leg, now_ms, factors, policy.shift_s(hall, counter, leg))
    rule = rule_of(hall, counter, leg, now_ms)
    more = more_of(hall, counter, leg, able, factors)
    said = first_words(hall, leg, rule, score, waited_s, longest="longest" in more)
    words = [f"{said} among {len(able)}", *(MORE[each] for each in more if each in MORE), *booked_words(hall, leg)]
    return Why(rule, round(score, 1), waited_s, len(able), "; ".join(words), more)


def rule_of(hall: Hall, counter: Counter, leg: Leg, now_ms: int) -> str:
    """Which rule put the leg first."""
    if leg.front:
        return "front"
    if policy.sent_to(counter, leg):
        return "sent_here"
    if policy.age_s(hall, leg, now_ms) > hall.setup.rules.max_wait_s:
        return "starving"
    return "first_asked" if policy.knows(counter, leg) and hall.setup.rules.first_asked_s else "accumulated"


def first_words(hall: Hall, leg: Leg, rule: str, score: float, waited_s: int, *, longest: bool) -> str:
    """The rule as one English clause for supervisors and audits."""
    waited = duration(waited_s)
    if rule == "accumulated":
        if longest:
            return f"longest wait of {waited}"
        return f"most points, {score:.0f} at {policy.weight(hall, leg):g} a second, after {waited}"
    return {
        "front": f"sent on to the front of the queue, after {waited}",
        "sent_here": f"sent on to this counter, after {waited}",
        "starving": f"wait of {waited} beyond the limit of {duration(hall.setup.rules.max_wait_s)}",
        "first_asked": f"a matter of this clerk, after {waited}",
    }[rule]


def duration(seconds: int) -> str:
    """Minutes where there are some."""
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def more_of(
    hall: Hall, counter: Counter, leg: Leg, able: list[Leg], factors: dict[str, float]
) -> tuple[str, ...]:  # fmt: skip
    """What else is to be said of the leg, as codes. ``able``: whoever the counter could have called."""
    said = {
        "longest": leg.arrived_ms <= min((each.arrived_ms for each in able), default=leg.arrived_ms),
        "short_business": bool(factors) and sum(factors.get(code, 1.0) for code in leg.items) < SHORT,
        "helping_out": policy.helps_out(hall, counter.number, leg.items),
        "booked": hall.ticket_of(leg).booked_ms is not None,
    }
    return tuple(code for code, yes in said.items() if yes)


def booked_words(hall: Hall, leg: Leg) -> list[str]:
    """The booked time on the hall's wall, where the ticket came of a booking; staff may book without one."""
    ticket = hall.ticket_of(leg)
    if ticket.booked_ms is None:
        return []
    booking = hall.appointments.bookings.get(ticket.booking)
    return [f"booked {clock(booking.minute)}" if booking else "booked"]
