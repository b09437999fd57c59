"""How an action comes again: after which gaps, with which age, and until when."""

from tools.conformance.findings import Book
from tools.conformance.hands import Hands
from tools.conformance.played_hub import PlayedHub, answered, unanswered
from tools.conformance.record import Heard
from wire.delivery import JITTER, RETRY_MS
from wire.timing import expiry_ms

EARLY_S, LATE_S = 0.25, 0.75
"""What a network and a device that looks at its clock four times a second may add to a gap, or take from it."""
MOST_GROWTH = 1 + (JITTER - 1) / (4 * JITTER)
GAPS_S = tuple(gap / 1000 for gap in RETRY_MS)
SENDINGS = 4
"""After 0, 1, 3 and 7 s."""


def longest_s(tries: int) -> float:
    """The longest that the next sending may take after so many."""
    return GAPS_S[min(tries, len(GAPS_S)) - 1] * MOST_GROWTH + LATE_S


class Repeating:
    """Watches one action at a time."""

    def __init__(self, hub: PlayedHub, book: Book, hands: Hands) -> None:
        self._hub, self._book, self._hands = hub, book, hands

    def sendings(self, action: Heard) -> list[Heard]:
        """All times that it came, by its name."""
        return [each for each in self._hub.record.of(action.type) if each.name == action.name]

    async def settled(self, action: Heard) -> None:
        """Let it come twice, answer, and see that it stays away for longer than its next gap."""
        if not await self._comes(action, 2):
            return
        self._hub.acknowledge(action)
        self._hub.answer = answered
        again = await self._hub.record.until(lambda: len(self.sendings(action)) > 2, longest_s(2))
        self._book.note("settled", not again, "it came again after its answer")

    async def until_old(self, action: Heard) -> None:
        """Let it come four times; then it expires, or is answered where it never does."""
        self._hub.answer = unanswered
        for count in range(2, SENDINGS + 1):
            if not await self._comes(action, count):
                return
        limit_ms = expiry_ms(action.type, action.body)
        if limit_ms is None:
            self._hub.acknowledge(action)
            self._hub.answer = answered
            return
        await self._hub.record.until(lambda: self._too_old(action, limit_ms), self._quiet_s(action, limit_ms))
        old = self._too_old(action, limit_ms)
        self._book.note("expires", not old, f"it came again {limit_ms / 1000:.0f} s after the human acted")
        self._hub.answer = answered

    def _too_old(self, action: Heard, limit_ms: int) -> bool:
        first_s = action.at_s
        return any((each.at_s - first_s) * 1000 > limit_ms + LATE_S * 1000 for each in self.sendings(action))

    def _quiet_s(self, action: Heard, limit_ms: int) -> float:
        """Until one more sending after its expiry would have come."""
        sendings = self.sendings(action)
        due_s = sendings[-1].at_s - action.at_s + longest_s(len(sendings))
        while due_s * 1000 <= limit_ms + LATE_S * 1000:
            due_s += longest_s(len(sendings) + 1)
        return due_s - (sendings[-1].at_s - action.at_s)

    async def _comes(self, action: Heard, count: int) -> bool:
        """Wait for one more sending, and look at it."""
        record, patience_s = self._hub.record, longest_s(count - 1) + 2 * LATE_S
        named = self._book.note(
            "repeats",
            await record.until(lambda: len(self.sendings(action)) >= count, patience_s),
            f"no sending {count} under its name within {patience_s:.1f} s",
        )
        if named:
            before, now = self.sendings(action)[count - 2 : count]
            self._look(before, now, GAPS_S[count - 2])
        return named

    def _look(self, before: Heard, now: Heard, gap_s: float) -> None:
        took_s = now.at_s - before.at_s
        fits = gap_s - EARLY_S <= took_s <= gap_s * MOST_GROWTH + LATE_S
        self._book.note("repeats", fits, f"a gap of {took_s:.2f} s, expected {gap_s:g} to {gap_s * MOST_GROWTH:.2f} s")
        self._book.note("repeats", now.body == before.body, "its body changed")
        assert now.envelope
        assert before.envelope
        grew_ms = now.envelope["age_ms"] - before.envelope["age_ms"]
        true = abs(grew_ms - took_s * 1000) <= 500
        self._book.note("age", true, f"age_ms grew by {grew_ms} in {took_s * 1000:.0f} ms")
