"""The goals of a hall's speed, and whether a run met them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.benches.figures import Figures

FQM_RATE = 10.8
"""Tickets a second of a widely used open queue system, measured on two cores."""


@dataclass(frozen=True, slots=True)
class Goal:
    """``bound`` may follow from the floors of the same run; ``least``: more is better. ``floor``: to compare with."""

    key: str
    about: str
    unit: str
    bound: Callable[[Figures], float]
    least: bool = False
    floor: Callable[[Figures], float] | None = None

    def met(self, figures: Figures) -> bool:
        """Does the run keep to it?"""
        value, bound = figures[self.key], self.bound(figures)
        return value >= bound if self.least else value <= bound


def most(bound: float) -> Callable[[Figures], float]:
    """A bound that is the same everywhere."""
    return lambda figures: bound


def handler_ms(figures: Figures) -> float:
    return figures["floor_handler_p50_ms"]


def press_floor_ms(figures: Figures) -> float:
    """A bare round trip through the broker and a bare commit."""
    return figures["floor_mqtt_p50_ms"] + figures["floor_commit_p50_ms"]


def handler_rate(figures: Figures) -> float:
    return figures["floor_handler_rate_8"]


GOALS = (
    Goal("issue_p50_ms", "ticket over HTTP, one client, p50", "ms",
         lambda f: min(5.0, 3 * handler_ms(f)), floor=handler_ms),
    Goal("issue_p99_ms", "the same, p99", "ms", most(25.0)),
    Goal("issue_rate_8", "tickets a second, 8 clients", "/s",
         lambda f: max(0.5 * handler_rate(f), 50 * FQM_RATE), least=True, floor=handler_rate),
    Goal("press_ack_p50_ms", "keypad press to its ack, p50", "ms",
         lambda f: 3 * press_floor_ms(f), floor=press_floor_ms),
    Goal("press_ack_p99_ms", "the same, p99", "ms", most(25.0)),
    Goal("press_screen20_p99_ms", "press to the last of 20 screens, p99", "ms", most(50.0)),
    Goal("press_screen200_p95_ms", "press to the last of 200 screens, p95", "ms", most(100.0)),
    Goal("rush_p99_ms_fsync20", "1,000 tickets a minute, 20 ms a sync, p99", "ms", most(1000.0)),
    Goal("rush_p99_ms_fsync100", "1,000 tickets a minute, 100 ms a sync, p99", "ms", most(2000.0)),
    Goal("rss_mb", "memory of the hub after the day", "MB", most(120.0)),
    Goal("ready_s", "start with that day's journal", "s", most(3.0)),
    Goal("first_ticket_after_kill_s", "kill -9 to the next ticket", "s", most(5.0)),
    Goal("bytes_per_ticket", "written to the disk for one ticket", "B", most(20_000.0)),
)  # fmt: skip

FLOORS = (
    ("floor_mqtt_p50_ms", "bare MQTT round trip over the same broker, p50", "ms"),
    ("floor_commit_p50_ms", "one durable SQLite commit, p50", "ms"),
    ("floor_handler_p50_ms", "bare aiohttp handler with that commit, p50", "ms"),
    ("floor_handler_rate_8", "the same, 8 clients", "/s"),
)


def table(
    figures: Figures,
    goals: Sequence[Goal] = GOALS,
    floors: Sequence[tuple[str, str, str]] = FLOORS,
    told: str = "floor",
) -> str:
    """The report for people: each figure, its goal, met or not, and its ratio to the floor. ``told``: what ``floors`` are."""
    lines = [row(goal, figures) for goal in goals]
    lines += [f"{about:<52}{shown(figures[key]):>10} {unit:<3} {told}" for key, about, unit in floors]
    return "\n".join(lines)


def row(goal: Goal, figures: Figures) -> str:
    """One goal's line."""
    sign = ">=" if goal.least else "<="
    verdict = "met" if goal.met(figures) else "NOT MET"
    ratio = f"  {figures[goal.key] / goal.floor(figures):.2f} x floor" if goal.floor else ""
    goal_shown = f"{sign} {shown(goal.bound(figures))}"
    return (
        f"{goal.about:<52}{shown(figures[goal.key]):>10} {goal.unit:<3} {goal_shown:<12} {verdict:<8}{ratio}".rstrip()
    )


def shown(value: float) -> str:
    """Three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
