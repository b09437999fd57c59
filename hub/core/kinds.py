"""Kinds of items: those that wait alike, so that a hall can tell others the wait of each in a few bytes. Pure.

Items wait alike that the same counters serve and that take about as long, since short business goes before long
(``policy.length_factors``). It is the expected time of the setup that counts, not the learned one: what an item's kind is
stands in cards and menus, which change seldom.
"""

from bisect import bisect
from collections.abc import Hashable, Iterable, Sequence

from hub.core.catalogue import HallSetup

MOST_KINDS = 6
"""What a standing has room for."""

BOUNDS = (0.5, 0.8, 1.25)
"""Of an item's time over the mean of all items: between two of them times differ by less than twofold."""


def kinds_of(setup: HallSetup) -> list[int]:
    """The kind of each item of the catalogue, counted from 0 as they come up; all are of one where counters differ too much."""
    mean_s = sum(item.mean_s for item in setup.items) / max(len(setup.items), 1)
    found = alike(setup, [bisect(BOUNDS, item.mean_s / mean_s) for item in setup.items], MOST_KINDS)
    return found if max(found, default=0) < MOST_KINDS else [0] * len(found)


def alike(setup: HallSetup, lengths: Sequence[Hashable], most: int) -> list[int]:
    """Numbers of the groups of items of the same counters and ``lengths``; of counters alone where those are more than ``most``."""
    able = [frozenset(each.number for each in setup.counters if each.accepts((item.code,))) for item in setup.items]
    fine = numbered(zip(able, lengths, strict=True))
    return fine if max(fine, default=0) < most else numbered(able)


def numbered(kinds: Iterable[Hashable]) -> list[int]:
    """Kinds by number, in the order in which they come up."""
    known: dict[Hashable, int] = {}
    return [known.setdefault(kind, len(known)) for kind in kinds]
