"""What a frame asks of the hall. Pure: the profile, the digits typed so far, the hall as it is.

An address is one place: the keypad that the clerk presses and the pad that the citizen rates on. It acts for the counter that the
hall gave it and for no other.
"""

from dataclasses import dataclass

from hub.core import commands as c
from hub.core.counter import CounterState
from hub.core.hall import Hall
from hub.core.ticket import LegState
from hub.devices.intents import PLAIN, resume
from hub.devices.serial_keypads.frames import Frame
from hub.devices.serial_keypads.profile import Profile

TYPED_MAX = 8
TYPED_MS = 10_000
"""Digits that nobody went on with are forgotten: the next clerk begins anew."""
CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class Wanted:
    """``action`` of ``profile.ACTIONS`` with the digits typed before it; or, with a ``score``, a rating."""

    counter: int
    action: str
    typed: str = ""
    score: int = 0


class Desk:
    """One address: keeps the digits between two frames."""

    def __init__(self, profile: Profile, counter: int) -> None:
        self.counter = counter
        self._profile = profile
        self._actions = {int(code, 16): action for code, action in profile.keys.actions.items()}
        self._digits = {int(code, 16): digit for code, digit in profile.keys.digits.items()}
        self._typed = ""
        self._typed_ms = 0

    def take(self, frame: Frame, now_ms: int) -> list[Wanted]:
        """What this frame asks for: nothing for digits, for what the profile does not know and for a poll's empty answer."""
        ratings = self._profile.ratings
        if frame.function == self._profile.keys.function:
            return [wanted for key in frame.data if (wanted := self._key(key, now_ms))]
        if ratings and frame.function == ratings.function and len(frame.data) == 1:
            scores = {int(code, 16): score for code, score in ratings.scores.items()}
            score = scores.get(frame.data[0])
            return [Wanted(self.counter, "rate", score=score)] if score else []
        return []

    def forget(self) -> None:
        """The cable was pulled: digits of before are worth nothing."""
        self._typed = ""

    def _key(self, key: int, now_ms: int) -> Wanted | None:
        if now_ms - self._typed_ms > TYPED_MS:
            self._typed = ""
        if key in self._digits:
            self._typed, self._typed_ms = (self._typed + self._digits[key])[-TYPED_MAX:], now_ms
            return None
        typed, self._typed = self._typed, ""
        action = self._actions.get(key)
        return Wanted(self.counter, action, typed) if action and action != "clear" else None


def command_of(wanted: Wanted, hall: Hall, clerk: str = "") -> c.Command | None:
    """The command; ``clerk``: whom the PIN of an *open* means. None: a rating where nobody has been served."""
    number = wanted.counter
    if wanted.action == "rate":
        leg = last_served(hall, number)
        return c.Rate(leg, wanted.score) if leg else None
    if wanted.action == "open":
        return c.OpenCounter(number, clerk)
    if wanted.action == "transfer":
        return c.TransferTicket(number, to_counter=int(wanted.typed) if wanted.typed else None)
    if wanted.action == "resume":
        return resume(number, hall)
    if wanted.action in ("pause", "pause_resume"):
        counter = hall.counters.get(number)
        is_paused = counter is not None and counter.state is CounterState.PAUSED
        return c.ResumeCounter(number) if is_paused and wanted.action == "pause_resume" else c.PauseCounter(number, "")
    return PLAIN[wanted.action](number)


def actor_of(wanted: Wanted, hall: Hall, device: str) -> str:
    """Who acted: the clerk of the counter, or a citizen."""
    if wanted.action == "rate":
        return CITIZEN
    counter = hall.counters.get(wanted.counter)
    return (counter and counter.clerk) or device


def last_served(hall: Hall, number: int) -> str:
    """The leg that this counter finished last, or "". Whether it may be rated is for the hall to say."""
    served = [leg for leg in hall.legs_in(LegState.SERVED) if leg.counter == number]
    return max(served, key=lambda leg: leg.ended_ms).id if served else ""


def shown(profile: Profile, number: str, waiting: int) -> bytes:
    """The data of a frame that shows a counter's number and how many wait; what cannot be shown becomes a space."""
    data = ""
    for part in profile.shows.data if profile.shows else ():
        name, _, width = part.partition(" ")
        size = int(width)
        data += number[:size].ljust(size) if name == "number" else str(min(waiting, 10**size - 1)).zfill(size)
    return data.encode("ascii", "replace").replace(b"?", b" ")
