"""The catalogue as a dispenser's menu. Pure."""

import json
import zlib

from hub.core import policy
from hub.core.hall import Hall
from hub.devices.envelopes import Body
from hub.devices.pictures import POOLS, Menu, texts
from wire.fields import ID_MAX
from wire.menu import pages

LONGEST_DEVICE = "x" * ID_MAX
"""Pages that fit with this name fit with any: all dispensers of a hall get the same ones."""


def make_menu(hall: Hall) -> Menu:
    """Items in the catalogue's order. The revision follows from the content: a hub that starts anew gives the same."""
    pools: dict[frozenset[int], int] = {}
    firsts: list[tuple[str, ...]] = []
    rows: list[Body] = []
    for item in hall.setup.items:
        able = frozenset(c.number for c in hall.setup.counters if policy.can_serve(hall, c.number, (item.code,)))
        if able not in pools and len(pools) < POOLS:
            pools[able] = len(pools)
            firsts.append((item.code,))
        rows.append({
            "code": item.code, "names": texts(item.names, 40), "line": item.line,
            "documents": min(len(item.documents), 99), "pool": pools.get(able, POOLS),
        })  # fmt: skip
    revision = zlib.crc32(json.dumps(rows, sort_keys=True).encode()) & 0x7FFFFFFF
    return Menu(revision, tuple(pages(rows, revision, hall.setup.hall, LONGEST_DEVICE)), tuple(firsts))
