"""Audit of a whole hall after crashes: its journal beside everything that citizens and clerks were told."""

from collections import Counter
from pathlib import Path
from typing import Any

from hub.core.audit import Evidence, audit
from hub.core.events import Recorded, TicketTaken
from hub.core.hall import Hall
from hub.journal.chain import Head
from hub.journal.opening import open_journal
from hub.service import replay
from tools.crash.crowd import Crowd
from tools.crash.sabotage import FORGOTTEN
from tools.crash.verdict import Verdict, read_beside, twice


def told(crowd: Crowd, day: str) -> Evidence:
    """What the world holds: tickets, answers to presses, numbers on keypads."""
    papers = [(day, str(paper["number"])) for paper in crowd.papers.values() if paper]
    shown = [(day, number, counter) for keypad in crowd.keypads for number, counter in keypad.shown]
    acknowledged = [f"{pad.credential.device}:{each.origin}" for pad in crowd.keypads for each in pad.heard]
    return Evidence(papers=papers, shown=shown, acknowledged=acknowledged)


def judge_hall(events: list[Recorded], crowd: Crowd, day: str, verdict: Verdict) -> None:
    """Compare the journal with the world. ``events``: whole, in order."""
    known = [forgiven(each) for each in events]
    inner = audit(known)
    verdict.corrupt |= set(inner)
    verdict.lost |= set(audit(known, told(crowd, day))) - set(inner)
    verdict.lost |= {f"ticket {paper['number']} of {key}" for key, paper in missing(events, crowd)}
    verdict.duplicated |= crowd.changed | twice(events) | held_twice(crowd) | done_again(events) | answered_twice(crowd)
    surplus = sum(isinstance(each.event, TicketTaken) for each in events) - len(crowd.papers)
    if surplus > 0:
        verdict.duplicated.add(f"{surplus} tickets that nobody asked for")


def missing(events: list[Recorded], crowd: Crowd) -> list[tuple[str, dict[str, Any]]]:
    """Tickets in citizens' hands whose very link is in no event: another citizen may have their number by now."""
    links = {each.event.link for each in events if isinstance(each.event, TicketTaken)}
    return [(key, paper) for key, paper in crowd.papers.items() if paper and paper["link"] not in links]


def held_twice(crowd: Crowd) -> set[str]:
    """Numbers that two citizens hold."""
    numbers = Counter(paper["number"] for paper in crowd.papers.values() if paper)
    return {f"number {number} is in {count} hands" for number, count in numbers.items() if count > 1}


def forgiven(recorded: Recorded) -> Recorded:
    """The event under the name that the world knows, whatever a sabotage made of it."""
    origin = recorded.origin.partition(FORGOTTEN)[0]
    return Recorded(
        recorded.seq, recorded.at_ms, recorded.mono_ms, recorded.clock_ok, recorded.day, origin, recorded.actor,
        recorded.device, recorded.event,
    )  # fmt: skip


def done_again(events: list[Recorded]) -> set[str]:
    """Actions of people that were carried out more than once."""
    stored = {each.origin for each in events if not each.origin.startswith("hub:")}
    times = Counter(origin.partition(FORGOTTEN)[0] for origin in stored)
    return {origin for origin, count in times.items() if count > 1}


def answered_twice(crowd: Crowd) -> set[str]:
    """Presses whose repeated answer is not the first one."""
    differ = set[str]()
    for keypad in crowd.keypads:
        first: dict[str, tuple[bool, str]] = {}
        for each in keypad.heard:
            meaning = (each.body["ok"], each.body["reason"])
            if first.setdefault(each.origin, meaning) != meaning:
                differ.add(f"{keypad.credential.device}:{each.origin}")
    return differ


def examine_hall(path: Path, crowd: Crowd, day: str, verdict: Verdict, known: Head) -> Head:
    """Audit the journal beside its running hub, as ``verdict.examine`` does for the journal alone."""
    head, events = read_beside(path, verdict, known)
    if events is not None:
        judge_hall(events, crowd, day, verdict)
    return head


def examine_stopped(path: Path, verdict: Verdict) -> None:
    """Open the stopped hall's journal: what was kept of its states must be what its events lead to."""
    opened = open_journal(path, path.parent / "backups")
    try:
        if opened.restored:
            verdict.corrupt.add("a kill made the journal look damaged")
        kept = opened.journal.load()
        if kept and replay(opened.journal, kept) != replay(opened.journal, Hall(kept.setup)):
            verdict.corrupt.add("the journal does not replay to the state that was kept")
    finally:
        opened.journal.close()
