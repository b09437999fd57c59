"""What a dispenser needs to print a ticket by itself: the paper in pieces, to be filled with number, time and items.

Record ``1/zh`` goes before the number, ``2/zh`` between number and time, ``3/zh`` after the time, ``4/zh`` behind the
items; ``i/CODE/zh`` is the paper of an item, ``d/CODE/zh`` its documents in words for a screen.
"""

from collections.abc import Iterator

from hub.core.catalogue import HallSetup, Item
from hub.peripherals.facts import ItemFacts
from hub.peripherals.lines import fit
from hub.peripherals.receipt import NAME_BYTES, NOTICE_BYTES, NUMBER_SCALE, Paper, documents_of
from hub.peripherals.setup import DEFAULT_PAPER, PaperSetup
from hub.peripherals.words import said, words

ITEM_BYTES = 700
"""Of one item with its documents: eight of them still make a ticket."""
SCREEN_BYTES = 600
"""Of one item's documents on a screen."""

Record = tuple[str, bytes]


def records(setup: HallSetup, paper: PaperSetup = DEFAULT_PAPER) -> Iterator[Record]:
    """Every piece of paper and every list of documents, in each language of the hall."""
    for language in setup.languages:
        yield from zip((f"{place}/{language}" for place in (1, 2, 3, 4)), _frame(setup, language, paper), strict=True)
    for item in setup.items:
        for language in setup.languages:
            yield f"i/{item.code}/{language}", _item(item, language, paper)
            yield f"d/{item.code}/{language}", _documents(item, language)


def _frame(setup: HallSetup, language: str, paper_setup: PaperSetup) -> list[bytes]:
    """The ticket around number, time and items."""
    say, pieces, paper = words(language), [], Paper(paper_setup)
    paper.set(align="center", bold=True)
    paper.lines(fit(paper.wrapped(said(setup.names, language)), NAME_BYTES, "...", paper_setup.encoding))
    paper.lines(paper.wrapped(say["offline"]))
    scale = max(1, min(NUMBER_SCALE, paper_setup.columns // len("P001")))
    paper.set(custom_size=True, width=scale, height=scale, bold=True)
    pieces.append(paper.taken())
    paper.lines([""])
    paper.set(custom_size=True, width=1, height=1, bold=False)
    paper.lines(paper.wrapped(say["offline_counts"]))
    paper.text(say["taken_at"].format(time=" "))
    pieces.append(paper.taken())
    paper.lines([""])
    paper.set(align="left")
    pieces.append(paper.taken())
    paper.set(align="center")
    notices = [line for notice in (say["keep"],) for line in paper.wrapped(notice)]
    paper.lines(fit(notices, NOTICE_BYTES, "...", paper_setup.encoding))
    paper.print_and_feed(4)
    if paper_setup.cut:
        paper.cut(feed=False)
    return [*pieces, paper.taken()]


def _item(item: Item, language: str, paper_setup: PaperSetup) -> bytes:
    """What the ticket is for and what to bring; text alone, the printer stays as it is."""
    say, paper = words(language), Paper(paper_setup)
    paper.taken()
    facts = ItemFacts(said(item.names, language), tuple(said(each, language) for each in item.documents))
    lines = [*paper.wrapped(f"{say['items']}: {facts.name}"), *documents_of(paper, facts, say)]
    paper.lines(fit(lines, ITEM_BYTES, say["more"], paper_setup.encoding))
    return paper.taken()


def _documents(item: Item, language: str) -> bytes:
    """One document a line, in UTF-8, as many as a screen may hold."""
    lines = fit([said(each, language) for each in item.documents], SCREEN_BYTES, "...", "utf-8")
    return "\n".join(lines).encode()
