"""A setup that cannot work is refused with what was expected."""

from collections.abc import Callable

import pytest

from hub.peripherals import setup as s


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: s.PaperSetup(columns=40), "columns"),
        (lambda: s.PaperSetup(encoding="utf-8"), "encoding"),
        (lambda: s.PaperSetup(qr_dots=0), "qr_dots"),
        (lambda: s.PrinterSetup(port=""), "port"),
        (lambda: s.PanelSetup(address=0), "address"),
        (lambda: s.LedSetup("/dev/x", (s.PanelSetup(1), s.PanelSetup(1))), "own address"),
        (lambda: s.LedSetup("/dev/x", (), brightness=16), "brightness"),
        (lambda: s.LampSetup(1, 28), "pin"),
        (lambda: s.ButtonSetup(1, s.ButtonUse.NEXT), "counter"),
        (lambda: s.ButtonSetup(1, s.ButtonUse.TICKET), "items"),
    ],
)
def test_a_setup_that_cannot_work_names_what_was_expected(make: Callable[[], object], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        make()
