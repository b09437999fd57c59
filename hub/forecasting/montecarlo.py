"""Conditional Monte Carlo: the scene is played on many times at once, with the policy of the hall itself.

Theory of operation. In each run every service that is going on lasts as much longer as one of its kind may that has
lasted so long already; every other service, every no-show and every citizen's patience is drawn. Then the earliest free
counter takes, of those it may serve, the one with the most points at that moment, and so on, in all runs side by side.

Points grow by age alone within a class (equal rate, equal counters), so that a class is a queue of its own and only the
heads of the classes compete: a step costs (runs x classes), not (runs x waiting). Tickets that might be taken now are
not played but watched: the first counter that would have preferred one to whom it took, or to nobody, ends its wait. So
one play answers for every item at once.

``rank_value`` must order as ``policy.rank`` does; a test compares them on random halls.
"""

import math
from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hub.core.outlook import Outlook, Outlooks
from hub.forecasting.normal import Floats, lognormal, remaining
from hub.forecasting.scene import BACK_S, GONE_S, SHOWN_SHARE, Asked, Scene, Shifts, Stream, Waiting

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RUNS = 200
"""Plays: the 80 % point of 200 draws errs by 3 points of its share (one standard deviation)."""

STARVING, FRONT = 1e9, 1e10
"""Added to the points of whoever waits longer than allowed, and of whoever was sent on to the front."""

MOST_COMING = 60
"""Citizens of a stream that a play lets come at most."""

TIE_S = 1e-5
"""Equal points go to whoever came first: each is so many seconds younger than the one before."""

ABSENT_S = 1e15
"""Beyond any time of a play."""

LOOK = 8
"""Steps between two looks whether everything is known."""

NEVER = np.inf


def outlooks(scene: Scene, seed: int, runs: int = RUNS) -> Outlooks:
    """Play the scene ``runs`` times. The same scene and seed give the same answer."""
    play = Play(scene, seed, runs)
    play.through()
    legs = dict(
        zip((each.leg for each in scene.waiting), read(play.called, scene.left_s, ahead_of_legs(scene)), strict=False)
    )
    answers = read(play.taken, scene.left_s, [behind(scene, desks) for _, desks, _ in play.watched])
    legs = {each.leg: stretched_by(each, legs[each.leg]) for each in scene.waiting}
    places = play.watched
    asked = {each.kind: stretched_by(each, answers[places[each.rate, each.desks, each.shifts]]) for each in scene.asked}
    return Outlooks(scene.seq, scene.at_ms, legs, asked)


def stretched_by(each: Waiting | Asked, outlook: Outlook) -> Outlook:
    """The outlook with the correction that earlier days taught."""
    if each.stretch50 == each.stretch80 == 1.0:
        return outlook
    return replace(outlook, stretch50=each.stretch50, stretch80=each.stretch80)


def behind(scene: Scene, desks: int) -> int:
    """How many wait whom one of these desks may serve."""
    return sum(bool(each.desks & desks) for each in scene.waiting)


def ahead_of_legs(scene: Scene) -> list[int]:
    """For each leg how many before it in the order of now may be served by one of its desks."""
    before: Tally[int] = Tally()
    found = []
    for each in scene.waiting:
        found.append(sum(count for desks, count in before.items() if desks & each.desks))
        before[each.desks] += 1
    return found


def read(waits: Floats, left_s: float | None, ahead: Sequence[int]) -> list[Outlook]:
    """Median and 80 % point of each column's plays; a play that found no counter counts as one that never ends."""
    runs = len(waits)
    ordered = np.sort(waits, axis=0)
    p50, p80 = (ordered[math.ceil(share * runs) - 1].tolist() for share in (0.5, 0.8))
    served = [None] * waits.shape[1] if left_s is None else np.mean(waits <= left_s, axis=0).tolist()
    return [Outlook(known(a), known(b), c, n) for a, b, c, n in zip(p50, p80, served, ahead, strict=False)]


def known(wait_s: float) -> float | None:
    """None for a wait that does not end."""
    return wait_s if wait_s < NEVER else None


