"""What a clerk does at a counter: one row for each press, from its body to its command."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from hub.core import commands as c
from hub.core.commands import Command
from hub.core.counter import CounterState
from hub.core.views import clerk_day
from hub.web.acting import act, done
from hub.web.bodies import (
    Body,
    ChosenPress,
    FinishPress,
    HoldPress,
    NotePress,
    PausePress,
    Press,
    ResumePress,
    TransferPress,
)
from hub.web.call import Call, Reply, json_reply
from hub.web.matters import receipts_for
from hub.web.pictures import counter_shown
from hub.web.problems import Problem
from hub.web.shapes import ClerkDay

CLERKS = frozenset({"clerk", "supervisor"})
SUPERVISORS = frozenset({"supervisor"})


@dataclass(frozen=True, slots=True)
class Action:
    """One press. ``command``: made from the call, its counter and its body."""

    name: str
    body: type[Body]
    command: Callable[[Call, int, Any], Command]
    about: str
    roles: frozenset[str] = CLERKS


async def show_counter(call: Call) -> Reply:
    """The counter as its clerk sees it; a pad sees only what may be rated."""
    check_counter(call)
    pad = call.user is not None and call.user.role == "pad"
    return json_reply(counter_shown(call.hall, call.counter, call.parts.service.now_ms(), pad=pad))


async def show_clerk_day(call: Call) -> Reply:
    """What the signed-in clerk has done today."""
    return json_reply(cast(ClerkDay, clerk_day(call.hall, call.actor, call.parts.service.now_ms())))


def check_counter(call: Call) -> None:
    if call.counter not in call.hall.counters:
        problem = Problem(404, "counter_unknown", counter=call.counter)
        problem.family = "refused"
        raise problem


def press_of(action: Action) -> Callable[[Call], Any]:
    """The handler of one press."""

    async def press(call: Call) -> Reply:
        check_own_counter(call)
        body: Press = call.body
        command = action.command(call, call.counter, body)
        return json_reply(done(call, await act(call, command, body.seen, body.age_ms)))

    press.__doc__ = action.about
    return press


def check_own_counter(call: Call) -> None:
    """A clerk presses for nobody else; counters opened at a keypad are everybody's."""
    counter = call.hall.counters.get(call.counter)
    if counter is None or call.user is None or call.user.role == "supervisor":
        return
    if counter.clerk and counter.clerk != call.user.name and call.parts.users.get(counter.clerk):
        raise Problem(403, "counter_of_other", counter=call.counter)


def outcomes_of(body: FinishPress) -> tuple[c.Outcome, ...]:
    return tuple(
        c.Outcome(each.item, each.result, each.reason, each.owed, each.owed_by.isoformat() if each.owed_by else "")
        for each in body.outcomes
    )


def resume(call: Call, number: int, body: ResumePress) -> Command:
    """Back to work where the counter is paused or about to be; else the citizen who was held comes back."""
    counter = call.hall.counters.get(number)
    paused = counter is not None and (counter.state == CounterState.PAUSED or counter.pause_after)
    if body.ticket is None and paused:
        return c.ResumeCounter(number)
    return c.ResumeTicket(number, body.ticket or "")


def transfer(call: Call, number: int, body: TransferPress) -> Command:
    return c.TransferTicket(number, tuple(body.items), body.counter, body.clerk, body.front)


ACTIONS = (
    Action("open", Press, lambda call, n, body: c.OpenCounter(n, call.actor), "Open the counter and sit down at it."),
    Action("close", Press, lambda call, n, body: c.CloseCounter(n), "Close the counter."),
    Action("pause", PausePress, lambda call, n, body: c.PauseCounter(n, body.reason or "break"),
           "Pause, now or once the citizen at the counter is finished."),
    Action("resume", ResumePress, resume, "Go on after a pause, or call a held ticket back."),
    Action("next", FinishPress, lambda call, n, body: c.CallNext(n, outcomes_of(body), receipts_for(body.outcomes)),
           "Finish what runs, then call whom the hall's policy chooses."),
    Action("recall", Press, lambda call, n, body: c.Recall(n), "Call the same number again."),
    Action("start", Press, lambda call, n, body: c.StartService(n), "The citizen has come."),
    Action("finish", FinishPress, lambda call, n, body: c.FinishService(n, outcomes_of(body), receipts_for(body.outcomes)),
           "Finish, with what was done for each item."),
    Action("miss", Press, lambda call, n, body: c.MissTicket(n), "Nobody came."),
    Action("hold", HoldPress, lambda call, n, body: c.HoldTicket(n, body.reason),
           "The citizen fetches something and comes back."),
    Action("transfer", TransferPress, transfer, "Send the citizen on to items, a counter or a clerk."),
    Action("note", NotePress, lambda call, n, body: c.WriteNote(n, body.words), "Write a line about the ticket."),
    Action("undo", Press, lambda call, n, body: c.Undo(n), "Take back the last slip, within seconds."),
    Action("help", Press, lambda call, n, body: c.AskForHelp(n), "Call the supervisor."),
    Action("call", ChosenPress, lambda call, n, body: c.CallChosen(n, body.ticket, body.reason),
           "Call a chosen ticket, with a reason that is kept.", SUPERVISORS),
    Action("answer-help", Press, lambda call, n, body: c.AnswerHelp(n), "The supervisor has come.", SUPERVISORS),
)  # fmt: skip
