"""The paper of a ticket: what it says, and what nobody can make it do."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.peripherals.facts import ItemFacts, TicketFacts, ticket_facts
from hub.peripherals.lines import width
from hub.peripherals.receipt import RECEIPT_MAX, receipt
from hub.peripherals.setup import COLUMNS, ENCODINGS, PaperSetup
from hub.peripherals.words import languages, words
from tests.peripherals.escpos import Strange, read_paper
from tests.peripherals.halls import story

FACTS = TicketFacts(
    number="A017",
    hall="市民服务大厅",
    items=(ItemFacts("养老金申领", ("居民身份证", "近期照片两张")),),
    ahead=3,
    wait_s=(290, 610),
    time="2020-01-13 09:14",
    link="http://hall.example/t/abc",
)

ATTACKS = st.sampled_from(
    ["\x1b@", "\x1bp\x00\x19\xfa", "\x10\x14\x01\x00\x05", "\x1dV\x00", "\x1c.", "\n" * 40, "\x1d(k", "\x7f", "\x9b"]
)
HOSTILE = st.lists(ATTACKS | st.text(max_size=60), max_size=4).map("".join)
PAPERS = st.builds(PaperSetup, columns=st.sampled_from(COLUMNS), encoding=st.sampled_from(ENCODINGS))


@st.composite
def hostile_facts(draw: st.DrawFn) -> TicketFacts:
    items = st.builds(ItemFacts, HOSTILE, st.lists(HOSTILE, max_size=30).map(tuple))
    return TicketFacts(
        number=draw(HOSTILE),
        hall=draw(HOSTILE),
        items=tuple(draw(st.lists(items, max_size=8))),
        ahead=draw(st.integers(0, 9999)),
        wait_s=draw(st.none() | st.tuples(st.integers(0, 9999), st.integers(0, 99999))),
        time=draw(HOSTILE),
        language=draw(st.sampled_from(["zh", "en", "xx"])),
        link=draw(HOSTILE),
        notices=tuple(draw(st.lists(HOSTILE, max_size=5))),
        reprint=draw(st.booleans()),
    )


def skeleton(facts: TicketFacts, paper: PaperSetup) -> list[bytes]:
    """The commands of a receipt of the same kind with harmless text, without the one that scales the number."""
    return unscaled(read_paper(receipt(facts, paper), paper.encoding).commands)


def unscaled(commands: list[bytes]) -> list[bytes]:
    return [command for command in commands if not command.startswith(b"\x1d!")]


def test_a_receipt_says_what_the_citizen_needs() -> None:
    paper = read_paper(receipt(FACTS))
    for said in (
        "市民服务大厅",
        "A017",
        "养老金申领",
        "3 人",
        "4-11 分钟",
        "1. 居民身份证",
        "2. 近期照片两张",
        "09:14",
    ):
        assert said in paper.text
    assert paper.codes == ["http://hall.example/t/abc"]


def test_the_number_is_printed_large_and_the_rest_is_not() -> None:
    data = receipt(FACTS)
    assert b"\x1d!\x33" in data
    assert data.index(b"\x1d!\x33") < data.index(b"A017") < data.index(b"\x1d!\x00") < data.index(b"1. ")


def test_a_long_number_is_printed_smaller_but_whole() -> None:
    narrow = PaperSetup(columns=32)
    paper = read_paper(receipt(replace(FACTS, number="AB-123456789"), narrow))
    assert "AB-123456789" in paper.lines
    assert b"\x1d!\x11" in paper.commands


def test_an_english_citizen_reads_english() -> None:
    paper = read_paper(receipt(replace(FACTS, language="en")))
    assert "People ahead: 3" in paper.text
    assert "Expected wait: 4-11 min" in paper.text


def test_an_unknown_wait_is_not_made_up() -> None:
    assert "无法预计" in read_paper(receipt(replace(FACTS, wait_s=None))).text


def test_a_reprint_says_so_and_keeps_the_number() -> None:
    paper = read_paper(receipt(replace(FACTS, reprint=True)))
    assert "补打" in paper.lines
    assert "A017" in paper.lines


def test_every_language_has_the_same_words() -> None:
    assert {"zh", "en"} <= set(languages())
    assert len({tuple(sorted(words(language))) for language in languages()}) == 1


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", COLUMNS)
def test_our_own_words_fit_the_paper(language: str, columns: int) -> None:
    facts = replace(FACTS, language=language, wait_s=None)
    paper = read_paper(receipt(facts, PaperSetup(columns=columns)))
    assert max(width(line) for line in paper.lines) <= columns


def test_the_facts_come_from_the_hall_in_the_ticket_s_language() -> None:
    day = story()
    ticket = day.hall.tickets[day.take("pension", language="en", priority="priority")]
    facts = ticket_facts(day.hall, ticket, "http://hall.example/t/")
    assert facts.items == (ItemFacts("Pension claim", ("Identity card", "Two recent photographs")),)
    assert (facts.hall, facts.time, facts.notices) == ("Citizens' Hall", "2020-01-13 09:00", ("No smoking",))
    assert facts.link == f"http://hall.example/t/{ticket.link}"
    assert facts.wait_s is None


def test_the_reason_for_a_priority_is_not_printed() -> None:
    day = story()
    plain, first = day.take("pension"), day.take("pension", priority="priority")
    papers = [
        receipt(replace(ticket_facts(day.hall, day.hall.tickets[each]), number="X", ahead=0)) for each in (plain, first)
    ]
    assert papers[0] == papers[1]


@settings(max_examples=150, deadline=None)
@given(hostile_facts(), PAPERS)
def test_no_text_becomes_a_command(facts: TicketFacts, paper: PaperSetup) -> None:
    read = read_paper(receipt(facts, paper), paper.encoding)
    harmless = replace(FACTS, link=FACTS.link if read.codes else "")
    assert unscaled(read.commands) == skeleton(harmless, paper)


@settings(max_examples=150, deadline=None)
@given(hostile_facts(), PAPERS)
def test_a_receipt_has_bounded_length_and_lines_that_fit(facts: TicketFacts, paper: PaperSetup) -> None:
    data = receipt(facts, paper)
    assert len(data) <= RECEIPT_MAX
    assert all(width(line) <= paper.columns for line in read_paper(data, paper.encoding).lines)


def test_the_longest_receipt_fits_one_message_to_a_dispenser() -> None:
    rare = "\U00020000" * 300
    facts = TicketFacts(
        number=rare, hall=rare, items=(ItemFacts(rare, (rare,) * 40),) * 8, ahead=99999, wait_s=None, time=rare,
        link="h" * 200, notices=(rare,) * 9,
    )  # fmt: skip
    assert len(receipt(facts, PaperSetup(columns=32))) <= RECEIPT_MAX


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_printable_chinese_survives_as_it_is(tail: str) -> None:
    name = "社保卡补领（异地）"
    facts = replace(FACTS, items=(ItemFacts(name + tail),))
    assert name in read_paper(receipt(facts)).text


def test_a_link_too_long_for_paper_is_left_out() -> None:
    assert read_paper(receipt(replace(FACTS, link="h" * 201))).codes == []


def test_the_reader_of_these_tests_sees_a_planted_command() -> None:
    with pytest.raises(Strange):
        read_paper(receipt(FACTS) + b"\x1bp\x00\x19\xfa")
    with pytest.raises(Strange):
        read_paper(b"\x1b@\x10\x04\x01")
