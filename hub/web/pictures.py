"""Pictures as bytes, each made once for all who look at it: the pull of ``GET`` and the push of the live feed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import msgspec

from hub.core.better import Better, offered, told
from hub.core.hall import Hall
from hub.core.matter_views import receipts_of
from hub.core.ticket import Ticket
from hub.core.views import (
    Picture,
    board,
    counter_picture,
    item_pictures,
    short_first,
    supervisor_picture,
    ticket_picture,
)
from hub.service import HallService
from hub.web.metrics import Metrics
from hub.web.setup_shapes import AreaShown, Setup
from hub.web.shapes import CounterShown
from hub.web.slots import bookings_today

if TYPE_CHECKING:
    from hub.web.voice_desk import Voice

PAD_FIELDS = ("counter", "state", "rate", "rate_number", "epoch", "rev", "at_ms")
"""All that a pad may know: it stands before citizens, and its key is easily stolen."""

FRESH_MS = 1000
"""A picture of the same revision and outlooks is used again this long: its waits hardly move, its time says when it was made."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What somebody looks at. ``kind``: board | hall | counter | pad | ticket; ``of``: counter number or ticket id."""

    kind: str
    of: str = ""

    @property
    def field(self) -> str:
        """The name under which a live message carries the picture."""
        return "counter" if self.kind == "pad" else self.kind


BOARD, HALL, ITEMS = Topic("board"), Topic("hall"), Topic("items")


def counter_shown(hall: Hall, number: int, now_ms: int, *, pad: bool) -> CounterShown:
    """A counter for its clerk, or the little of it that a pad gets."""
    picture = counter_picture(hall, number, now_ms)
    if pad:
        return cast(CounterShown, {name: picture[name] for name in PAD_FIELDS})
    last = hall.legs.get(hall.counters[number].last_leg)
    return cast(CounterShown, {**picture, "receipts": receipts_of(hall, [last] if last else [])})


def setup_picture(hall: Hall, languages: list[str], voice: "Voice", bench: bool) -> Setup:
    """How the hall is set up, as far as everybody may know."""
    setup, rules = hall.setup, hall.setup.rules
    return {
        "hall": setup.hall,
        "names": setup.names,
        "timezone": setup.timezone,
        "languages": languages,
        "lines": [{"code": line.code, "names": line.names} for line in setup.lines],
        "priorities": [
            {"code": each.code, "names": each.names, "conditions": each.conditions} for each in setup.priorities
        ],
        "counters": [
            {"number": each.number, "names": each.names, "direction": each.direction} for each in setup.counters
        ],
        "areas": cast(list[AreaShown], voice.areas()),
        "spoken": dict(voice.names),
        "rules": {
            "assignment": str(rules.assignment),
            "start_required": rules.start_required,
            "max_items": rules.max_items,
            "undo_s": rules.undo_s,
            "rating_window_s": rules.rating_window_s,
        },
        "booking": setup.booking.on,
        "afar": {
            "on": setup.afar_on,
            "hold_s": setup.afar.hold_s,
            "position": setup.place.latitude is not None,
        },
        "closes": setup.closes,
        "bench": bench,
    }


class Pictures:
    """The newest picture of each topic as JSON bytes. ``shown``: user id -> the name that citizens may see, or "".

    ``centre``: how the link to the centre is, "" without one; ``better``: another hall that calls sooner, while the centre says so.
    """

    def __init__(
        self, service: HallService, metrics: Metrics, voice: "Voice", shown: Callable[[str], str] = lambda clerk: "",
        centre: Callable[[], str] = lambda: "", better: Callable[[], Better | None] = lambda: None,
    ) -> None:  # fmt: skip
        self._service, self._metrics, self._voice, self._shown = service, metrics, voice, shown
        self._centre, self._better = centre, better
        self._made: dict[Topic, tuple[tuple[int, int], int, bytes]] = {}

    def json(self, topic: Topic) -> bytes | None:
        """The picture; None where its counter or ticket is gone."""
        hall, now_ms = self._service.record, self._service.now_ms()
        state = (hall.seq, hall.outlooks.at_ms)
        of, at_ms, made = self._made.get(topic, ((-1, 0), 0, b""))
        if of == state and 0 <= now_ms - at_ms < FRESH_MS:
            return made
        picture = self._picture(hall, topic, now_ms)
        if picture is None:
            return None
        made = msgspec.json.encode(picture)
        self._metrics.encoded.labels(topic.kind).inc()
        if topic.kind != "ticket":
            self._made[topic] = (state, now_ms, made)
        return made

    def message(self, topic: Topic) -> bytes | None:
        """The picture as a live message: ``{type, epoch, rev, <type>: picture}``."""
        picture = self.json(topic)
        if picture is None:
            return None
        hall = self._service.record
        head = f'{{"type":"{topic.field}","epoch":{hall.epoch},"rev":{hall.seq},"{topic.field}":'
        return head.encode() + picture + b"}"

    def _spoken(self, hall: Hall, now_ms: int) -> Picture:
        return {"voice": self._voice.calls(hall), "loudness": self._voice.loudness(now_ms)}

    def _picture(self, hall: Hall, topic: Topic, now_ms: int) -> Picture | None:
        if topic == BOARD:
            return {**self._with_clerks(board(hall, now_ms), hall), **self._spoken(hall, now_ms)}
        if topic == HALL:
            picture = self._with_clerks(supervisor_picture(hall, now_ms), hall)
            more = {"sound": self._voice.sound(), "bookings": bookings_today(hall, now_ms), "centre": self._centre()}
            return {**picture, **self._spoken(hall, now_ms), **more}
        if topic == ITEMS:
            better = self._better()
            return {
                "items": item_pictures(hall),
                "short_first": short_first(hall),
                "better": {**told(better), "items": list(better.items)} if better else None,
            }
        if topic.kind == "ticket":
            ticket = hall.tickets.get(topic.of)
            return self._ticket(hall, ticket, now_ms) if ticket else None
        number = int(topic.of)
        if number not in hall.counters:
            return None
        return cast(dict[str, Any], counter_shown(hall, number, now_ms, pad=topic.kind == "pad"))

    def _ticket(self, hall: Hall, ticket: Ticket, now_ms: int) -> Picture:
        picture = ticket_picture(hall, ticket, now_ms)
        return {**picture, "better": offered(self._better(), ticket.items, picture["wait"]["p80_s"])}

    def _with_clerks(self, picture: Picture, hall: Hall) -> Picture:
        for each in picture["counters"]:
            each["clerk"] = self._shown(hall.counters[each["counter"]].clerk)
        return picture
