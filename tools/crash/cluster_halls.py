"""Halls that are only histories, and the audit of what a centre holds of them: every event once, with its hash, and right sums."""

import hashlib
import time
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Engine, func, select

from hub.centre import tables as t
from hub.core.dispatch import Dispatch, as_plain
from hub.core.standing import HEAD, Standing
from hub.uplink.shapes import Piece
from tools.crash.verdict import Verdict

DAY = "2026-01-05"


@dataclass(slots=True)
class SimulatedHall:
    """A source of an uplink: ``last`` events, each of them a ticket that was taken."""

    hall: str
    last: int = 0
    epoch: int = 1
    asked: list[int] = field(default_factory=list)

    def last_seq(self) -> int:
        return self.last

    def hash_of(self, seq: int) -> str:
        return hashlib.sha256(f"{self.hall}:{seq}".encode()).hexdigest() if 0 < seq <= self.last else ""

    async def hash_at(self, seq: int) -> str:
        return self.hash_of(seq)

    async def after(self, seq: int, limit: int) -> list[Piece]:
        numbers = range(seq + 1, min(seq + limit, self.last) + 1)
        return [Piece(each, msgspec.json.encode(as_plain(self._event(each)))) for each in numbers]

    async def standing(self) -> Standing | None:
        return Standing(self.hall, self.epoch, self.last, self.hash_of(self.last)[:HEAD], now_ms(), DAY)

    def _event(self, seq: int) -> Dispatch:
        return Dispatch(
            self.hall, seq, self.hash_of(seq), now_ms(), "ticket_taken", DAY, ticket=f"t{seq}", number=f"A{seq:03d}",
            leg=f"t{seq}.1", items=("card",), priority="walk_in",
        )  # fmt: skip


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def places(engine: Engine) -> dict[str, int]:
    """Hall -> the last number that the centre has."""
    with engine.connect() as connection:
        return {row.hall: row.stored_seq for row in connection.execute(select(t.hall.c.hall, t.hall.c.stored_seq))}


def audit(engine: Engine, halls: list[SimulatedHall], verdict: Verdict) -> None:
    """Compare what the centre holds with what the halls sent."""
    event, total = t.event.c, t.day_total.c
    with engine.connect() as connection:
        for hall in halls:
            asked = select(event.life, event.seq, event.hash).where(event.hall == hall.hall)
            rows = [(life, seq, known) for life, seq, known in connection.execute(asked)]
            numbers = [seq for _, seq, _ in rows]
            verdict.lost |= {f"{hall.hall}:{seq}" for seq in set(range(1, hall.last + 1)) - set(numbers)}
            verdict.duplicated |= {f"{hall.hall}:{seq}" for seq in numbers if seq > hall.last or numbers.count(seq) > 1}
            verdict.corrupt |= {
                f"{hall.hall}:{seq}: another hash, or another life" for life, seq, known in rows
                if life or known != hall.hash_of(seq)
            }  # fmt: skip
            visits = connection.execute(select(func.sum(total.visits)).where(total.hall == hall.hall)).scalar() or 0
            if visits != len(set(numbers)):
                verdict.corrupt.add(f"{hall.hall}: {visits} visits are counted, {len(set(numbers))} are there")
