"""The paper of a ticket as ESC/POS bytes: for the printer at the Pi and, the very same, for network dispensers."""

from collections.abc import Iterable
from urllib.parse import quote

from escpos.printer import Dummy

from hub.peripherals.facts import ItemFacts, TicketFacts
from hub.peripherals.lines import fit, plain, width, wrap
from hub.peripherals.setup import DEFAULT_PAPER, PaperSetup
from hub.peripherals.words import words

HANZI_ON = b"\x1c&"
"""``FS &``: two bytes from 0x81 on are one Chinese character."""
RECEIPT_MAX = 4096
"""Bytes of a whole receipt: the buffer of a small printer, and one message to a dispenser in base64."""
NAME_BYTES, ITEM_BYTES, DOCUMENT_BYTES, NOTICE_BYTES = 200, 700, 1800, 300
"""How the bytes are shared out; the rest is the number, our own words and the QR code."""
LINK_MAX = 200
"""Characters of a link: more makes a QR code that 58 mm paper cannot show."""
LINK_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
NUMBER_MAX, TIME_MAX = 12, 20
NUMBER_SCALE = 4
"""Times the normal size: read at arm's length without glasses."""


class Paper(Dummy):  # type: ignore[misc]
    """A ticket being written. Text goes out as GB in Chinese mode, never in a code page: the two cannot be mixed."""

    def __init__(self, setup: PaperSetup) -> None:
        super().__init__()
        self.setup = setup
        self.hw("INIT")
        self._raw(HANZI_ON)

    def text(self, txt: str) -> None:
        """Print one piece of text; whatever it holds, no command comes of it."""
        self._raw(plain(txt, self.setup.encoding).encode(self.setup.encoding))

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines, each with its line end."""
        for line in lines:
            self.text(line)
            self._raw(b"\n")

    def taken(self) -> bytes:
        """What has been written so far, which is taken out."""
        written = bytes(self.output)
        self.clear()
        return written

    def wrapped(self, txt: str) -> list[str]:
        """A text as lines of this paper."""
        return wrap(plain(txt, self.setup.encoding), self.setup.columns)


def receipt(facts: TicketFacts, setup: PaperSetup = DEFAULT_PAPER) -> bytes:
    """The ticket in at most ``RECEIPT_MAX`` bytes. Hostile text cannot add a command, nor change one."""
    paper = Paper(setup)
    say = words(facts.language)
    paper.set(align="center", bold=True)
    paper.lines(fit(paper.wrapped(facts.hall), NAME_BYTES, "...", setup.encoding))
    paper.set(bold=False)
    paper.lines([say["reprint"] if facts.reprint else say["ticket"]])
    _number(paper, facts.number)
    _waiting(paper, facts, say)
    paper.set(align="left")
    _items(paper, facts.items, say)
    paper.set(align="center")
    _code(paper, facts.link, say)
    _foot(paper, facts, say)
    return bytes(paper.output)


def _number(paper: Paper, number: str) -> None:
    """The number as large as the paper allows, then back to the normal size."""
    shown = plain(number, paper.setup.encoding)[:NUMBER_MAX]
    scale = max(1, min(NUMBER_SCALE, paper.setup.columns // max(1, width(shown))))
    paper.set(custom_size=True, width=scale, height=scale, bold=True)
    paper.lines([shown])
    paper.set(custom_size=True, width=1, height=1, bold=False)


def _waiting(paper: Paper, facts: TicketFacts, say: dict[str, str]) -> None:
    """People ahead and the promised range."""
    paper.lines([say["ahead"].format(ahead=facts.ahead)])
    paper.lines(paper.wrapped(_wait(facts.wait_s, say)))


def _wait(wait_s: tuple[int, int] | None, say: dict[str, str]) -> str:
    """The range in minutes, outwards: never promised narrower than it is."""
    if wait_s is None:
        return say["wait_unknown"]
    low, high = wait_s[0] // 60, -(-wait_s[1] // 60)
    return say["wait_short"] if high <= 1 else say["wait"].format(low=low, high=high)


def _items(paper: Paper, items: tuple[ItemFacts, ...], say: dict[str, str]) -> None:
    """What the ticket is for, then the one-time notice: each item's documents."""
    encoding = paper.setup.encoding
    names = [line for item in items for line in paper.wrapped(f"{say['items']}: {item.name}")]
    paper.lines(fit(names, ITEM_BYTES, say["more"], encoding))
    paper.lines([""])
    paper.lines(paper.wrapped(say["documents"]))
    documents = [line for item in items for line in documents_of(paper, item, say, len(items) > 1)]
    paper.lines(fit(documents, DOCUMENT_BYTES, say["more"], encoding))


def documents_of(paper: Paper, item: ItemFacts, say: dict[str, str], named: bool = False) -> list[str]:
    """The documents of one item, numbered, under its name where the ticket has several."""
    head = paper.wrapped(f"[{item.name}]") if named else []
    if not item.documents:
        return [*head, say["no_documents"]]
    numbered = (f"{place}. {document}" for place, document in enumerate(item.documents, 1))
    return head + [line for document in numbered for line in paper.wrapped(document)]


def _code(paper: Paper, link: str, say: dict[str, str]) -> None:
    """The printer's own QR code; none without a link, or with one too long to be read from paper."""
    safe = quote(link, safe=LINK_SAFE)
    if 0 < len(safe) <= LINK_MAX:
        paper.qr(safe, native=True, size=paper.setup.qr_dots)
        paper.lines(["", say["scan"]])


def _foot(paper: Paper, facts: TicketFacts, say: dict[str, str]) -> None:
    """When it was taken, what the hall wants to say, and the cut."""
    paper.lines(paper.wrapped(say["taken_at"].format(time=facts.time[:TIME_MAX])))
    notices = [line for notice in (say["keep"], *facts.notices) for line in paper.wrapped(notice)]
    paper.lines(fit(notices, NOTICE_BYTES, "...", paper.setup.encoding))
    paper.print_and_feed(4)
    if paper.setup.cut:
        paper.cut(feed=False)
