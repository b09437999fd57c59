"""What can go wrong at the cable. Each has an exit code of its own, for scripts that flash many boards."""


class FlashFailed(Exception):
    """The board is as it was before, or wholly new; the text says what to do. ``code``: exit code."""

    code = 1


class NoBoard(FlashFailed):
    """No port that could be a board, or nothing there that answers as MicroPython."""

    code = 3


class ManyBoards(FlashFailed):
    """Several ports: one has to be named."""

    code = 4


class WrongBoard(FlashFailed):
    """A board that this firmware has no pins for."""

    code = 5


class OldMicroPython(FlashFailed):
    """MicroPython is older than the firmware needs, or of another bytecode."""

    code = 6


class FlashFull(FlashFailed):
    """There is no room for a second firmware beside the running one."""

    code = 7


class CablePulled(FlashFailed):
    """The board fell silent in the middle."""

    code = 8


class BadWrite(FlashFailed):
    """What was read back is not what was written."""

    code = 9
