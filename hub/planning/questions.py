"""What a hall may ask: each question is a few scenarios that differ in one thing, simulated with the same citizens."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from hub.core.catalogue import Assignment, HallSetup, Item, Line
from hub.planning.arrivals import Kind, Recorded, Source
from hub.planning.day import Shift
from hub.planning.many import DAYS, Workers
from hub.planning.result import Figures
from hub.planning.scenario import Scenario, all_day, dedicated, with_counters, with_rules
from hub.planning.staffing import LIMIT, needed, staffed

NEVER_S = 10**9
"""A limit that nobody reaches, and a ratio that no hall has: the rule is off."""

GREEN = 0.10
"""Share of citizens with priority where nothing is known of it."""

STEPS = 40
"""What the search for counters counts as, on the bar: about as many steps as it takes."""

SHORT, LONG = {"zh": "3分钟业务", "en": "3-minute business"}, {"zh": "30分钟业务", "en": "30-minute business"}
SHORT_S, LONG_S = 180.0, 1800.0
"""Short and long business of the question ``mixed``, each half of the work."""


@dataclass(frozen=True, slots=True)
class Question:
    """``what``: one of ``QUESTIONS``. ``counters``: general counters of the hall as it is; ``windows``: dedicated ones before.

    ``line``: of ``surge``; "" for the one with the most visits. ``ill``: clerks who are ill. ``booked``: share of booked visits.
    ``break_s``: a break of each counter around noon. ``setup``: its counters are replaced by ``counters`` general ones.
    """

    what: str
    setup: HallSetup
    source: Source
    counters: int
    days: int = DAYS
    seed: int = 1
    windows: int = 54
    line: str = ""
    factor: float = 2.0
    ill: int = 2
    booked: float = 0.25
    break_s: float = 0.0


class Unanswerable(ValueError):
    """The question does not fit the hall; the code of the reason and what it is about."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, {key: str(value) for key, value in detail.items()}


Heard = Callable[[int, int], None]
"""Progress: steps that are done, of how many in all, as far as that is known."""


def base(asked: Question) -> Scenario:
    """The hall as it is: general counters, all day."""
    setup = with_counters(asked.setup, asked.counters)
    return Scenario("as_is", setup, asked.source, shifts(asked, asked.counters))


def shifts(asked: Question, counters: int) -> tuple[Shift, ...]:
    return all_day(counters, asked.source.opens_s, asked.break_s)


def split(
    asked: Question, name: str, counters: int, setup: HallSetup | None = None, source: Source | None = None
) -> Scenario:
    """The same counters dedicated to lines. Raises ``Unanswerable`` where there are too few."""
    hall, demand = setup or asked.setup, source or asked.source
    try:
        return Scenario(name, dedicated(hall, demand.kinds, counters), demand, shifts(asked, counters))
    except ValueError:
        raise Unanswerable("too_few_counters", counters=counters) from None


def windows(asked: Question) -> list[Scenario]:
    return [base(asked), split(asked, "dedicated", asked.counters)]


def with_bookings(asked: Question) -> list[Scenario]:
    return [base(asked), replace(base(asked), name="booked", booked=asked.booked)]


def surge(asked: Question) -> list[Scenario]:
    """One line's share grows, pooled and dedicated."""
    items = frozenset(items_of(asked))
    change = {"surge": items, "factor": asked.factor}
    return [
        base(asked), replace(base(asked), name="surge", **change),  # type: ignore[arg-type]
        replace(split(asked, "surge_dedicated", asked.counters), **change),  # type: ignore[arg-type]
    ]  # fmt: skip


def items_of(asked: Question) -> list[str]:
    """Items of the line that surges. Raises ``Unanswerable`` for a line without visits."""
    share: dict[str, float] = {}
    lines = {item.code: item.line for item in asked.setup.items}
    for kind in asked.source.kinds:
        share[lines[kind.item]] = share.get(lines[kind.item], 0.0) + kind.share
    line = asked.line or max(share, key=lambda each: share[each])
    if share.get(line, 0.0) <= 0:
        raise Unanswerable("line_unknown", line=line, lines=", ".join(sorted(share)))
    return [code for code, of in lines.items() if of == line]


def illness(asked: Question) -> list[Scenario]:
    """The last counters stay closed."""
    left = asked.counters - asked.ill
    if left < 1:
        raise Unanswerable("nobody_left", counters=asked.counters, ill=asked.ill)
    return [base(asked), replace(base(asked), name="ill", shifts=shifts(asked, left))]


