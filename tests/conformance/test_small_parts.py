"""What a trial stands on: keys from a file, a relay that sees CONNECT, a command that presses, a report that is honest."""

import asyncio
import json
import sys
import zlib
from pathlib import Path

import pytest

from hub.devices.acl import Role
from hub.devices.credentials import Registry
from tests.conformance.fast_loop import run_fast
from tools.conformance.cutting import CLEAN, WILL, WILL_QOS_1, WILL_RETAINED, Relay, connect_flags
from tools.conformance.findings import Book, Verdict
from tools.conformance.hands import Person, Program
from tools.conformance.report import all_kept, as_json
from tools.conformance.rules import rules_of
from tools.conformance.scenes import NEXT
from tools.conformance.secrets_file import NoSecrets, read_secrets
from tools.running.hub_child import checkout_environment

RIGHT = WILL | WILL_QOS_1 | WILL_RETAINED | CLEAN
CONNECT = b"\x10\x20\x00\x04MQTT\x04" + bytes([RIGHT | 0xC0]) + b"\x00\x0a" + b"\x00\x02id"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    Registry.create(tmp_path / "devices.json").ensure("keypad-1", Role.KEYPAD, 1)
    return tmp_path / "devices.json"


def record(path: Path, role: str = "pad") -> Path:
    config = {
        "hall": "demo", "device": "pad-1", "role": role, "key": "aa", "hall_key": "bb", "client_id": "c", "user": "u",
        "password": "p",
    }  # fmt: skip
    text = json.dumps(config).encode()
    path.write_bytes(b"%08x" % zlib.crc32(text) + text)
    return path


def test_a_registry_and_a_record_both_give_the_keys(registry: Path, tmp_path: Path) -> None:
    known = read_secrets(registry, "keypad", "demo", "")
    assert (known.device, known.hall, len(known.key)) == ("keypad-1", "demo", 32)
    assert known.hub
    assert read_secrets(record(tmp_path / "config"), "pad", "", "").key == b"\xaa"


@pytest.mark.parametrize(
    ("role", "hall", "device", "told"),
    [
        ("pad", "demo", "", "no pad in it; it holds keypad-1 (keypad)"),
        ("keypad", "demo", "keypad-7", "no keypad keypad-7 in it"),
        ("keypad", "", "", "expected --hall"),
    ],
)
def test_a_registry_that_does_not_fit_is_told(registry: Path, role: str, hall: str, device: str, told: str) -> None:
    with pytest.raises(NoSecrets, match=r"devices\.json: ") as raised:
        read_secrets(registry, role, hall, device)
    assert told in str(raised.value)


def test_a_record_that_is_not_whole_or_of_another_role_is_told(tmp_path: Path) -> None:
    path = record(tmp_path / "config")
    with pytest.raises(NoSecrets, match="is the record of a pad, not of a keypad"):
        read_secrets(path, "keypad", "", "")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NoSecrets, match="neither a registry of devices nor a whole configuration record"):
        read_secrets(path, "pad", "", "")
    with pytest.raises(NoSecrets, match="cannot be read"):
        read_secrets(tmp_path / "gone", "pad", "", "")


def test_a_connect_tells_its_flags_and_nothing_else_does() -> None:
    assert connect_flags(CONNECT) == RIGHT | 0xC0
    assert connect_flags(b"\x10\x81\x01" + CONNECT[2:]) == RIGHT | 0xC0
    for other in (b"", CONNECT[:9], b"\x30" + CONNECT[1:], CONNECT.replace(b"\x04MQTT\x04", b"\x04MQTT\x05")):
        assert connect_flags(other) is None


async def test_a_relay_carries_cuts_counts_tries_and_lets_in_again() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while octets := await reader.read(100):
            writer.write(octets)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    relay = Relay(server.sockets[0].getsockname()[:2])
    place = await relay.listen()

    async def said(octets: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*place)
        try:
            writer.write(octets)
            return await reader.readexactly(len(octets))
        finally:
            writer.close()

    assert await said(CONNECT) == CONNECT
    assert relay.connect_flags == RIGHT | 0xC0
    await relay.cut()
    with pytest.raises((OSError, asyncio.IncompleteReadError)):
        await said(CONNECT)
    await relay.tried(1, 10.0)
    assert len(relay.tries_s) == 1
    await relay.release()
    assert await said(CONNECT) == CONNECT
    await relay.close()
    server.close()


async def test_a_program_is_called_with_the_wish_and_its_exit_code_is_what_it_sees(tmp_path: Path) -> None:
    script, out = tmp_path / "press.py", tmp_path / "out"
    script.write_text(f"import sys; open({str(out)!r}, 'a').write(' '.join(sys.argv[1:]) + ';'); sys.exit(1)")
    hands = Program(f"{sys.executable} {script}")
    await hands.do(NEXT)
    assert await hands.sees("A001") is False
    assert out.read_text() == "next;sees A001;"


async def test_a_person_is_asked_beside_the_findings(capsys: pytest.CaptureFixture[str]) -> None:
    await Person().do(NEXT)
    said = capsys.readouterr()
    assert (said.out, "Please press the key *next*." in said.err) == ("", True)


@pytest.mark.parametrize(
    ("broker", "device", "told"),
    [
        ("mqtt://hub:secret@127.0.0.1:1", "devices.json", "127.0.0.1:1: ConnectionRefusedError"),
        ("mqtt://127.0.0.1:1", "devices.json", "broker: expected a user and a password"),
        ("mqtt://hub:secret@127.0.0.1:1", "gone.json", "gone.json: cannot be read"),
    ],
)
async def test_what_cannot_be_tried_is_told_without_secrets_and_ends_with_2(
    registry: Path, broker: str, device: str, told: str
) -> None:
    place = str(registry.with_name(device))
    words = ["-m", "tools.conformance", "keypad", "--broker", broker, "--device", place, "--hall", "demo"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stderr=asyncio.subprocess.PIPE, env=checkout_environment()
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert told in said.decode()
    assert "secret" not in said.decode()


def test_a_book_says_kept_only_of_what_it_saw_and_broken_for_ever() -> None:
    book = Book(rules_of("device", "counter_display"))
    book.note("birth", True, "")
    book.note("will", True, "")
    book.note("will", False, "first")
    book.note("will", False, "second")
    book.unseen("newer", "nobody looked")
    found = {each.rule.name: (each.verdict, each.why) for each in book.findings()}
    assert found["birth"] == (Verdict.KEPT, "")
    assert found["will"] == (Verdict.BROKEN, "first (and 1 more)")
    assert found["newer"] == (Verdict.UNSEEN, "nobody looked")
    assert found["tele"] == (Verdict.UNSEEN, "nothing showed it")
    assert not all_kept(book.findings())
    assert json.loads(as_json("device", "display-1", book.findings()))["kept"] is False


def test_a_loop_where_everybody_waits_is_an_error_and_not_a_hang() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(AssertionError, match="everybody waits"):
        run_fast(wait())
