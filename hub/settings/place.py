"""On which line of a TOML file does a key stand? ``tomllib`` tells values only.

Theory of operation. The text has been read by ``tomllib`` before, so it is correct and this reader may be simple: it
walks over keys, strings, arrays and inline tables just closely enough to know where each begins. Headers
``[a.b]`` and ``[[a]]`` set the path that the following keys hang from; a step through an array of tables means its
last element, as in TOML itself.
"""

import re
import tomllib

from hub.settings.mistakes import Path

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[^,\]}#\n]+")
STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


class Places:
    """The lines of all keys, tables and array elements of one correct TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self.last: dict[Path, int] = {}
        self._document()

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that exists."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _document(self) -> None:
        table: Path = ()
        self._blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._blank()

    def _header(self) -> Path:
        """``[a.b]`` or ``[[a.b]]``: the path of the table that begins here."""
        line, many = self._line(), self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path = self._through_arrays(self._key())
        self.at += 2 if many else 1
        if many:
            self.lines.setdefault(path, line)
            self.last[path] = self.last.get(path, -1) + 1
            path = (*path, self.last[path])
        self.lines[path] = line
        return path

    def _through_arrays(self, keys: Path) -> Path:
        """Put the index of the last element after each step that is an array of tables, except at the end."""
        path: Path = ()
        for step in keys[:-1]:
            path = (*path, step)
            path = (*path, self.last[path]) if path in self.last else path
        return (*path, keys[-1])

    def _pair(self, table: Path) -> None:
        """``a.b = value`` below a table."""
        line, path = self._line(), (*table, *self._key())
        for end in range(len(table) + 1, len(path) + 1):
            self.lines.setdefault(path[:end], line)
        self._blank()
        self.at += 1
        self._blank()
        self._value(path)

    def _key(self) -> Path:
        """A key, dotted or not, bare or quoted, with the blanks around it."""
        steps: list[str] = []
        while True:
            self._blank()
            bare = BARE_KEY.match(self.text, self.at)
            steps.append(bare.group() if bare else tomllib.loads(f"key={self._string()}")["key"])
            self.at = bare.end() if bare else self.at
            self._blank()
            if not self.text.startswith(".", self.at):
                return tuple(steps)
            self.at += 1

    def _value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        elif opening in "\"'":
            self._string()
        else:
            self.at = self._end(SCALAR.match(self.text, self.at))

    def _array(self, path: Path) -> None:
        index = 0
        while self._next_in("]"):
            self.lines[(*path, index)] = self._line()
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> None:
        while self._next_in("}"):
            self._pair(path)

    def _next_in(self, closing: str) -> bool:
        """Step over the opening bracket or a comma to the next element; False, past it, at the closing bracket."""
        self._blank()
        if self.text[self.at] in "[{," and self.text[self.at] != closing:
            self.at += 1
            self._blank()
        if self.text[self.at] != closing:
            return True
        self.at += 1
        return False

    def _string(self) -> str:
        found = next(match for kind in STRINGS if (match := kind.match(self.text, self.at)))
        self.at = found.end()
        return found.group()

    def _blank(self) -> None:
        self.at = self._end(BLANK.match(self.text, self.at))

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    @staticmethod
    def _end(found: re.Match[str] | None) -> int:
        if found is None:
            raise ValueError("no correct TOML")
        return found.end()