def mixed(asked: Question) -> list[Scenario]:
    """Half of the work three-minute, half thirty-minute business: with g, first come first served, and apart."""
    if isinstance(asked.source, Recorded):
        raise Unanswerable("of_a_demand")
    mean_s = sum(kind.share * kind.mean_s for kind in asked.source.kinds) / sum(
        kind.share for kind in asked.source.kinds
    )
    if asked.counters < 2:
        raise Unanswerable("too_few_counters", counters=asked.counters)
    items = (Item("short", SHORT, "short", mean_s=round(SHORT_S)), Item("long", LONG, "long", mean_s=round(LONG_S)))
    short = LONG_S / (SHORT_S + LONG_S)
    business = (Kind("short", short, SHORT_S), Kind("long", 1 - short, LONG_S))
    visits = asked.source.visits * mean_s / sum(kind.share * kind.mean_s for kind in business)
    lines = tuple(Line(item.code, item.names) for item in items)
    setup = replace(asked.setup, items=items, lines=lines)
    source = replace(asked.source, visits=visits, kinds=business)
    pooled = Scenario("mixed_g", with_counters(setup, asked.counters), source, shifts(asked, asked.counters))
    return [
        pooled,
        replace(pooled, name="mixed_fcfs", setup=with_rules(pooled.setup, means_ratio=NEVER_S)),
        split(asked, "mixed_apart", asked.counters, setup, source),
    ]


def policies(asked: Question) -> list[Scenario]:
    """The same day under other rules of the same core."""
    as_is = replace(base(asked), source=with_priorities(asked.setup, asked.source))
    auto = Assignment.PRESS if as_is.setup.rules.assignment == Assignment.AUTO else Assignment.AUTO
    return [
        as_is,
        replace(as_is, name="fcfs", setup=first_come(as_is.setup)),
        replace(as_is, name="no_limit", setup=with_rules(as_is.setup, max_wait_s=NEVER_S)),
        replace(as_is, name=f"assigned_{auto}", setup=with_rules(as_is.setup, assignment=auto)),
    ]


def with_priorities(setup: HallSetup, source: Source) -> Source:
    """Rules differ where some citizens have priority: a demand that knows none of the hall's classes gets a usual share of one."""
    classes = [each.code for each in setup.priorities if each.weight > 1 and each.code != "booked"]
    if isinstance(source, Recorded) or source.priorities or not classes:
        return source
    return replace(source, priorities=((classes[-1], GREEN),))


def first_come(setup: HallSetup) -> HallSetup:
    """All weights 1, no g: first come first served."""
    equal = replace(setup, priorities=tuple(replace(each, weight=1.0) for each in setup.priorities))
    return with_rules(equal, means_ratio=NEVER_S, booked_weight=1.0, max_wait_s=NEVER_S)


def reform(asked: Question) -> list[Scenario]:
    """Many dedicated windows before, fewer general counters after."""
    return [split(asked, "before", asked.windows), replace(base(asked), name="after")]


def one_day(asked: Question) -> list[Scenario]:
    return [base(asked)]


QUESTIONS: dict[str, Callable[[Question], list[Scenario]]] = {
    "day": one_day, "counters": one_day, "windows": windows, "booked": with_bookings, "surge": surge, "ill": illness,
    "mixed": mixed, "policy": policies, "reform": reform,
}  # fmt: skip


def answer(asked: Question, workers: Workers, heard: Heard) -> dict[str, Any]:
    """The answer as plain JSON values. Raises ``Unanswerable``."""
    scenarios = QUESTIONS[asked.what](asked)
    staffing: tuple[int, ...] = ()
    before = 0
    if asked.what == "counters":
        before = STEPS
        total = STEPS + 2 * asked.days
        staffing = needed(scenarios[0], workers, asked.seed + 1, lambda step: heard(min(step, STEPS), total))
        scenarios.append(staffed(scenarios[0], staffing))
    found = workers.run(scenarios, asked.days, asked.seed, lambda done, total: heard(before + done, before + total))
    return {
        "question": asked.what, "days": asked.days, "seed": asked.seed, "visits": round(asked.source.mean_visits, 1),
        "limit": LIMIT, "opens_s": asked.source.opens_s, "staffing": list(staffing), "about": about(asked),
        "rows": [row(scenario, figures) for scenario, figures in zip(scenarios, found, strict=True)],
    }  # fmt: skip


def about(asked: Question) -> dict[str, Any]:
    """What the words of the answer need to name."""
    lines = {item.code: item.line for item in asked.setup.items}
    line = lines[items_of(asked)[0]] if asked.what == "surge" else ""
    names = next((dict(each.names) for each in asked.setup.lines if each.code == line), {})
    return {"line": names, "factor": asked.factor, "ill": asked.ill, "booked": asked.booked}


def row(scenario: Scenario, figures: Figures) -> dict[str, Any]:
    """One scenario of an answer. A load ratio without a finite value is null."""
    names = {line.code: dict(line.names) for line in scenario.setup.lines}
    figures_of = {key: estimate(asdict(value)) for key, value in figures.of_day.items()}
    return {
        "name": scenario.name, "counters": scenario.counters, **figures_of, "longest_s": figures.longest_s,
        "hours": [{"hour": hour, **asdict(part)} for hour, part in figures.hours.items()],
        "lines": [{"line": line, "names": names.get(line, {}), **asdict(part)} for line, part in figures.lines.items()],
        "load": [{"counter": counter, "share": share} for counter, share in figures.load.items()],
    }  # fmt: skip


def estimate(value: dict[str, float | None]) -> dict[str, float | None]:
    """JSON has no infinity."""
    mean = value["mean"]
    return value if mean is not None and mean < float("inf") else {"mean": None, "half": None}
