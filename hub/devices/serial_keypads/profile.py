"""A make of keypad, described in a file: its line, its frames, what its keys mean, what it can show."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from hub.devices.serial_keypads.checks import CHECKS
from hub.devices.serial_keypads.frames import ADDRESS, CHECK, DATA, FIELDS, FUNCTION, LENGTH, Layout

PROFILES = Path(__file__).parent / "profiles"
Byte = Annotated[int, Meta(ge=0, le=255)]

ACTIONS = (
    "next", "recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause", "pause_resume", "open", "close",
    "undo", "help", "clear",
)  # fmt: skip
"""What a key may mean beside a digit. ``pause_resume``: one key for both. ``clear``: forgets the digits."""
SHOWN = ("number", "waiting")


class BadProfile(ValueError):
    """A profile that cannot be used: which file, where in it, what was expected."""


def _require(right: bool, expected: str) -> None:
    if not right:
        raise ValueError(f"expected {expected}")


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """The serial line. ``gap_ms``: a longer silence inside a frame means that the rest is not coming."""

    baud: Annotated[int, Meta(ge=300, le=921_600)] = 9600
    parity: str = "none"
    stop_bits: Annotated[int, Meta(ge=1, le=2)] = 1
    gap_ms: Annotated[int, Meta(ge=1, le=1000)] = 50

    def __post_init__(self) -> None:
        _require(self.parity in ("none", "even", "odd"), "parity to be none, even or odd")


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """A frame: head and tail in hex, its fields in order."""

    head: str
    fields: tuple[str, ...]
    tail: str = ""
    check: str = "none"
    check_from: str = "head"
    length_counts: tuple[str, ...] = ("data",)
    data_size: Byte = 0
    data_max: Byte = 32

    def __post_init__(self) -> None:
        _require(bool(hex_bytes(self.head)), "head to be one byte or more in hex")
        hex_bytes(self.tail)
        _require(len(set(self.fields)) == len(self.fields) and set(self.fields) <= set(FIELDS), f"fields of {FIELDS}")
        _require({FUNCTION, DATA} <= set(self.fields), "fields to hold function and data")
        _require(self.check in CHECKS, f"check to be one of {', '.join(CHECKS)}")
        _require((CHECK in self.fields) == (self.check != "none"), "a field check where there is a check, else none")
        _require(self.check_from in ("head", *self.fields), "check_from to be head or one of the fields")
        _require(set(self.length_counts) <= set(self.fields), "length_counts to name fields of the frame")
        _require(LENGTH not in self.fields or DATA in self.length_counts, "length_counts to hold data")

    def layout(self) -> Layout:
        """As the reader takes it."""
        return Layout(
            hex_bytes(self.head), hex_bytes(self.tail), self.fields, self.check, self.check_from, self.length_counts,
            self.data_size, self.data_max,
        )  # fmt: skip


class Keys(Struct, frozen=True, forbid_unknown_fields=True):
    """Frames with this function hold keys, one byte each. ``digits``: key byte in hex -> digit; ``actions``: -> what.

    The same frame again within ``repeat_ms`` of the last one is the same press, sent again.
    """

    function: Byte
    actions: dict[str, str]
    digits: dict[str, str] = {}
    repeat_ms: Annotated[int, Meta(ge=0, le=10_000)] = 800

    def __post_init__(self) -> None:
        for code, action in self.actions.items():
            _byte(code)
            _require(action in ACTIONS, f"actions.{code} to be one of {', '.join(ACTIONS)}")
        for code, digit in self.digits.items():
            _byte(code)
            _require(len(digit) == 1 and digit in "0123456789", f"digits.{code} to be one digit")
            _require(code not in self.actions, f"{code} to be a digit or an action, not both")


class Ratings(Struct, frozen=True, forbid_unknown_fields=True):
    """Frames with this function hold one rating. ``scores``: byte in hex -> 1 (very dissatisfied) to 5."""

    function: Byte
    scores: dict[str, Annotated[int, Meta(ge=1, le=5)]]

    def __post_init__(self) -> None:
        for code in self.scores:
            _byte(code)


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """The frame that ends a keypad's repeating, sent after the hall has decided; data in hex."""

    function: Byte
    done: str = ""
    refused: str = ""

    def __post_init__(self) -> None:
        hex_bytes(self.done)
        hex_bytes(self.refused)


class Shows(Struct, frozen=True, forbid_unknown_fields=True):
    """What a keypad shows, in ASCII: ``["number 5", "waiting 3"]`` is five characters and three digits."""

    function: Byte
    data: tuple[str, ...]

    def __post_init__(self) -> None:
        for part in self.data:
            name, _, width = part.partition(" ")
            fits = name in SHOWN and width.isdigit() and 1 <= int(width) <= 16
            _require(fits, f"data: a part such as {SHOWN[0]} 5 or {SHOWN[1]} 3, 1 to 16 characters")


class Polls(Struct, frozen=True, forbid_unknown_fields=True):
    """The bus is silent until asked: each address in turn by a frame without data, and so long for its answer."""

    function: Byte
    answer_ms: Annotated[int, Meta(ge=5, le=2000)] = 50
    pause_ms: Annotated[int, Meta(ge=0, le=2000)] = 10


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """All of it."""

    about: str
    frame: Form
    keys: Keys
    line: Line = Line()
    ratings: Ratings | None = None
    answers: Answers | None = None
    shows: Shows | None = None
    polls: Polls | None = None

    def __post_init__(self) -> None:
        sizes: list[tuple[str, int]] = [("polls", 0)] if self.polls else []
        sizes += [("shows", self.shown_size)] if self.shows else []
        sizes += [("answers", len(hex_bytes(data))) for data in self._answer_data]
        for name, size in sizes:
            fits = size <= self.frame.data_max if self._tells_length else size == self.frame.data_size
            _require(fits, f"the data of [{name}] to fit into a frame")

    @property
    def _answer_data(self) -> tuple[str, ...]:
        return (self.answers.done, self.answers.refused) if self.answers else ()

    @property
    def shown_size(self) -> int:
        """Bytes of what it shows."""
        return sum(int(part.partition(" ")[2]) for part in self.shows.data) if self.shows else 0

    @property
    def _tells_length(self) -> bool:
        return LENGTH in self.frame.fields

    @property
    def has_addresses(self) -> bool:
        """False: one keypad on its own line, as address 0."""
        return ADDRESS in self.frame.fields


def load_profile(name: str) -> Profile:
    """A shipped profile by its name, or one of the hall's own by its path; raises ``BadProfile``."""
    is_path = "/" in name or name.endswith(".toml")
    path = Path(name) if is_path else PROFILES / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        shipped = ", ".join(sorted(each.stem for each in PROFILES.glob("*.toml")))
        raise BadProfile(f"{name}: cannot be read; expected {shipped}, or the path of a profile") from error
    return read_profile(text, str(path) if is_path else name)


def read_profile(text: str, file: str) -> Profile:
    """The profile in a text; ``file`` is its name in mistakes."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        return msgspec.convert(raw, Profile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadProfile(f"{file}: {error}") from error


def hex_bytes(text: str) -> bytes:
    """Bytes as ``FF 68``; raises ``ValueError``."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ValueError(f'expected bytes in hex such as "FF 68", not "{text}"') from None


def _byte(text: str) -> int:
    """One byte in hex."""
    octets = hex_bytes(text)
    _require(len(octets) == 1, f'one byte in hex such as "0C", not "{text}"')
    return octets[0]
