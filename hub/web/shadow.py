"""The second policy beside the first, on the live hall and on any day of the past."""

from hub.core.events import CommandRefused
from hub.core.refused import Refused
from hub.web.call import Call, Reply, json_reply
from hub.web.problems import Problem, refused
from hub.web.reports import date_of


async def show_shadow(call: Call) -> Reply:
    """Whom the second policy would have called on a business day, and the day as a whole; without a day, the newest one."""
    hall = call.hall
    day = date_of(call, "day", hall.day)
    if day and day not in await call.parts.archive.days():
        raise Problem(404, "day_unknown")
    growing = day == hall.day
    try:
        found = await call.parts.shadow.look(hall.setup, day, hall.seq if growing else 0)
    except Refused as no:
        raise refused(CommandRefused("shadow", no.reason, no.detail)) from None
    return json_reply({"day": day, "over": not (growing and hall.day_open), **found})