class Play:
    """All runs side by side. Arrays are (runs, ...); ``called`` and ``taken`` hold seconds from the scene's moment."""

    def __init__(self, scene: Scene, seed: int, runs: int) -> None:
        self._scene, self._runs = scene, runs
        self._draw = np.random.default_rng(seed)
        self._rows = np.arange(runs)
        self._everybody()
        self._classes()
        self._free = self._desks()
        self.called = np.full((runs, self._count + 1), NEVER)
        kinds = dict.fromkeys((each.rate, each.desks, each.shifts) for each in scene.asked)
        self.watched = {kind: place for place, kind in enumerate(kinds)}
        self.taken = np.full((runs, len(kinds)), NEVER)
        self._asked_rates = np.array([rate for rate, _, _ in kinds])
        self._asked_able = able([desks for _, desks, _ in kinds], len(scene.desks))
        self._asked_shifts = by_desk([shifts for _, _, shifts in kinds], len(scene.desks))

    def _everybody(self) -> None:
        """Those who wait, those who will come, and last a nobody whose age is below any other."""
        scene, runs = self._scene, self._runs
        people = [*scene.waiting, *scene.booked]
        coming: list[Floats] = []
        for number, stream in enumerate(scene.streams):
            most = max([stream.a_second, *(rate for _, rate in stream.then)])
            count = min(int(most * self._horizon_s() * 1.5) + 3, MOST_COMING)
            people += [
                Waiting(
                    f"stream {number}",
                    stream.kind,
                    stream.rate,
                    0.0,
                    stream.desks,
                    len(scene.waiting),
                    here_in_s=1.0,
                    shifts=stream.shifts,
                )
            ] * count
            coming.append(come(stream, np.cumsum(self._draw.exponential(1.0, (runs, count)), axis=1)))
        self._people, self._count = people, len(people)
        here = np.zeros((runs, self._count + 1))
        place = len(people) - sum(each.shape[1] for each in coming)
        first = len(scene.waiting)
        shown = self._draw.random((runs, len(scene.booked))) < SHOWN_SHARE
        here[:, first:place] = np.where(shown, [each.here_in_s for each in scene.booked], NEVER)
        for each in coming:
            here[:, place : place + each.shape[1]] = each
            place += each.shape[1]
        here[:, -1] = NEVER
        since = np.array([*(each.age_s - TIE_S * each.turn for each in people), 0.0])
        self._age = np.where(here < NEVER, since - np.minimum(here, ABSENT_S), -ABSENT_S)
        self._here = here
        self._services()

    def _horizon_s(self) -> float:
        """About how long it takes to serve everybody who waits."""
        scene = self._scene
        means = [scene.kinds[each.kind].mean_s + scene.turn_s for each in scene.waiting]
        return 1800.0 + sum(means) / max(len(scene.desks), 1)

    def _services(self) -> None:
        """(runs, people) seconds at the counter by an average clerk, the turn included; a no-show costs less."""
        scene, runs, count = self._scene, self._runs, self._count
        kinds = [scene.kinds[each.kind] for each in self._people]
        mean, sigma = (np.array([getattr(kind, name) for kind in kinds]) for name in ("mean_s", "sigma"))
        self._service = lognormal(self._draw, mean, sigma, runs) if count else np.zeros((runs, 0))
        self._absent = self._draw.random((runs, count)) < scene.absent
        patience = self._draw.exponential(1 / max(scene.leaving, 1e-9), (runs, count))
        self._gone = patience + self._here[:, :count]

    def _classes(self) -> None:
        """People by class, the oldest first: ``_order`` (classes, longest + 1) of places, filled up with nobody's."""
        classes: dict[tuple[bool, float, int, Shifts, str], list[int]] = {}
        for place, each in enumerate(self._people):
            key = (each.front, each.rate, each.desks, each.shifts, each.leg if each.here_in_s else "")
            classes.setdefault(key, []).append(place)
        members = list(classes.values())
        longest = max((len(each) for each in members), default=0) + 1
        self._order = np.full((max(len(members), 1), longest), self._count)
        for row, places in enumerate(members):
            places.sort(key=lambda place: (-self._people[place].age_s, self._people[place].turn))
            self._order[row, : len(places)] = places
        keys = list(classes) or [(False, 0.0, 0, (), "")]
        self._rates = np.array([key[1] for key in keys])
        self._fronts = np.array([FRONT * key[0] for key in keys])
        self._able = able([key[2] for key in keys], len(self._scene.desks))
        self._shifts = by_desk([key[3] for key in keys], len(self._scene.desks))
        self._heads = np.zeros((self._runs, len(keys)), dtype=np.int64)
        self._starts = np.arange(len(keys)) * longest
        self._offsets = (self._count + 1) * self._rows[:, None]

    def _desks(self) -> Floats:
        """(runs, desks) seconds until each counter is free."""
        scene, runs = self._scene, self._runs
        free = np.empty((runs, len(scene.desks)))
        for place, desk in enumerate(scene.desks):
            if desk.kind >= 0:
                kind = scene.kinds[desk.kind]
                mean_s = kind.mean_s * desk.factor
                free[:, place] = remaining(self._draw, mean_s, kind.sigma, desk.busy_s, runs) + desk.beside_s
            elif desk.free_in_s < 0:
                free[:, place] = self._draw.exponential(BACK_S, runs)
            else:
                free[:, place] = desk.free_in_s
        self._factors = np.array([desk.factor for desk in scene.desks])
        self._gone_at, self._back_at = absent(scene)
        for place in range(len(scene.desks)):
            free[:, place] = self._present(np.full(runs, place), free[:, place])
        self._starts_s = np.array([start for start, _ in scene.paces])
        self._paces = np.array([1.0, *(pace for _, pace in scene.paces)])
        return free

    def _present(self, desk: Ints, at_s: Floats) -> Floats:
        """From when on a desk takes the next citizen that would be free then: after its break, or never again today."""
        for gone_at, back_at in zip(self._gone_at, self._back_at, strict=True):
            at_s = np.where((at_s >= gone_at[desk]) & (at_s < back_at[desk]), back_at[desk], at_s)
        return at_s

    def through(self) -> None:
        """Until nobody waits who can be served; each step calls one citizen in each run, or ends a counter's day."""
        if not self._scene.desks:
            return
        for turn in range(2 * (self._count + len(self._scene.desks)) + 2):
            if not self.step() or (turn % LOOK == 0 and self._answered()):
                return

    def _answered(self) -> bool:
        """Does every run know whatever it was asked? Whoever comes later matters to nobody then."""
        waiting = self.called[:, : len(self._scene.waiting)]
        return bool(np.isfinite(waiting).all() and np.isfinite(self.taken).all())

    def step(self) -> bool:
        """The earliest free counter of each run takes its next; False once no run has anything to do."""
        rows = self._rows
        desk = np.argmin(self._free, axis=1)
        now = self._free[rows, desk]
        if now.min() == NEVER:
            return False
        places = self._order.take(self._heads + self._starts)
        here = self._here.take(places + self._offsets)
        able_now = self._able[desk] & (here < NEVER)
        shift = None if self._shifts is None else self._shifts[desk]
        age = self._age.take(places + self._offsets) + now[:, None]
        value = rank_value(age, self._rates, self._scene.max_wait_s, shift)
        value = np.where(able_now & (here <= now[:, None]), value + self._fronts, -NEVER)
        best = np.argmax(value, axis=1)
        most = value[rows, best]
        self._watch(desk, now, most)
        self._call(desk, now, places[rows, best], best, most > -NEVER, np.where(able_now, here, NEVER))
        return True

    def _watch(self, desk: Ints, now: Floats, most: Floats) -> None:
        """Would this counter have taken a ticket that came at the scene's moment?"""
        shift = None if self._asked_shifts is None else self._asked_shifts[desk]
        value = rank_value(now[:, None] - TIE_S * self._count, self._asked_rates, self._scene.max_wait_s, shift)
        yes = self._asked_able[desk] & (value > most[:, None])
        self.taken = np.where(yes, np.minimum(self.taken, now[:, None]), self.taken)

    def _pace(self, now: Floats) -> Floats:
        """Services that begin then over those of the scene's moment."""
        pace: Floats = self._paces[np.searchsorted(self._starts_s, now, side="right")]
        return pace

    def _call(self, desk: Ints, now: Floats, who: Ints, row: Ints, anybody: Flags, heads_here: Floats) -> None:
        """Whoever has left meanwhile costs nothing; a counter that finds nobody waits for the next who may come."""
        rows = self._rows
        place = np.minimum(who, self._count - 1) if self._count else np.zeros_like(who)
        self.called[rows[anybody], who[anybody]] = now[anybody]
        self._heads[rows, row] += anybody
        if self._count:
            scene = self._scene
            full = self._service[rows, place] * self._factors[desk] * self._pace(now) + scene.turn_s
            spent = np.where(self._absent[rows, place], scene.lost_s, full)
            spent = np.where(self._gone[rows, place] < now, 0.0, spent)
        else:
            spent = np.zeros(len(rows))
        self._free[rows, desk] = self._present(desk, np.where(anybody, now + spent, heads_here.min(axis=1)))


