"""Frames out of a stream of bytes, and back. Pure.

Theory of operation. A frame begins with the head and holds the fields in the order of its profile. Whatever stands before a
head is garbage. A head whose frame turns out wrong (tail, check, length) was none: the search goes on at the very next byte,
so that a good frame that follows, or that begins inside what looked like a frame, is found. A frame that is not whole yet waits
for the rest; when the line has been quiet for longer than a gap between two bytes may last, the rest is not coming,
and ``idle`` gives up its head in the same way.
"""

from dataclasses import dataclass

from hub.devices.serial_keypads.checks import CHECKS, check_size

FIELDS = ADDRESS, FUNCTION, LENGTH, DATA, CHECK = ("address", "function", "length", "data", "check")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame says: who, what kind, with which data."""

    address: int
    function: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """How frames look. ``fields``: their order. ``check_from``: the first covered field, or "head"; covered up to the check.

    ``counted``: the fields that the length counts. ``data_size``: of the data where no field tells it.
    """

    head: bytes
    tail: bytes
    fields: tuple[str, ...]
    check: str
    check_from: str
    counted: tuple[str, ...]
    data_size: int
    data_max: int

    def size_of(self, field: str, data_size: int) -> int:
        """Bytes of a field."""
        return {DATA: data_size, CHECK: check_size(self.check)}.get(field, 1)

    def whole(self, data_size: int) -> int:
        """Bytes of a frame with so much data."""
        return len(self.head) + sum(self.size_of(field, data_size) for field in self.fields) + len(self.tail)

    def encode(self, frame: Frame) -> bytes:
        """The bytes of a frame; raises ``ValueError`` where its data do not fit."""
        size = len(frame.data)
        if size > self.data_max or (LENGTH not in self.fields and size != self.data_size):
            raise ValueError(f"{size} bytes of data do not fit into a frame")
        length = sum(self.size_of(field, size) for field in self.counted)
        values = {ADDRESS: bytes([frame.address]), FUNCTION: bytes([frame.function]), LENGTH: bytes([length])}
        values[DATA] = frame.data
        raw, start = bytearray(self.head), 0
        for field in self.fields:
            if field == self.check_from:
                start = len(raw)
            raw += CHECKS[self.check](bytes(raw[start:])) if field == CHECK else values[field]
        return bytes(raw + self.tail)


class FrameReader:
    """``garbage``: bytes outside frames. ``wrong``: heads whose frame was none. ``cut``: frames that ended too soon."""

    def __init__(self, layout: Layout) -> None:
        self.garbage = self.wrong = self.cut = 0
        self._layout = layout
        self._buffer = bytearray()

    @property
    def is_within(self) -> bool:
        """Whether something has begun that is not whole."""
        return bool(self._buffer)

    def feed(self, octets: bytes) -> list[Frame]:
        """Take what has come; the frames that are whole now."""
        self._buffer += octets
        return self._search(False)

    def idle(self) -> list[Frame]:
        """Nothing has come for a while: what is not whole will not be."""
        return self._search(True)

    def _search(self, is_over: bool) -> list[Frame]:
        frames: list[Frame] = []
        while self._at_head():
            size = self._size()
            if size is None or size > len(self._buffer):
                if not is_over:
                    return frames
                self.cut += 1
            elif frame := self._frame(bytes(self._buffer[:size])):
                frames.append(frame)
                del self._buffer[:size]
                continue
            else:
                self.wrong += 1
            del self._buffer[0]
        if is_over:
            self.garbage += len(self._buffer)
            self._buffer.clear()
        return frames

    def _at_head(self) -> bool:
        """Throw away what stands before the next head; whether there is one. Half a head at the end may become one."""
        head = self._layout.head
        place = self._buffer.find(head)
        if place < 0:
            kept = next((n for n in range(len(head) - 1, 0, -1) if self._buffer.endswith(head[:n])), 0)
            place = len(self._buffer) - kept
            self.garbage += place
            del self._buffer[:place]
            return False
        self.garbage += place
        del self._buffer[:place]
        return True

    def _size(self) -> int | None:
        """Bytes of the frame that begins here, 0 where there is no such frame; None: its length has not come yet."""
        layout = self._layout
        if LENGTH not in layout.fields:
            return layout.whole(layout.data_size)
        place = len(layout.head) + sum(layout.size_of(f, 0) for f in layout.fields[: layout.fields.index(LENGTH)])
        if place >= len(self._buffer):
            return None
        fixed = sum(layout.size_of(field, 0) for field in layout.counted)
        data_size = self._buffer[place] - fixed
        return layout.whole(data_size) if 0 <= data_size <= layout.data_max else 0

    def _frame(self, raw: bytes) -> Frame | None:
        """The frame in these bytes, or None: built again from what it says, it must be the same."""
        if not raw:
            return None
        layout, values, place = self._layout, dict.fromkeys(FIELDS, b""), len(self._layout.head)
        data_size = len(raw) - layout.whole(0)
        for field in layout.fields:
            size = layout.size_of(field, data_size)
            values[field] = raw[place : place + size]
            place += size
        frame = Frame(values[ADDRESS][0] if values[ADDRESS] else 0, values[FUNCTION][0], values[DATA])
        return frame if layout.encode(frame) == raw else None
