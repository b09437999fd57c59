"""The calls of one area that are still to be said, in order. Pure: times are passed in.

Theory of operation. Whoever plays shows the queue every picture of the open calls (``see``), takes the next one when
nothing is being said (``begin``), and tells when it has been said (``end``). A call and each of its recalls is one
event, known by its ``Key``. It is put in line when it is first seen, behind everything that was called before it. What
is no longer in the newest picture is over and leaves the line unsaid; a recall of a number that still stands in line
takes over its place, since that number has not been said at all. What is being said is never broken off. A call that is
older than ``YOUNG_MS`` when it is first seen is not said: the board opened, or came back, after it. So nothing older
needs to be remembered. ``display/web/lib/voice.js`` keeps the same rules; a test compares both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

YOUNG_MS = 20_000
"""A call this old when it is first seen has been heard, or its citizen looks at the screens."""

Key = tuple[str, int, int, int]
"""Number, counter, calls, hall time of the call in ms."""


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """An open call and what says it. ``calls``: 1, and one more with each recall; ``clips``: in order."""

    number: str
    counter: int
    calls: int
    at_ms: int
    clips: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.number, self.counter, self.calls, self.at_ms

    @property
    def place(self) -> tuple[str, int]:
        """Number and counter: the same for a call and its recalls."""
        return self.number, self.counter


class VoiceQueue:
    """One area's line. ``saying``: the call that is being said now, or None."""

    def __init__(self) -> None:
        self.saying: SpokenCall | None = None
        self._line: list[SpokenCall] = []
        self._seen: dict[Key, int] = {}

    def __len__(self) -> int:
        """Calls that wait to be said."""
        return len(self._line)

    def see(self, calls: Iterable[SpokenCall], now_ms: int) -> None:
        """The open calls as they are now; ``now_ms``: hall time of this picture."""
        open_now = sorted(calls, key=lambda call: (call.at_ms, call.counter))
        newest = {call.place: call for call in open_now}
        self._line = [newest[call.place] for call in self._line if call.place in newest]
        standing = {call.key for call in self._line}
        for call in open_now:
            young = now_ms - call.at_ms <= YOUNG_MS
            if young and call.key not in self._seen and call.key not in standing:
                self._line.append(call)
            if young:
                self._seen[call.key] = call.at_ms
        self._seen = {key: at_ms for key, at_ms in self._seen.items() if now_ms - at_ms <= YOUNG_MS}

    def begin(self) -> SpokenCall | None:
        """The call to say now; None while one is being said, or where nothing waits."""
        if self.saying is not None or not self._line:
            return None
        self.saying = self._line.pop(0)
        return self.saying

    def end(self) -> None:
        """The call has been said, or could not be."""
        self.saying = None
