"""The ``hall.toml`` of a driven day: an item for each kind of visit, and general counters."""

import json
from collections import Counter

from tools.day.arrivals import Day

RULES = {"rest_s": 20, "walk_s": 20}


def items_by_demand(day: Day) -> list[str]:
    """Item codes, the most wanted first: as a hall would order its menu."""
    wanted = Counter(arrival.item for arrival in day.arrivals)
    return [item for item, _ in wanted.most_common()]


def hall_toml(day: Day, counters: int, assignment: str, timezone: str) -> str:
    """The text of the file. Means are the day's own, rounded to half minutes: a hall knows its business roughly."""
    parts = [
        'hall = "day"',
        f"names = {{ zh = {quoted(day.name)}, en = {quoted(day.name)} }}",
        f"timezone = {quoted(timezone)}",
        "[rules]",
        f"assignment = {quoted(assignment)}",
        *(f"{key} = {value}" for key, value in RULES.items()),
        "[web]",
        "port = 0",
        "[broker]",
        "port = 0",
        *table("lines", code="all", names={"zh": "全部", "en": "all"}),
        *table("priorities", code="walk_in", names={"zh": "普通", "en": "walk-in"}, weight=1.0),
    ]
    for item in items_by_demand(day):
        mean_s = max(30, round(day.means_s[item] / 30) * 30)
        parts += table("items", code=item, names={"zh": item, "en": item}, line="all", mean_s=mean_s)
    for number in range(1, counters + 1):
        parts += table("counters", number=number)
    return "\n".join(parts) + "\n"


def table(name: str, **values: object) -> list[str]:
    """One ``[[name]]`` with its keys."""
    return [f"[[{name}]]", *(f"{key} = {toml(value)}" for key, value in values.items())]


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
