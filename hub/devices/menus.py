"""The catalogue as a dispenser's menu: in pages for the wire, and in smaller ones for its flash. Pure."""

import json
import zlib
from collections.abc import Iterator

from hub.core.catalogue import HallSetup
from hub.core.hall import Hall
from hub.core.kinds import alike
from hub.devices.envelopes import Body
from hub.devices.pictures import POOLS, Menu, dispenser_body, texts
from hub.devices.setup import DevicesSetup
from wire.fields import ID_MAX
from wire.menu import pages

LONGEST_DEVICE = "x" * ID_MAX
"""Pages that fit with this name fit with any: all dispensers of a hall get the same ones."""


FLASH_ITEMS = 6
"""Items in one record of the pack: 2 kB at most."""


def menu_records(setup: HallSetup, place: DevicesSetup) -> Iterator[tuple[str, bytes]]:
    """The menu for a dispenser that starts while the hub is away: ``m`` is its wanted state, ``m/0`` ... its items."""
    hall = Hall(setup)
    menu = make_menu(hall)
    items = [item for page in menu.pages for item in page["items"]]
    parts = [items[start : start + FLASH_ITEMS] for start in range(0, len(items), FLASH_ITEMS)]
    desired = {**dispenser_body(hall, menu, place), "open": True, "waits": [], "pages": len(parts)}
    yield "m", compact(desired)
    for number, part in enumerate(parts):
        yield f"m/{number}", compact({"menu": menu.revision, "page": number, "items": part})


def compact(body: Body) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def make_menu(hall: Hall) -> Menu:
    """Items in the catalogue's order. The revision follows from the content: a hub that starts anew gives the same."""
    pools = make_pools(hall)
    rows: list[Body] = [
        {
            "code": item.code, "names": texts(item.names, 40), "line": item.line,
            "documents": min(len(item.documents), 99), "pool": number,
        }
        for item, number in zip(hall.setup.items, pools, strict=True)
    ]  # fmt: skip
    revision = zlib.crc32(json.dumps(rows, sort_keys=True).encode()) & 0x7FFFFFFF
    firsts = tuple((hall.setup.items[pools.index(number)].code,) for number in sorted(set(pools)) if number < POOLS)
    return Menu(revision, tuple(pages(rows, revision, hall.setup.hall, LONGEST_DEVICE)), firsts)


def make_pools(hall: Hall) -> list[int]:
    """The pool of each item of the catalogue, 0..30; POOLS: it has none, and no wait is told.

    Items wait alike that the same counters serve and that take as long, since short business goes before long. Where that
    makes too many pools, counters alone count.
    """
    return [min(number, POOLS) for number in alike(hall.setup, [item.mean_s for item in hall.setup.items], POOLS)]
