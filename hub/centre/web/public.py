"""What everybody may ask a centre: all halls or some, one hall, the soonest one; setup, words, health, figures."""

import msgspec

from hub.centre.nearby import Point
from hub.centre.web.asked import FILTERS, MOST, MOST_OF_ALL, REVALIDATE, asked_halls, degrees, fed, number
from hub.centre.web.call import CentreCall
from hub.web.call import Reply, json_reply
from hub.web.metrics import CONTENT_TYPE
from hub.web.problems import Problem, too_fast


def check_open_rate(call: CentreCall) -> None:
    """Refuse an address that asks faster than people and sparing programs do."""
    wait_s = call.parts.open_rate.take(call.address)
    if wait_s:
        raise too_fast(wait_s)


async def show_halls(call: CentreCall) -> Reply:
    """All halls: where they are, what they accept, how long one waits; ETag and If-None-Match spare the bytes. Some of them: `node`
    (below it), `search` (in id, name, address or items, by pinyin or everyday word too), `near=LATITUDE,LONGITUDE` (nearest first),
    `most` of them (200 by default where it is searched or near); `count` tells how many fit."""
    check_open_rate(call)
    feed, query = call.parts.pictures.open_feed, call.http.query
    if not FILTERS & query.keys():
        return fed(call, await feed.whole())
    halls, count = asked_halls(call)
    return fed(call, await feed.some(halls, count))


async def show_hall(call: CentreCall) -> Reply:
    """One hall with all its items, their documents counted."""
    check_open_rate(call)
    hall = call.parts.pictures.halls.get(call.http.match_info["id"])
    if hall is None:
        raise Problem(404, "hall_unknown")
    return json_reply(call.parts.pictures.open_hall(hall))


async def show_soonest(call: CentreCall) -> Reply:
    """Halls by the minutes until somebody who starts now, from a place or from a hall, is called there: the `most` soonest (200 by
    default) within two hours, or farther where they are fewer."""
    check_open_rate(call)
    pictures = call.parts.pictures
    halls, query = pictures.halls, call.http.query
    here = halls.get(query["from"]) if "from" in query else None
    if "from" in query and here is None:
        raise Problem(404, "hall_unknown")
    point = (
        None
        if here
        else Point(
            degrees(query.get("latitude", ""), "latitude", 90), degrees(query.get("longitude", ""), "longitude", 180)
        )
    )
    around, item = pictures.figures.around, query.get("item", "")
    found = around.soonest(here or point, halls.wall_ms(), item, number(call, "most", MOST, MOST_OF_ALL))
    return json_reply(pictures.reached(found))


async def show_setup(call: CentreCall) -> Reply:
    """What the pages need to begin: the centre's names and languages, the tree of its nodes, how many halls it has."""
    pictures, parts = call.parts.pictures, call.parts
    nodes = [
        {"id": each.id, "names": each.names, "level": str(each.level), "parent": each.parent}
        for each in pictures.tree.nodes.values()
    ]
    return json_reply({
        "centre": True, "names": pictures.names, "level": pictures.level, "nodes": nodes,
        "languages": parts.texts.languages(parts.own_languages), "timezone": "Asia/Shanghai", "halls": pictures.halls.count(),
    })  # fmt: skip


async def show_texts(call: CentreCall) -> Reply:
    """All words of one language."""
    words = call.parts.texts.words.get(call.http.match_info["language"])
    if words is None:
        raise Problem(404, "language_unknown")
    return Reply(msgspec.json.encode(words), headers={"Cache-Control": REVALIDATE})


async def show_health(call: CentreCall) -> Reply:
    """Is the centre there, and how many halls does it hear?"""
    halls, now_ms = call.parts.pictures.halls, call.parts.pictures.halls.wall_ms()
    known = halls.all()
    return json_reply({"status": "ok", "halls": len(known), "heard": sum(not each.stale(now_ms) for each in known)})


async def show_metrics(call: CentreCall) -> Reply:
    """Figures for Prometheus."""
    return Reply(call.parts.metrics.text(), content_type=CONTENT_TYPE)
