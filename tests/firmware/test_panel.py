"""The panel over fake pins and buses: each effect reaches the part that it is for."""

import asyncio
import json
from typing import Any

import pytest

from speaker import PLAY, frame
from tools.virtual.device import FAKES

assert FAKES.exists()
SIGN = ("calling", "A017", "left", False, False, True, "Calling", "", 3)


@pytest.fixture(autouse=True)
def flags(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board's thread-safe flag, as the virtual devices have it."""
    monkeypatch.setattr(asyncio, "ThreadSafeFlag", asyncio.Event, raising=False)


def panel(role: str, **parts: object) -> Any:
    from panel import Panel  # after the fakes are to be found

    return Panel({"role": role, "device": "d-1", "parts": parts}, "no-such-folder")


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_spoken_track_reaches_the_speaker(capsys: pytest.CaptureFixture[str]) -> None:
    dispenser = panel("dispenser", speaker=True)
    dispenser.do(("speak", 12), 0)
    assert told(capsys)[-1] == {"uart": 1, "hex": frame(PLAY, 12).hex()}


@pytest.mark.parametrize("effect", [("speak", 1), ("beep", "ok"), ("lamp", "i1", "green"), ("sign", SIGN)])
def test_what_a_device_has_no_part_for_is_nothing(effect: tuple[Any, ...], capsys: pytest.CaptureFixture[str]) -> None:
    keypad = panel("keypad", buzzer=False)
    told(capsys)
    keypad.do(effect, 0)
    assert told(capsys) == []


def test_a_beep_sounds_while_the_rest_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    keypad = panel("keypad", buzzer=True)

    async def rest(seconds: float) -> None:
        await yielded()

    yielded = asyncio.Event().wait
    keypad._buzzer._sleep = rest

    async def run() -> None:
        task = asyncio.create_task(keypad.run(None, lambda: 0, lambda: None))
        keypad.do(("beep", "ok"), 0)
        for _ in range(10):
            await asyncio.sleep(0)
        keypad.do(("lamp", "next", "green"), 0)
        task.cancel()

    asyncio.run(run())
    reports = told(capsys)
    assert {"hertz": 1_500} in reports
    assert reports[-1]["lamps"][0] == [0, 40, 0]


def test_a_name_gives_way_to_the_sign_that_it_covered(capsys: pytest.CaptureFixture[str]) -> None:
    display = panel("counter_display", screen="max7219")
    display.do(("sign", SIGN), 0)
    number = told(capsys)[-8:]
    display.do(("identify",), 0)
    name = told(capsys)[-8:]
    assert name != number
    display.tick(4_999)
    assert told(capsys) == []
    display.tick(5_000)
    assert told(capsys)[-8:] == number
