"""``python -m hub.forecasting.worker [FILE]``: reads scenes, one JSON line each, and answers each with one line of outlooks.

A process of its own: its arrays cost the hub no memory, its sums no press a millisecond. It ends with its input. From the
file of the lessons it fits the boosting again before its first answer, where the last night found it worth using.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hub.forecasting.boosting import Missing
from hub.forecasting.correction import Correction, corrected, fit_correction
from hub.forecasting.kept import Broken, read_kept
from hub.forecasting.lessons import Boost
from hub.forecasting.montecarlo import outlooks
from hub.forecasting.scene import Scene

NICE = 5
"""A press goes before a forecast."""

_SCENE = msgspec.json.Decoder(Scene)
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Worker:
    """Answers scenes. ``correction``: the boosting, where it is used."""

    correction: Correction | None = None
    boost: Boost = field(default_factory=Boost)

    def answer(self, line: bytes) -> bytes:
        """The line of outlooks for the line of a scene. The seed is the scene's number: the same scene, the same answer."""
        scene = _SCENE.decode(line)
        found = outlooks(scene, scene.seq)
        if self.correction is not None:
            found = corrected(scene, found, self.correction, self.boost)
        return _ENCODER.encode(found) + b"\n"


def worker_of(file: Path | None) -> Worker:
    """One that corrects as the lessons in the file say; without any where there is no file, or no scikit-learn any more."""
    if file is None:
        return Worker()
    with contextlib.suppress(Broken, Missing):  # The hub tells of both.
        kept = read_kept(file)
        if kept.lessons.boost.state == "on":
            return Worker(fit_correction(kept.days), kept.lessons.boost)
    return Worker()


def main(arguments: Sequence[str] = ()) -> None:
    """Until the hub closes the pipe."""
    with contextlib.suppress(OSError):
        os.nice(NICE)
    worker = worker_of(Path(arguments[0]) if arguments else None)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(worker.answer(line))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