def come(stream: Stream, units: Floats) -> Floats:
    """When citizens come who would come at these times at one a second: the stream's rate changes with the hours."""
    if not stream.then:
        return units / stream.a_second
    starts = np.array([0.0, *(start for start, _ in stream.then)])
    rates = np.array([stream.a_second, *(rate for _, rate in stream.then)])
    until = np.concatenate([[0.0], np.cumsum(rates[:-1] * np.diff(starts))])
    part = np.searchsorted(until, units, side="right") - 1
    with np.errstate(divide="ignore"):
        times: Floats = starts[part] + (units - until[part]) / rates[part]
    return times


def rank_value(age: Floats, rate: Floats, max_wait_s: float, shift: Floats | None = None) -> Floats:
    """The more, the earlier: points, below zero plain age, and beyond the longest wait age before all points."""
    seen = age if shift is None else age + shift
    return np.where(age > max_wait_s, STARVING + age, np.where(seen < 0, seen, rate * seen))


def by_desk(shifts: list[Shifts], count: int) -> Floats | None:
    """(count, n) seconds that each desk adds to the age of each class; None where none adds any."""
    return np.array([each or (0.0,) * count for each in shifts]).T if any(shifts) else None


def absent(scene: Scene) -> tuple[Floats, Floats]:
    """(absences, desks) seconds at which each desk goes, and is back; never, where it has fewer absences than others."""
    most = max((len(desk.away) for desk in scene.desks), default=0)
    gone, back = (np.full((most, len(scene.desks)), NEVER) for _ in range(2))
    for place, desk in enumerate(scene.desks):
        for number, (from_s, to_s) in enumerate(desk.away):
            gone[number, place], back[number, place] = from_s, to_s if to_s < GONE_S else NEVER
    return gone, back


def able(desks: list[int], count: int) -> Flags:
    """(count, n) from bits: may desk ``i`` serve the n-th?"""
    flags = [[bool(each >> place & 1) for each in desks] for place in range(count)]
    return np.array(flags, dtype=bool).reshape(count, len(desks))
