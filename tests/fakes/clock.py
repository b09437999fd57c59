"""A clock that stands still until a test moves it."""


class FakeClock:
    """Hall time, monotonic time and wall time, all moved together by ``forward_s``."""

    def __init__(self, start_ms: int) -> None:
        self.now_ms = start_ms
        self.right = True

    def hall_ms(self) -> int:
        return self.now_ms

    def mono_ms(self) -> int:
        return self.now_ms

    def ok(self) -> bool:
        return self.right

    def real_s(self, hall_ms: int) -> float:
        return hall_ms / 1000

    def seconds(self) -> float:
        """The same time as seconds, for limits and sessions."""
        return self.now_ms / 1000

    def forward_s(self, seconds: float) -> None:
        self.now_ms += round(seconds * 1000)


class JumpingClock(FakeClock):
    """Whoever sleeps until a time finds it come at once. ``slept_ms``: the sleeps that were asked for."""

    def __init__(self, start_ms: int) -> None:
        super().__init__(start_ms)
        self.slept_ms: list[int] = []

    def real_s(self, hall_ms: int) -> float:
        self.slept_ms.append(hall_ms)
        self.now_ms += hall_ms
        return 0.0
