"""``python -m hub.forecasting.worker``: reads scenes, one JSON line each, and answers each with one line of outlooks.

A process of its own: its arrays cost the hub no memory, its sums no press a millisecond. It ends with its input.
"""

import contextlib
import os
import sys

import msgspec

from hub.forecasting.montecarlo import outlooks
from hub.forecasting.scene import Scene

NICE = 5
"""A press goes before a forecast."""

_SCENE = msgspec.json.Decoder(Scene)
_ENCODER = msgspec.json.Encoder()


def answer(line: bytes) -> bytes:
    """The line of outlooks for the line of a scene. The seed is the scene's number: the same scene, the same answer."""
    scene = _SCENE.decode(line)
    return _ENCODER.encode(outlooks(scene, scene.seq)) + b"\n"


def main() -> None:
    """Until the hub closes the pipe."""
    with contextlib.suppress(OSError):
        os.nice(NICE)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(answer(line))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
