"""Lines of text made to fit a small screen: broken into rows, and turned over where they are too many."""

from screens.canvas import cells, codes_of

TURN_MS = 3_000
CURSOR = 0x3E  # ">" at the start of a line: the item that is pointed at
_SPACE = 0x20


class Page:
    """``rows`` of ``width`` cells. The first line stays, and so does a cursor in sight; else the rows take turns."""

    def __init__(self, rows, width):
        self._rows, self._width = rows, width
        self._all, self._cursor = [], None
        self._turned_ms = None

    def take(self, lines):
        """New lines."""
        self._all, self._cursor, self._turned_ms = [], None, None
        for line in lines:
            codes = codes_of(line)
            if codes and codes[0] == CURSOR:
                self._cursor = len(self._all)
            self._all += broken(codes, self._width)
        while self._all and not self._all[-1]:
            self._all.pop()

    def at(self, now_ms):
        """The rows to be seen now; the first look at new lines begins with the first of them."""
        if len(self._all) <= self._rows:
            return self._all
        if self._cursor is not None:
            first = max(1, min(self._cursor, len(self._all) - self._rows + 1))
            return self._all[:1] + self._all[first : first + self._rows - 1]
        if self._turned_ms is None:
            self._turned_ms = now_ms
        turns = -(-len(self._all) // self._rows)
        first = (now_ms - self._turned_ms) // TURN_MS % turns * self._rows
        return self._all[first : first + self._rows]


def broken(codes, width):
    """A line in rows of at most so many cells, broken at a space where there is one. An empty line is a row too."""
    rows, row, used, space = [], [], 0, None
    for code in codes:
        if used + cells(code) > width:
            cut = len(row) if code == _SPACE or space is None else space
            rows.append(row[:cut])
            row, space = row[cut + 1 :], None
            used = sum(cells(each) for each in row)
            if code == _SPACE:
                continue
        if code == _SPACE and row and row[-1] != _SPACE:
            space = len(row)
        row.append(code)
        used += cells(code)
    return rows + [row]
