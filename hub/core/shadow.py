"""A second policy beside the first: whom it would have called, from the same state. It only looks.

Theory of operation. A call of the policy is decided from the hall as it was before the press or tick that led to it, and all
events of one press share its origin. So a day is gone through origin by origin: the hall before each is asked twice, under
its own rules and under the second ones; then the events are applied. The first answer must be the call that the journal
has. Where it is not (a program of another version called by other rules), the call is not judged, and is counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import groupby

from hub.core import policy
from hub.core.apply import apply
from hub.core.catalogue import HallSetup, Rules, Text
from hub.core.decisions.assignment import assigned
from hub.core.decisions.desk import called
from hub.core.decisions.moment import Moment
from hub.core.events import Called, Recorded, Returned, Why
from hub.core.hall import Hall
from hub.core.ticket import Leg

BY_POLICY = ("press", "auto")
"""How the policy's own calls are made; a supervisor's choice and a resumed ticket are none."""


@dataclass(frozen=True, slots=True)
class ShadowRules:
    """What the second policy has instead of the hall's own; None: as the hall. Times in seconds.

    ``weights``: class -> points per second. ``names``: what people call this policy.
    """

    names: Text = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    rest_s: int | None = None
    max_wait_s: int | None = None
    means_ratio: float | None = None
    booked_weight: float | None = None
    booking_tolerance_s: int | None = None
    missed_penalty_s: int | None = None
    overflow_after_s: int | None = None
    first_asked_s: int | None = None

    @property
    def replaced(self) -> dict[str, float]:
        """The rules that are replaced, by the names that they have in ``Rules``."""
        values = {name: getattr(self, name) for name in RULES}
        return {name: value for name, value in values.items() if value is not None}


RULES = tuple(each.name for each in fields(Rules) if each.name in {one.name for one in fields(ShadowRules)})
"""The rules that the policy reads, in the order of the catalogue."""


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: name of a rule, or of a class for its weight (``weight``). ``first``, ``second``: its value in both policies."""

    what: str
    first: float
    second: float
    weight: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A call of the first policy, and what the second would have done at this counter at this moment.

    ``number``, ``why``: as called. ``other``, ``other_why``: whom the second would have called, "" and None for nobody.
    ``elsewhere``: the counter to which the second would have given the same ticket at this moment, or None. ``explained``: is the
    call what the first policy says today? If not, the second's answer means nothing.
    """

    at_ms: int
    counter: int
    number: str
    why: Why
    other: str
    other_why: Why | None
    elsewhere: int | None
    explained: bool

    @property
    def same(self) -> bool:
        return self.other == self.number


def second_setup(setup: HallSetup, shadow: ShadowRules) -> HallSetup:
    """The hall's setup with the second policy's rules and weights in place of its own; classes that it has not are passed over."""
    weights = {each.code: shadow.weights.get(each.code, each.weight) for each in setup.priorities}
    priorities = tuple(replace(each, weight=weights[each.code]) for each in setup.priorities)
    return replace(setup, priorities=priorities, rules=replace(setup.rules, **shadow.replaced))  # type: ignore[arg-type]


def changes(setup: HallSetup, shadow: ShadowRules) -> list[Change]:
    """What really differs between the two policies, in the order of the catalogue."""
    second = second_setup(setup, shadow)
    rules = [Change(name, getattr(setup.rules, name), getattr(second.rules, name)) for name in RULES]
    pairs = zip(setup.priorities, second.priorities, strict=True)
    weights = [Change(first.code, first.weight, other.weight, weight=True) for first, other in pairs]
    return [each for each in (*weights, *rules) if each.first != each.second]


def judged_day(hall: Hall, events: Iterable[Recorded], shadow: ShadowRules) -> Iterator[Judged]:
    """Every call of the policy among the events, which follow on the hall without a gap. The hall is changed by them."""
    returned: set[str] = set()
    setup, second = hall.setup, second_setup(hall.setup, shadow)
    for _, same_origin in groupby(events, key=lambda recorded: recorded.origin):
        action = list(same_origin)
        if hall.setup is not setup:
            setup, second = hall.setup, second_setup(hall.setup, shadow)
        yield from judge(hall, action, second, returned)
        for recorded in action:
            apply(hall, recorded)
            if isinstance(recorded.event, Returned):
                returned.add(recorded.event.leg)


def judge(hall: Hall, action: Sequence[Recorded], second: HallSetup, returned: Iterable[str] = ()) -> list[Judged]:
    """The calls of one press or tick, judged from the hall before it. ``returned``: legs that came back after a miss."""
    calls = [(each.at_ms, each.event) for each in action if isinstance(each.event, Called)]
    calls = [(at_ms, event) for at_ms, event in calls if event.how in BY_POLICY]
    if not calls:
        return []
    at_ms, event = calls[0]
    other_hall = under(hall, second, returned)
    own, others = (choices(each, event, at_ms) for each in (hall, other_hall))
    return [compared(hall, each, at_ms, own, others) for _, each in calls]


def under(hall: Hall, second: HallSetup, returned: Iterable[str]) -> Hall:
    """The same hall under the second policy. It shares everything with the first, so nobody may change it."""
    penalty_s, legs = second.rules.missed_penalty_s, hall.legs
    if penalty_s != hall.setup.rules.missed_penalty_s:
        back: dict[str, Leg] = {leg: legs[leg] for leg in returned if leg in hall.waiting}
        legs = {**legs, **{key: replace(leg, penalty_ms=penalty_s * 1000) for key, leg in back.items()}}
    return replace(hall, setup=second, legs=legs)


def choices(hall: Hall, event: Called, at_ms: int) -> dict[int, Called]:
    """Counter -> the call that this hall's policy makes: at the pressed counter, or at all that are free and rested."""
    moment = Moment(at_ms)
    if event.how == "auto":
        made = [each for each in assigned(hall, moment) if isinstance(each, Called)]
        return {each.counter: each for each in made}
    counter = hall.counters[event.counter]
    leg = policy.choose_ticket(hall, counter, at_ms)
    return {event.counter: called(hall, counter, leg, moment)} if leg else {}


def compared(hall: Hall, event: Called, at_ms: int, own: dict[int, Called], others: dict[int, Called]) -> Judged:
    """One call against what both policies say."""
    mine, other = own.get(event.counter), others.get(event.counter)
    elsewhere = next((each.counter for each in others.values() if each.leg == event.leg), None)
    return Judged(
        at_ms, event.counter, number_of(hall, event.leg), event.why,
        number_of(hall, other.leg) if other else "", other.why if other else None,
        elsewhere if elsewhere != event.counter else None, mine is not None and mine.leg == event.leg,
    )  # fmt: skip


def number_of(hall: Hall, leg: str) -> str:
    return hall.ticket_of(hall.legs[leg]).number
