"""The panel process itself, on a pty: ``python -m display.led``."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.display.panel_peer import PeerBus, Seen


@pytest.fixture
def bus() -> Iterator[PeerBus]:
    peer = PeerBus()
    yield peer
    peer.close()


@pytest.fixture
def process(bus: PeerBus) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "display.led", "--port", bus.port, "--brightness", "3"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE)
    yield child
    child.kill()
    child.wait()


def say(child: subprocess.Popen[bytes], line: bytes) -> None:
    assert child.stdin is not None
    child.stdin.write(line + b"\n")
    child.stdin.flush()


def ticket(panel: int, number: str) -> bytes:
    return json.dumps({"panel": panel, "show": "ticket", "number": number, "counter": panel, "flash": True}).encode()


def test_orders_on_its_input_reach_the_panels_and_go_dark_at_its_end(
    process: subprocess.Popen[bytes], bus: PeerBus
) -> None:
    say(process, ticket(1, "A001"))
    say(process, b"no order")
    say(process, b"x" * 10_000)
    say(process, ticket(2, "A002"))
    bus.until(Seen(1, "F", b"A001,1"), Seen(2, "F", b"A002,2"))
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) == 0
    bus.until(Seen(1, "C", b""), Seen(2, "C", b""))


def test_a_signal_ends_it_in_order(process: subprocess.Popen[bytes], bus: PeerBus) -> None:
    say(process, ticket(1, "A001"))
    bus.until(Seen(1, "F", b"A001,1"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    bus.until(Seen(1, "C", b""))
