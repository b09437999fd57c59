"""What must hold in ``[booking]``: hours in order that hold a slot, days that the calendar has."""

from collections.abc import Iterator
from datetime import date

from hub.core.appointments import minute_of
from hub.core.catalogue import BookingRules
from hub.settings.rules import Finding


def booking_findings(rules: BookingRules) -> Iterator[Finding]:
    """Everything in the table that does not fit."""
    yield from _hours(rules)
    for place, day in enumerate(rules.weekdays):
        if day in rules.weekdays[:place]:
            yield ("booking", "weekdays", place), f"{day} is there twice", "each day of the week once"
    for place, closed in enumerate(rules.closed):
        try:
            date.fromisoformat(closed)
        except ValueError:
            yield ("booking", "closed", place), f"the calendar has no {closed}", 'a day such as "2026-10-01"'
    if rules.on and not (rules.hours and rules.weekdays):
        missing = "weekdays" if rules.hours else "hours"
        yield ("booking", missing), "is empty: there is nothing to book", "at least one, or on = false"


def _hours(rules: BookingRules) -> Iterator[Finding]:
    before = ""
    for index, span in enumerate(rules.hours):
        if span.begins < before:
            yield ("booking", "hours", index, "begins"), f"{span.begins} is before {before}", "hours in order, apart"
        if minute_of(span.ends) - minute_of(span.begins) < rules.slot_minutes:
            problem = f"leaves no room for a slot of {rules.slot_minutes} minutes after {span.begins}"
            yield ("booking", "hours", index, "ends"), problem, "a later time"
        before = span.ends
