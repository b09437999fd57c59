"""A serial printer over a pty: printed, failed or doubtful, and never anything else."""

from collections.abc import AsyncIterator, Callable

import pytest

from hub.core.commands import PrintStatus
from hub.peripherals.printer import RESYNC, SerialPrinter
from hub.peripherals.setup import PrinterSetup
from hub.peripherals.status import Printed
from tests.peripherals.printer_peer import PeerPrinter

RECEIPT = b"\x1b@\x1c&A017\n\x1dVB\x00"
STATUS_BYTES = 9
"""The three questions before the first byte of a receipt."""
WHOLE = STATUS_BYTES + len(RECEIPT)
PATIENT_S = 30.0
"""Never waited for: whoever answers or is gone does so at once."""

Plug = Callable[..., PeerPrinter]


@pytest.fixture
async def plug() -> AsyncIterator[Plug]:
    """Makes printers and unplugs them at the end."""
    peers: list[PeerPrinter] = []

    def make(*status: dict[int, int], **how: object) -> PeerPrinter:
        peers.append(PeerPrinter(*status, **how))  # type: ignore[arg-type]
        return peers[-1]

    yield make
    for peer in peers:
        peer.pull()


def printer(
    peer: PeerPrinter, answer_s: float = PATIENT_S, finish_s: float = PATIENT_S, confirms: bool = True
) -> SerialPrinter:
    return SerialPrinter(PrinterSetup(peer.port, answer_s=answer_s, finish_s=finish_s, confirms=confirms))


async def test_a_ready_printer_prints_every_byte_once(plug: Plug) -> None:
    peer = plug()
    assert await printer(peer).print(RECEIPT) == Printed(PrintStatus.PRINTED)
    assert peer.paper == RECEIPT


async def test_receipts_come_out_one_after_the_other(plug: Plug) -> None:
    peer = plug()
    it = printer(peer)
    for _ in range(3):
        assert (await it.print(RECEIPT)).status is PrintStatus.PRINTED
    assert peer.paper == RECEIPT * 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [({4: 0x72}, "paper_out"), ({2: 0x32}, "paper_out"), ({2: 0x16}, "cover_open"), ({1: 0x1A}, "offline"),
     ({2: 0x52}, "offline"), ({2: 0x16, 4: 0x72, 1: 0x1A}, "cover_open")],
)  # fmt: skip
async def test_a_printer_that_cannot_print_gets_no_byte_of_the_ticket(
    plug: Plug, status: dict[int, int], reason: str
) -> None:
    peer = plug(status)
    printed = await printer(peer).print(RECEIPT)
    assert (printed.status, printed.reason) == (PrintStatus.FAILED, reason)
    assert peer.paper == b""


async def test_low_paper_prints_and_is_told(plug: Plug) -> None:
    assert await printer(plug({4: 0x1E})).print(RECEIPT) == Printed(PrintStatus.PRINTED, paper_low=True)


async def test_a_silent_printer_is_offline_and_gets_no_byte_of_the_ticket(plug: Plug) -> None:
    peer = plug(mute=True)
    assert await printer(peer, answer_s=0).print(RECEIPT) == Printed(PrintStatus.FAILED, "offline")
    assert peer.paper == b""


async def test_a_port_that_is_not_there_is_a_cable() -> None:
    assert await SerialPrinter(PrinterSetup("/dev/no-such-port")).print(RECEIPT) == Printed(PrintStatus.FAILED, "cable")


@pytest.mark.parametrize("cut_at", range(WHOLE + 3))
async def test_a_cable_pulled_after_any_byte_is_failed_before_the_ticket_and_doubtful_in_it(
    plug: Plug, cut_at: int
) -> None:
    peer = plug(cut_at=cut_at)
    printed = await printer(peer).print(RECEIPT)
    assert printed.reason == "cable"
    if cut_at < STATUS_BYTES:
        assert printed.status is PrintStatus.FAILED
    elif cut_at > STATUS_BYTES:
        assert printed.status is PrintStatus.DOUBTFUL
    else:
        assert printed.status in (PrintStatus.FAILED, PrintStatus.DOUBTFUL)


async def test_paper_that_ends_inside_the_ticket_makes_it_doubtful(plug: Plug) -> None:
    peer = plug(stop_at=4, stopped_with={4: 0x72, 2: 0x32})
    assert await printer(peer, finish_s=0).print(RECEIPT) == Printed(PrintStatus.DOUBTFUL, "paper_out")


async def test_a_printer_that_cannot_confirm_is_asked_for_its_status_instead(plug: Plug) -> None:
    peer = plug(answers_finished=False)
    assert await printer(peer, confirms=False).print(RECEIPT) == Printed(PrintStatus.PRINTED)
    assert b"\x1dr" not in peer.taken


async def test_a_cover_opened_meanwhile_makes_an_unconfirmed_ticket_doubtful(plug: Plug) -> None:
    peer = plug(stop_at=4, stopped_with={2: 0x16})
    assert await printer(peer, confirms=False).print(RECEIPT) == Printed(PrintStatus.DOUBTFUL, "cover_open")


async def test_after_a_torn_ticket_the_next_one_first_fills_up_what_was_open(plug: Plug) -> None:
    peer = plug(stop_at=4, stopped_with={})
    it = printer(peer, finish_s=0)
    assert await it.print(RECEIPT) == Printed(PrintStatus.DOUBTFUL, "offline")
    await it.print(RECEIPT)
    assert peer.paper == RECEIPT + RESYNC + RECEIPT


async def test_strange_bytes_before_an_answer_are_no_answer(plug: Plug) -> None:
    peer = plug()
    peer.say(b"\x11\x13\xff")
    assert await printer(peer).print(RECEIPT) == Printed(PrintStatus.PRINTED)
