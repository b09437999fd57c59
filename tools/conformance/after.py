"""What a whole record of a device shows, whatever was done meanwhile."""

from collections.abc import Iterable
from itertools import pairwise

from tools.conformance.findings import Book
from tools.conformance.record import Heard, Record
from wire.timing import TELE_MS
from wire.topics import KINDS

TELE_SLACK_S = 1.5
"""A device looks at its clock now and then, and the network is not always as fast."""


def judge_record(book: Book, record: Record, has_listened_again: bool) -> None:
    """Note every rule that holds for each message, or does not; what is stored only where the broker was asked again."""
    for heard in record.all:
        _judge_message(book, heard)
    if has_listened_again:
        _judge_kept(book, record)
    _judge_counts(book, record)
    _judge_boots(book, record)
    _judge_teles(book, record.of("tele"))


def _judge_message(book: Book, heard: Heard) -> None:
    """Signature, size, QoS. What the broker had stored may be older than this device."""
    too_large = heard.error.startswith("TooLarge")
    book.note("size", not too_large, f"{len(heard.said.raw)} bytes on {heard.said.topic}")
    if not too_large and not heard.said.kept:
        book.note("signed", not heard.error, f"{heard.said.topic}: {heard.error}")
    if heard.kind in KINDS and not heard.said.kept:
        qos = KINDS[heard.kind][1]
        book.note("delivery", heard.said.qos == qos, f"{heard.kind} came with QoS {heard.said.qos}, expected {qos}")


def _judge_kept(book: Book, record: Record) -> None:
    """After listening again: the newest birth and state are stored, and nothing that may not be."""
    kept = [heard for heard in record.all if heard.said.kept and heard.kind in KINDS]
    for heard in kept:
        book.note("delivery", KINDS[heard.kind][2], f"{heard.kind} is retained, and must not be")
    for type in ("birth", "state"):
        live = [heard for heard in record.of(type) if not (type == "state" and heard.body["state"] == "lost")]
        stored = {heard.said.raw for heard in kept if heard.type == type}
        if live:
            there = any(heard.said.raw in stored for heard in live)
            book.note("delivery", there, f"{type} is not retained")


def _judge_counts(book: Book, record: Record) -> None:
    for kind in ("birth", "state", "tele", "rsp"):
        heard = [each for each in record.all if each.kind == kind and each.envelope and not each.said.kept]
        counted = [each.name for each in heard if each.body.get("state") != "lost"]
        for before, now in pairwise(counted):
            book.note("counts", now > before, f"{kind} {now} after {before}")


def _judge_boots(book: Book, record: Record) -> None:
    """Nothing has a boot that no birth told, and none tells a lower one. Topics may overtake one another."""
    births = [heard.name[0] for heard in record.of("birth")]
    for before, now in pairwise(births):
        book.note("boot", now >= before, f"birth with boot {now} after {before}")
    for heard in record.all:
        if births and heard.envelope and not heard.said.kept:
            book.note("boot", heard.name[0] in births, f"{heard.type} with boot {heard.name[0]}, births said {births}")


def _judge_teles(book: Book, teles: Iterable[Heard]) -> None:
    """Gaps within one start; a cut connection may delay one."""
    for before, now in pairwise(teles):
        if before.name[0] == now.name[0]:
            gap_s, want_s = now.at_s - before.at_s, TELE_MS / 1000
            fits = abs(gap_s - want_s) <= TELE_SLACK_S
            book.note("tele", fits, f"a gap of {gap_s:.1f} s, expected {want_s:.0f} s")
