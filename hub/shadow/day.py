"""What the second policy would have done on one day of a journal: first call by call, then the day as a whole."""

from collections.abc import Iterator
from typing import Any, Protocol

from hub.core.catalogue import HallSetup
from hub.core.events import Recorded
from hub.core.hall import Hall
from hub.core.shadow import ShadowRules
from hub.shadow.judging import judged
from hub.shadow.whole import whole


class Reader(Protocol):
    """What is read of a journal."""

    def hall_before(self, day: str, setup: HallSetup) -> Hall | None: ...
    def day_events(self, day: str) -> list[Recorded]: ...


def shadow_of_day(reader: Reader, setup: HallSetup, shadow: ShadowRules, day: str) -> Iterator[dict[str, Any]]:
    """``{calls}`` as ``judging.judged``, then ``{whole}`` as ``whole.whole``; nothing for a day that never opened.

    ``setup``: the hall's, for a journal that begins without one.
    """
    hall = reader.hall_before(day, setup)
    if hall is None:
        return
    events = reader.day_events(day)
    yield {"calls": judged(hall, events, shadow)}
    yield {"whole": whole(events, hall.setup, shadow)}
