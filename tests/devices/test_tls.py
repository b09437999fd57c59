"""TLS between devices and broker: real firmware and the hub's own link against the real nats-server."""

import base64
import json
import ssl
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from hub.devices import certificates
from hub.devices.address import Address
from hub.devices.broker import Broker
from hub.devices.certificates import BadCertificates, Certificates
from hub.devices.connection import Connection, Unreachable
from hub.devices.credentials import Registry
from hub.devices.provisioning import config_record
from secure import NAME
from tests.devices.conftest import running
from tests.devices.hall import shows, whole_hall
from tests.devices.peers import HALL
from tools.virtual import VirtualDevice

LEFT = "91wk"
"""120 KB less the 29 KB that the TLS library takes from the same heap on a Pico W; here it has memory of its own."""
ROLES = ("keypad-1", "pad-1", "display-1", "dispenser-1")


def test_the_name_is_the_same_on_both_sides() -> None:
    assert certificates.NAME == NAME


def test_certificates_are_made_once_for_good_and_for_nobody_else_to_read(tmp_path: Path) -> None:
    made = certificates.ensure(tmp_path / "tls")
    first = {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir()}
    assert certificates.ensure(tmp_path / "tls") == made
    assert {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir()} == first
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "tls").iterdir()} == {0o600}
    for path in (made.authority, made.certificate):
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        assert certificate.not_valid_before_utc == datetime(2000, 1, 1, tzinfo=UTC)
        assert certificate.not_valid_after_utc.year == 2099
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"


@pytest.mark.parametrize("file", ["authority.pem", "hub.key"])
@pytest.mark.parametrize("content", [b"", b"no certificate"])
def test_damaged_certificates_stop_the_hub_instead_of_shutting_all_devices_out(
    tmp_path: Path, file: str, content: bytes
) -> None:
    made = certificates.ensure(tmp_path / "tls")
    (made.folder / file).write_bytes(content)
    with pytest.raises(BadCertificates, match="restore the folder"):
        certificates.ensure(made.folder)
    assert (made.folder / file).read_bytes() == content


def test_a_start_that_broke_off_while_making_them_makes_them_anew(tmp_path: Path) -> None:
    made = certificates.ensure(tmp_path / "tls")
    old = made.authority.read_bytes()
    made.certificate.unlink()
    certificates.ensure(made.folder)
    assert made.authority.read_bytes() != old
    ssl.create_default_context(cafile=str(made.authority))


@pytest.fixture
def tls(tmp_path: Path) -> Certificates:
    return certificates.ensure(tmp_path / "tls")


@pytest.mark.parametrize("name", ROLES)
async def test_every_role_works_over_tls_in_what_it_leaves_of_a_heap(
    tmp_path: Path, tls: Certificates, name: str
) -> None:
    async with whole_hall(tmp_path, tls=tls) as hall:
        hall.pair(name)
        device = hall.virtual[name] = VirtualDevice(hall.folder / name, heap=LEFT)
        await device.start()
        await hall.until_state(name, "ready")
        await device.wait_for(lambda: bool(device.display) and not shows(device, "No network")())

        def health() -> dict[str, int]:
            return next(row["health"] for row in hall.devices.picture() if row["device"] == name)

        await hall.until(lambda: bool(health()))
        assert health()["heap_free"] > 8_000


async def test_the_firmware_on_cpython_speaks_the_same_tls(tmp_path: Path, tls: Certificates) -> None:
    async with whole_hall(tmp_path, tls=tls) as hall:
        hall.pair("keypad-1")
        device = hall.virtual["keypad-1"] = VirtualDevice(hall.folder / "keypad-1", interpreter=sys.executable)
        await device.start()
        await hall.until_state("keypad-1", "ready")


async def test_a_hub_of_another_authority_is_refused(tmp_path: Path, tls: Certificates) -> None:
    other = certificates.ensure(tmp_path / "another")
    async with whole_hall(tmp_path, tls=tls) as hall:
        hall.pair("keypad-1")
        path = hall.folder / "keypad-1" / "config"
        config = json.loads(path.read_bytes()[8:])
        path.write_bytes(config_record({**config, "ca": other.for_devices()}))
        wrong = hall.virtual["keypad-1"] = VirtualDevice(hall.folder / "keypad-1")
        await wrong.start()
        await hall.device("pad-1")
        await hall.until_state("pad-1", "ready")
        await wrong.wait_for(shows(wrong, "No network"))
        assert hall.state_of("keypad-1") == "never_started"


async def test_the_hub_s_own_link_believes_its_own_authority_alone(tmp_path: Path, tls: Certificates) -> None:
    registry = Registry.create(tmp_path / "devices.json")
    other = certificates.ensure(tmp_path / "another")
    broker = Broker(tmp_path / "broker", lambda: registry.grants(HALL), tls=tls)
    async with running(broker):
        right = broker.address(registry.hub.user, registry.hub.password)
        assert right == Address("127.0.0.1", broker.port, right.user, right.password, True, tls.authority)
        connection = Connection(right, registry.hub.client_id, None, lambda *_: None)
        await connection.open([])
        await connection.farewell()
        wrong = Address(right.host, right.port, right.user, right.password, True, other.authority)
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            await Connection(wrong, "c", None, lambda *_: None).open([])


def test_what_a_device_keeps_is_the_authority_itself(tls: Certificates) -> None:
    held = x509.load_der_x509_certificate(base64.b64decode(tls.for_devices()))
    assert held == x509.load_pem_x509_certificate(tls.authority.read_bytes())
    assert len(tls.for_devices()) < 800
