"""What is wrong with a settings file, in words that lead to the line."""

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where something stands: keys and list indexes from the top of the file."""


def key_text(path: Path) -> str:
    """A path as people write it: ``items[3].names.zh``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong thing. ``expected``: what should stand there instead."""

    file: str
    line: int
    key: str
    problem: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return f"{where}{self.problem}; expected {self.expected}"


class SettingsError(Exception):
    """The settings cannot be used; ``mistakes`` holds every one that was found, in the order of the file."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.line)
        super().__init__("\n".join(map(str, self.mistakes)))
