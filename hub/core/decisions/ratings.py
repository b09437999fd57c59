"""The citizen's rating of one leg: once, in time, never by default."""

from collections.abc import Sequence

from hub.core.commands import Rate, Request
from hub.core.decisions.moment import Moment
from hub.core.events import Event, Rated
from hub.core.hall import Hall
from hub.core.refused import Refused
from hub.core.ticket import LegState

REASONED = (1, 2)
"""Scores that ask for a reason (不满意, 非常不满意)."""


def rate(hall: Hall, request: Request, command: Rate, moment: Moment) -> Sequence[Event]:
    leg = hall.legs.get(command.leg)
    if leg is None:
        raise Refused("leg_unknown", leg=command.leg)
    if not 1 <= command.score <= 5:
        raise Refused("score_out_of_range", score=command.score)
    if command.reasons and command.score not in REASONED:
        raise Refused("reasons_not_asked", score=command.score)
    if leg.score is not None:
        raise Refused("already_rated")
    if leg.state != LegState.SERVED:
        raise Refused("not_rateable")
    if moment.at_ms - request.age_ms - leg.ended_ms > hall.setup.rules.rating_window_s * 1000:
        raise Refused("rating_late")
    return [Rated(leg.id, command.score, command.reasons)]
