"""What a hall has learned of its own pace: service means by item, walking time, no-shows, kept promises.

Everything is updated from events alone, one leg at a time, so that a replay learns the same.
"""

import math
from dataclasses import dataclass, field

from hub.core.catalogue import HallSetup

MEMORY = 50.0
"""Legs after which an old one counts less than half: a day or two of one item in a busy hall."""

PRIOR_LEGS = 4
"""How many observed legs the configured mean is worth."""

OUTLIER = 4.0
"""While an item is little known, a service of more than this many expected ones counts as this many."""

SURE = 8.0
"""Legs after which an item is known well enough to say that a *finish* was forgotten."""

TAIL = 3.1
"""Standard deviations above the mean logarithm: a true service lies beyond once in a thousand."""

PRIOR_SQUARE = 0.55
"""Mean square of ln(service / expected) until an item has shown its own: a coefficient of variation of 0.8."""

CLERK_LEGS = 20
"""How many observed legs the assumption is worth that a clerk is as quick as the others."""

STEP = 0.005
"""Step of the promise correction (Gibbs, Candès 2021, eq. 2): a few hundred promises to answer a lasting change.

Word of a promise comes only after the wait. In a rush dozens are under way, and larger steps overshoot: over six
simulated days 0.05 gave 1.3 to 3 times the mean error of 0.005, at about the same coverage.
"""


@dataclass(slots=True)
class Mean:
    """An exponentially forgotten mean. ``weight``: observations it stands for, at most ``MEMORY``."""

    weight: float = 0.0
    value: float = 0.0

    def learn(self, sample: float) -> None:
        """Take in one observation."""
        self.weight = min(self.weight + 1.0, MEMORY)
        self.value += (sample - self.value) / self.weight

    def with_prior(self, prior: float) -> float:
        """The mean, drawn to ``prior`` while little was observed."""
        return (PRIOR_LEGS * prior + self.weight * self.value) / (PRIOR_LEGS + self.weight)


@dataclass(slots=True)
class Pace:
    """Learned means, by item code (``services`` in seconds, ``squares`` of the logarithm of service / expected), by clerk
    (``clerks``: service / expected). ``forgotten``: services that ended with a forgotten *finish*. ``log_p50`` and
    ``log_p80``: logarithms of the factors that keep the promised range honest.
    """

    services: dict[str, Mean] = field(default_factory=dict)
    walk: Mean = field(default_factory=Mean)
    absent: Mean = field(default_factory=Mean)
    lost: Mean = field(default_factory=Mean)
    squares: dict[str, Mean] = field(default_factory=dict)
    clerks: dict[str, Mean] = field(default_factory=dict)
    forgotten: int = 0
    left: float = 0.0
    waited_s: float = 0.0
    log_p50: float = 0.0
    log_p80: float = 0.0

    def item_s(self, setup: HallSetup, code: str) -> float:
        """Mean service of one item in seconds."""
        item = setup.item(code)
        prior = float(item.mean_s) if item else 600.0
        return self.services.get(code, Mean()).with_prior(prior)

    def leg_s(self, setup: HallSetup, items: tuple[str, ...]) -> float:
        """Mean service of a leg with these items in seconds."""
        return sum(self.item_s(setup, code) for code in items)

    def walk_s(self, setup: HallSetup) -> float:
        """Mean time from the call to the start of service in seconds."""
        return self.walk.with_prior(float(setup.rules.walk_s))

    def absent_share(self) -> float:
        """Share of calls that nobody answers."""
        return self.absent.with_prior(0.05)

    def lost_s(self, setup: HallSetup) -> float:
        """Mean time that a missed call costs the counter in seconds."""
        return self.lost.with_prior(float(setup.rules.miss_after_s or 45))

    def leaving_rate(self) -> float:
        """Abandonments per second of waiting (theta); one in ten hours of waiting until more is known."""
        return (self.left + 1.0) / (self.waited_s + 36_000.0)

    def sigma(self, code: str) -> float:
        """Standard deviation of the logarithm of an item's services, as of a lognormal one (dimensionless)."""
        square = self.squares.get(code, Mean()).with_prior(PRIOR_SQUARE)
        return math.sqrt(2 * (math.sqrt(1 + square) - 1))

    def leg_sigma(self, setup: HallSetup, items: tuple[str, ...]) -> float:
        """The same for a leg with these items."""
        return spread_together([self.item_s(setup, code) for code in items], [self.sigma(code) for code in items])

    def clerk_factor(self, clerk: str) -> float:
        """Service of this clerk over that of all, drawn to 1 while little was observed."""
        seen = self.clerks.get(clerk, Mean())
        return (CLERK_LEGS + seen.weight * seen.value) / (CLERK_LEGS + seen.weight)

    def tail(self, items: tuple[str, ...]) -> float:
        """Expected services beyond which a leg's *finish* was forgotten; at least ``OUTLIER``."""
        sigma = max(self.sigma(code) for code in items)
        return max(math.exp(TAIL * sigma - sigma * sigma / 2), OUTLIER)

    def learn_service(self, setup: HallSetup, items: tuple[str, ...], service_s: float, clerk: str = "") -> None:
        """Take in a finished leg, its time shared between its items as expected; a forgotten *finish* teaches nothing."""
        ratio = service_s / max(self.leg_s(setup, items), 1.0)
        if not all(self.services.get(code, Mean()).weight >= SURE for code in items):
            ratio = min(ratio, OUTLIER)
        elif ratio > self.tail(items):
            self.forgotten += 1
            return
        square = math.log(max(ratio, 0.02)) ** 2
        for code in items:
            self.squares.setdefault(code, Mean()).learn(square)
            self.services.setdefault(code, Mean()).learn(ratio * self.item_s(setup, code))
        if clerk:
            self.clerks.setdefault(clerk, Mean()).learn(ratio)

    def learn_promise(self, waited_s: float, p50_s: float, p80_s: float) -> None:
        """Move the factors so that half of the waits end below P50 and four fifths below P80."""
        self.log_p50 = bounded(self.log_p50 + STEP * ((waited_s > p50_s) - 0.5))
        self.log_p80 = bounded(self.log_p80 + STEP * ((waited_s > p80_s) - 0.2))

    def forget_half(self) -> None:
        """A new day: yesterday's leaving counts half."""
        self.left /= 2
        self.waited_s /= 2


def spread_together(means: list[float], sigmas: list[float]) -> float:
    """Standard deviation of the logarithm of several services in a row: less than that of each (moments are added)."""
    variance = sum(mean * mean * math.expm1(sigma**2) for mean, sigma in zip(means, sigmas, strict=True))
    return math.sqrt(math.log1p(variance / max(sum(means), 1.0) ** 2))


def bounded(log_factor: float) -> float:
    """A correction of at most five times either way."""
    return max(-math.log(5), min(math.log(5), log_factor))
