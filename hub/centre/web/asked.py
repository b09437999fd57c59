"""Which halls a question for the open feed asks for, and how the answer goes out."""

import math
from collections.abc import Sequence
from email.utils import formatdate

from hub.centre.around import nearest_of
from hub.centre.halls import HallNow
from hub.centre.nearby import Point
from hub.centre.tree import TOP
from hub.centre.web.branch import Part
from hub.centre.web.call import CentreCall
from hub.centre.web.open_feed import Body
from hub.web.call import Reply
from hub.web.problems import Fault, Problem

FILTERS = frozenset({"node", "search", "near", "most"})

MOST = 200
"""Halls of an answer where nobody says how many."""

MOST_OF_ALL = 100_000
SEARCH_LETTERS = 60

REVALIDATE = "no-cache"


def asked_halls(call: CentreCall) -> tuple[Sequence[HallNow], int]:
    """The halls that the query names, and how many fit it. By id, or the nearest first; those of no map are near nothing."""
    pictures, query = call.parts.pictures, call.http.query
    node, search = query.get("node", TOP), query.get("search", "")
    if node != TOP and node not in pictures.tree.nodes:
        raise Problem(404, "node_unknown")
    if len(search) > SEARCH_LETTERS:
        raise Problem(422, "bad_query", Fault("query:search", "length", {"rule": f"<= {SEARCH_LETTERS}"}))
    bounded = {"search", "near"} & query.keys()
    most = number(call, "most", MOST if bounded else MOST_OF_ALL, MOST_OF_ALL)
    place = near(call) if "near" in query else None
    if place is not None and node == TOP and not search:
        return pictures.figures.around.nearest(place, most), pictures.halls.count()
    pictures.kept.refresh()
    found = pictures.kept.parts(node, search, pictures.open_feed.catalogue.named)
    return chosen(found, place, most), len(found)


def chosen(found: Sequence[Part], place: Point | None, most: int) -> list[HallNow]:
    """At most so many of them."""
    halls = [each.now for each in found]
    return halls[:most] if place is None else nearest_of(halls, place, most)


def number(call: CentreCall, name: str, usual: int, most: int) -> int:
    """A whole number of the query, from 0 on."""
    text = call.http.query.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise Problem(422, "bad_query", Fault(f"query:{name}", "number", {"least": "0", "most": str(most)}))
    return int(text)


def near(call: CentreCall) -> Point:
    """The place of the query: ``near=LATITUDE,LONGITUDE``."""
    latitude, _, longitude = call.http.query["near"].partition(",")
    place = Point(as_degrees(latitude), as_degrees(longitude))
    if not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
        raise Problem(422, "bad_query", Fault("query:near", "place"))
    return place


def as_degrees(text: str) -> float:
    """NaN, which is within no bounds, where it is no number."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def degrees(text: str, name: str, most: int) -> float:
    """A coordinate of the query."""
    value = as_degrees(text)
    if not abs(value) <= most:
        raise Problem(422, "bad_query", Fault(f"query:{name}", "decimal", {"least": str(-most), "most": str(most)}))
    return value


def fed(call: CentreCall, body: Body) -> Reply:
    """The answer: packed where the asker takes that, and nothing where they have it."""
    packed = bool(body.packed) and takes_gzip(call.http.headers.get("Accept-Encoding", ""))
    tag = body.packed_tag if packed else body.tag
    headers = {"ETag": f"W/{tag}", "Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
    if body.heard_ms:
        headers["Last-Modified"] = formatdate(body.heard_ms / 1000, usegmt=True)
    known = {each.strip().removeprefix("W/") for each in call.http.headers.get("If-None-Match", "").split(",")}
    if known & {tag, "*"}:
        return Reply(b"", 304, headers=headers)
    if packed:
        return Reply(body.packed, headers={**headers, "Content-Encoding": "gzip"})
    return Reply(body.plain, headers=headers)


def takes_gzip(accepted: str) -> bool:
    """Does an ``Accept-Encoding`` take gzip (RFC 9110, 12.5.3)?"""
    for each in accepted.lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
