"""A serial port that records: a peer of the real one, for tests and for a hall without panels."""


class RecordingPort:
    """Keeps every frame; ``gone``: the cable is out, and writing raises."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.gone = False
        self.closed = False

    def write(self, frame: bytes, /) -> int | None:
        if self.gone:
            raise OSError("the cable is out")
        self.frames.append(frame)
        return len(frame)

    def close(self) -> None:
        self.closed = True
