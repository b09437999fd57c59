"""The items of all halls, each once, under the names that most halls give it: one hall cannot rename the others' items.

Everyday words are another thing: what any hall calls an item finds it in all of them, since it is only searched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from hub.centre.halls import HallNow
from hub.centre.web.search import fits, folded, searched, words_of
from hub.core.catalogue import ALSO_LETTERS, MOST_ALSO
from hub.core.hall_card import HallCard, ItemCard

Words = TypeVar("Words", str, bytes)


class Catalogue:
    """Counted up as cards come and change, so that asking for it costs nothing."""

    def __init__(self) -> None:
        self._said: dict[str, Counter[bytes]] = {}
        self._also: dict[str, Counter[str]] = {}
        self._lines: dict[str, Counter[str]] = {}
        self._searched: dict[str, str] | None = None
        self._cards: dict[str, HallCard] = {}
        self._shown: list[dict[str, Any]] | None = None

    def follow(self, hall: HallNow) -> None:
        """A hall is new, or something of it is."""
        before = self._cards.get(hall.hall)
        if hall.card is before or hall.card is None:
            return
        self._cards[hall.hall] = hall.card
        self._count(before, -1)
        self._count(hall.card, 1)
        self._shown = self._searched = None

    def _count(self, card: HallCard | None, sign: int) -> None:
        if card is None:
            return
        lines = {line.code: line.names for line in card.lines}
        for item in card.items:
            count(
                self._said,
                item.code,
                [msgspec.json.encode({"names": item.names, "line": item.line}, order="sorted")],
                sign,
            )
            count(self._also, item.code, also_of(item), sign)
            count(self._lines, item.code, lines.get(item.line, {}).values(), sign)

    def shown(self) -> list[dict[str, Any]]:
        """By code. Of names that as many halls give, those that sort first."""
        if self._shown is None:
            self._shown = [
                {
                    "code": code, **msgspec.json.decode(min(said, key=lambda words: (-said[words], words))),
                    "also": sorted(self._also.get(code, ())),
                }
                for code, said in sorted(self._said.items())
            ]  # fmt: skip
        return self._shown

    def named(self, typed: str) -> frozenset[str]:
        """Codes of the items that these words are a name of, or parts of some: the item's, its line's, everyday ones."""
        wanted = folded(typed)
        words = words_of(wanted)
        if not wanted:
            return frozenset()
        if self._searched is None:
            self._searched = {
                each["code"]: searched([*each["names"].values(), *each["also"], *self._lines.get(each["code"], ())])
                for each in self.shown()
            }
        return frozenset(code for code, lines in self._searched.items() if fits(wanted, words, lines))


def count(counts: dict[str, Counter[Words]], code: str, words: Iterable[Words], sign: int) -> None:
    """Words of an item come or go; what nobody says any more is left out."""
    said = counts.setdefault(code, Counter())
    for each in words:
        said[each] += sign
        if not said[each]:
            del said[each]
    if not said:
        del counts[code]


def also_of(item: ItemCard) -> Iterator[str]:
    """The everyday words of a hall's card, which may say what it likes: those that its own settings would have let through."""
    return (each for each in dict.fromkeys(item.also[:MOST_ALSO]) if each.isprintable() and len(each) <= ALSO_LETTERS)


def catalogue(halls: Iterable[HallNow]) -> list[dict[str, Any]]:
    """That of some halls."""
    found = Catalogue()
    for each in halls:
        found.follow(each)
    return found.shown()
