"""What each device is to show, as the wire takes it: whole bodies from the record. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hub.core import policy
from hub.core.catalogue import Text
from hub.core.counter import Counter, CounterState
from hub.core.forecast import Wait, forecast_each
from hub.core.hall import Hall
from hub.core.ticket import Leg, LegState
from hub.devices.envelopes import Body
from hub.devices.setup import DevicesSetup
from wire.clip import clip

NEXT, HELD, CALLS, COUNTERS, LANGUAGES, PRIORITIES = 4, 8, 10, 80, 8, 8
"""The most of each that a message holds."""
POOLS = 31
"""Groups of items with a wait of their own; items beyond them show no wait."""
SHORT_KEPT = 4096
"""Texts of a hall with all its languages, several times over."""
WAITING_MAX = 99_999
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue as each counter sees it: how many it may serve, the first numbers, whom it holds."""

    waiting: dict[int, int]
    first: dict[int, list[str]]
    held: dict[int, list[str]]


def queue_of(hall: Hall, now_ms: int) -> Queue:
    """Looks at each kind of leg once, not at each leg for each counter: legs with equal items and target are alike."""
    order = policy.in_order(hall, now_ms)
    kinds: dict[tuple[Any, ...], list[Leg]] = {}
    for leg in order:
        kinds.setdefault(_kind(leg), []).append(leg)
    waiting, first = {}, {}
    for number, counter in hall.counters.items():
        mine = {kind for kind, legs in kinds.items() if policy.may_serve(hall, counter, legs[0])}
        waiting[number] = sum(len(kinds[kind]) for kind in mine)
        first[number] = _first(hall, order, mine)
    return Queue(waiting, first, held_by_counter(hall))


def held_by_counter(hall: Hall) -> dict[int, list[str]]:
    """Numbers on hold, longest first."""
    held: dict[int, list[str]] = {}
    for leg in sorted(hall.legs_in(LegState.HELD), key=lambda leg: leg.ended_ms):
        held.setdefault(leg.counter or 0, []).append(hall.ticket_of(leg).number)
    return held


def keypad_body(hall: Hall, number: int, queue: Queue) -> Body:
    counter = counter_at(hall, number)
    return {
        "counter": number,
        "state": str(counter.state),
        "crev": counter.rev,
        "number": number_at(hall, counter),
        "waiting": min(queue.waiting.get(number, 0), WAITING_MAX),
        "clerk": short(counter.clerk, 20),
        "held": queue.held.get(number, [])[:HELD],
        "pause_after": bool(counter.pause_after),
        "text": short(counter.pause_reason, 80),
    }


def pad_body(hall: Hall, number: int, ask: str, setup: DevicesSetup) -> Body:
    """``ask``: the leg to be rated, or ""."""
    return {
        "counter": number,
        "ask": ask or None,
        "number": hall.ticket_of(hall.legs[ask]).number if ask else "",
        "window_s": setup.ask_s,
        "reasons": [{"code": code, "names": texts(names, 20)} for code, names in setup.reasons],
        "text": texts(hall.setup.names, 80),
    }


def display_body(hall: Hall, number: int, queue: Queue) -> Body:
    counter = counter_at(hall, number)
    leg = hall.legs.get(counter.leg)
    place = hall.setup.counter(number)
    return {
        "counter": number,
        "state": str(counter.state),
        "number": number_at(hall, counter),
        "calls": min(leg.recalls + 1, 99) if leg else 0,
        "arrow": "",
        "text": texts(place.direction, 80) if place else {},
        "next": queue.first.get(number, [])[:NEXT],
    }


def dispenser_body(hall: Hall, menu: "Menu", setup: DevicesSetup) -> Body:
    """Closed, it says so in its own words: ``text`` is left empty."""
    offered = [each for each in hall.setup.priorities if each.code not in setup.unoffered]
    return {
        "open": hall.day_open,
        "text": {},
        "languages": list(hall.setup.languages[:LANGUAGES]),
        "priorities": [
            {"code": each.code, "names": texts(each.names, 20)}
            for each in sorted(offered, key=lambda each: each.weight)[:PRIORITIES]
        ],
        "waits": [waits(wait) for wait in forecast_each(hall, menu.pools)],
        "menu": menu.revision,
        "pages": len(menu.pages),
    }


def board_body(hall: Hall, wait: Wait, total: int) -> Body:
    """The public picture. ``wait``: of somebody who comes now; ``total``: how many wait."""
    notice = hall.setup.notices[0] if hall.setup.notices else {}
    return {
        "open": hall.day_open,
        "waiting": min(total, WAITING_MAX),
        "p50_s": at_most_a_day(wait.p50_s),
        "p80_s": at_most_a_day(wait.p80_s),
        "counters": [_on_board(hall, counter) for counter in list(hall.counters.values())[:COUNTERS]],
        "calls": [_call(hall, hall.legs[leg]) for leg in hall.calls[:CALLS]],
        "notice": texts(notice, 120),
    }


@dataclass(frozen=True, slots=True)
class Menu:
    """The catalogue as `menu` messages. ``pools``: for each group of items that wait alike, its first item."""

    revision: int
    pages: tuple[Body, ...]
    pools: tuple[tuple[str, ...], ...]


def counter_at(hall: Hall, number: int) -> Counter:
    """The counter; a closed one where the hall has it no more."""
    return hall.counters.get(number) or Counter(number, CounterState.CLOSED)


def number_at(hall: Hall, counter: Counter) -> str:
    """The number that is called to the counter or served there, or ""."""
    leg = hall.legs.get(counter.leg)
    return hall.ticket_of(leg).number if leg else ""


def texts(names: Text, most: int) -> Text:
    """Words in each language, as long as the wire takes them."""
    return {language: short(words, most) for language, words in list(names.items())[:LANGUAGES]}


@lru_cache(SHORT_KEPT)
def short(words: str, most: int) -> str:
    """Words as long as the wire takes them. Names change with the configuration alone: a letter is looked at once."""
    clipped: str = clip(words, most)
    return clipped


def waits(wait: Wait) -> Body:
    return {
        "ahead": min(wait.ahead, WAITING_MAX),
        "p50_s": at_most_a_day(wait.p50_s),
        "p80_s": at_most_a_day(wait.p80_s),
    }


def at_most_a_day(seconds: int | None) -> int | None:
    """A wait as the wire takes it."""
    return None if seconds is None else min(seconds, DAY_S)


def _kind(leg: Leg) -> tuple[Any, ...]:
    return leg.items, leg.to_counter, leg.to_clerk


def _first(hall: Hall, order: list[Leg], mine: set[tuple[Any, ...]]) -> list[str]:
    numbers: list[str] = []
    for leg in order if mine else ():
        if _kind(leg) in mine:
            numbers.append(hall.ticket_of(leg).number)
            if len(numbers) == NEXT:
                break
    return numbers


def _on_board(hall: Hall, counter: Counter) -> Body:
    leg = hall.legs.get(counter.leg)
    calls = min(leg.recalls + 1, 99) if leg else 0
    return {"n": counter.number, "state": str(counter.state), "number": number_at(hall, counter), "calls": calls}


def _call(hall: Hall, leg: Leg) -> Body:
    return {"number": hall.ticket_of(leg).number, "n": leg.counter}
