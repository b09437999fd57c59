"""The items of all halls, each once, under the names that most halls give it: one hall cannot rename the others' items."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from hub.centre.halls import HallNow
from hub.core.hall_card import HallCard


class Catalogue:
    """Counted up as cards come and change, so that asking for it costs nothing."""

    def __init__(self) -> None:
        self._said: dict[str, Counter[bytes]] = {}
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
        self._shown = None

    def _count(self, card: HallCard | None, sign: int) -> None:
        for item in card.items if card else ():
            said = self._said.setdefault(item.code, Counter())
            words = msgspec.json.encode({"names": item.names, "line": item.line}, order="sorted")
            said[words] += sign
            if not said[words]:
                del said[words]
            if not said:
                del self._said[item.code]

    def shown(self) -> list[dict[str, Any]]:
        """By code. Of names that as many halls give, those that sort first."""
        if self._shown is None:
            self._shown = [
                {"code": code, **msgspec.json.decode(min(said, key=lambda words: (-said[words], words)))}
                for code, said in sorted(self._said.items())
            ]
        return self._shown


def catalogue(halls: Iterable[HallNow]) -> list[dict[str, Any]]:
    """That of some halls."""
    found = Catalogue()
    for each in halls:
        found.follow(each)
    return found.shown()
