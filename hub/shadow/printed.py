"""What the second policy would have done, as plain English text for the command."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hub.core.catalogue import HallSetup

ROW = "{:<26}{:>8}{:>9}{:>9}{:>9}{:>10}{:>8}"
NAMES = {"recorded": "as recorded", "first": "first policy, simulated", "second": "second policy, simulated"}


def printed(day: str, setup: HallSetup, calls: dict[str, Any], whole: dict[str, Any] | None) -> str:
    """The whole answer. ``calls``, ``whole``: as ``day.shadow_of_day`` tells them."""
    return "\n".join([*heading(day, calls), *differences(setup, calls), *whole_day(whole)])


def heading(day: str, calls: dict[str, Any]) -> Iterator[str]:
    yield f"{day}: {calls['judged']} calls judged, {calls['same']} the same, {calls['different']} different"
    for each in calls["changes"]:
        what = f"weight of {each['what']}" if each["weight"] else each["what"]
        yield f"  {what}: {each['second']:g} instead of {each['first']:g}"
    if not calls["changes"]:
        yield "  the second policy has the values of the hall"
    if calls["chosen"]:
        yield f"  {calls['chosen']} calls were people's own choice and are not judged"
    if calls["unexplained"]:
        yield f"  {calls['unexplained']} calls are not what this program would call and are not judged"


def differences(setup: HallSetup, calls: dict[str, Any]) -> Iterator[str]:
    """A block for each, newest first."""
    zone = ZoneInfo(setup.timezone)
    for each in calls["differences"]:
        at = datetime.fromtimestamp(each["at_ms"] / 1000, zone)
        yield ""
        yield f"{at:%H:%M:%S} counter {each['counter']}"
        yield f"  called {each['number']}: {each['why']['words']}"
        if each["other_why"]:
            yield f"  second {each['other']}: {each['other_why']['words']}"
        else:
            yield "  second nobody at this moment"
        if each["elsewhere"]:
            yield f"  {each['number']} would have been called to counter {each['elsewhere']}"


def whole_day(whole: dict[str, Any] | None) -> Iterator[str]:
    """A table: each policy as a whole and by class; waits in minutes."""
    yield ""
    if whole is None:
        yield "nobody came: there is no day to simulate"
        return
    yield f"the whole day, {whole['visits']} visits, mean of {whole['runs']} simulated runs, minutes:"
    yield ROW.format("", "visits", "mean", "P95", "worst", "> 15 min", "load")
    for each in whole["rows"]:
        load = "-" if each["load_ratio"] is None else f"{each['load_ratio']:.2f}"
        yield cells(NAMES[each["name"]], each, load)
        for of_class in each["classes"]:
            yield cells(f"  {of_class['code']}", of_class, "")


def cells(name: str, of: dict[str, Any], load: str) -> str:
    waits = (f"{of[key] / 60:.1f}" for key in ("mean_s", "p95_s", "worst_s"))
    return ROW.format(name, f"{of['visits']:.0f}", *waits, f"{of['over_15']:.1%}", load)
