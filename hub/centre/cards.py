"""Cards of halls, what is equal in them held once: most stations of a country accept the same items under the same names.

A card's own words (its names, where it is) are its own; items, lines, hours and directions are looked for by their very bytes.
"""

from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import msgspec

from hub.core.hall_card import HallCard, ItemCard

SHARED = ("directions", "hours", "lines", "timezone", "closes")
"""Beside the items, which are shared one by one as well."""

KINDS: dict[str, Any] = {each.name: each.type for each in fields(HallCard)}
MOST_BYTES = 16_384
"""Larger ones are a hall's own: what is held for others stays bounded, whatever a hall sends."""

Raw = dict[str, msgspec.Raw]


def read(text: str | bytes) -> HallCard:
    """The card of a JSON text that was checked before. Raises ``msgspec.MsgspecError`` for any other."""
    said: Raw = msgspec.json.decode(text, type=Raw)
    parts = {name: part(name, bytes(said.pop(name))) for name in SHARED if name in said}
    if items := bytes(said.pop("items", b"")):
        parts["items"] = (items_of if len(items) <= MOST_BYTES else items_of.__wrapped__)(items)
    own: HallCard = msgspec.json.decode(msgspec.json.encode(said), type=HallCard)
    return replace(own, **parts)


def shared(card: HallCard) -> HallCard:
    """The same card, made of parts that others have as well."""
    return read(msgspec.json.encode(card))


def part(name: str, raw: bytes) -> Any:
    """One part of a card."""
    return (part_of if len(raw) <= MOST_BYTES else part_of.__wrapped__)(name, raw)


@lru_cache(4096)
def part_of(name: str, raw: bytes) -> Any:
    return msgspec.json.decode(raw, type=KINDS[name])


@lru_cache(1024)
def items_of(raw: bytes) -> tuple[ItemCard, ...]:
    """All items of a card."""
    return tuple(item_of(bytes(each)) for each in msgspec.json.decode(raw, type=tuple[msgspec.Raw, ...]))


@lru_cache(16_384)
def item_of(raw: bytes) -> ItemCard:
    item: ItemCard = msgspec.json.decode(raw, type=ItemCard)
    return item
