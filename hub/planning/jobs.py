"""What the planner's process is asked for, as it travels: JSON of these very types."""

from typing import Any

from msgspec import Struct

from hub.core.catalogue import HallSetup
from hub.core.hall import Hall
from hub.planning.arrivals import Demand
from hub.planning.questions import Question


class QuestionJob(Struct, tag="question"):
    """A question to simulated days. ``besides``: the fields of ``Question`` that are neither hall nor demand."""

    what: str
    setup: HallSetup
    demand: Demand
    counters: int
    besides: dict[str, Any] = {}

    def question(self) -> Question:
        return Question(self.what, self.setup, self.demand, self.counters, **self.besides)


class AdviceJob(Struct, tag="advice"):
    """The hall at this moment, and who comes on a day like this. ``midnight_ms``: hall time of the day's start."""

    hall: Hall
    demand: Demand
    midnight_ms: int


Job = QuestionJob | AdviceJob
