"""What was found about each rule: kept, broken (and how), or not seen at all."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from tools.conformance.rules import Rule


class Verdict(StrEnum):
    """``UNSEEN``: nothing showed whether it holds, so that nobody may say that it does."""

    KEPT = "kept"
    BROKEN = "broken"
    UNSEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's verdict. ``why``: what broke it first, or why it was not seen."""

    rule: Rule
    verdict: Verdict
    why: str = ""


class Book:
    """Collects what the trials see. One break weighs more than any number of times kept."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        self._kept: set[str] = set()
        self._broken: dict[str, list[str]] = defaultdict(list)
        self._unseen: dict[str, str] = {}

    def note(self, name: str, holds: bool, why: str) -> bool:
        """A rule held, or did not; ``why`` tells the break. Returns ``holds``."""
        if holds:
            self._kept.add(name)
        else:
            self._broken[name].append(why)
        return holds

    def unseen(self, name: str, why: str) -> None:
        """It could not be tried."""
        self._unseen.setdefault(name, why)

    def findings(self) -> list[Finding]:
        """One for each rule, in order."""
        return [self._finding(rule) for rule in self._rules]

    def _finding(self, rule: Rule) -> Finding:
        if broken := self._broken.get(rule.name):
            more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
            return Finding(rule, Verdict.BROKEN, broken[0] + more)
        if rule.name in self._unseen or rule.name not in self._kept:
            return Finding(rule, Verdict.UNSEEN, self._unseen.get(rule.name, "nothing showed it"))
        return Finding(rule, Verdict.KEPT)
