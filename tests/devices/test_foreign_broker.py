"""The link to a broker that is not ours, with and without TLS."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hub.devices.address import Address, parse_address
from hub.devices.connection import Connection, Unreachable
from hub.devices.credentials import Registry
from hub.devices.link import Link
from tests.devices.conftest import mosquitto_broker
from tests.devices.peers import HALL, Peer, Recorder, RunningBroker

EV = f"q1/{HALL}/d/keypad-1/ev"


class Listener(Recorder):
    def on_up(self) -> None:
        self.wake()

    def on_down(self) -> None:
        self.wake()

    def on_message(self, topic: str, payload: bytes, retain: bool) -> None:
        self.hear(topic, payload, retain)


def url(broker: RunningBroker, scheme: str) -> str:
    hub = broker.registry.hub
    return f"{scheme}://{hub.user}:{hub.password}@localhost:{broker.port}"


@asynccontextmanager
async def linked(address: Address, client_id: str) -> AsyncIterator[Listener]:
    """A listener whose link is up."""
    listener = Listener()
    link = Link(lambda: address, client_id, listener, [EV])
    task = asyncio.create_task(link.run())
    try:
        await listener.until(lambda: link.up)
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def certify(folder: Path) -> Path:
    """A certificate for localhost, signed by itself; its key lies beside it."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make.split(), *names], check=True, capture_output=True)
    return certificate


async def test_a_mosquitto_by_its_url_is_a_broker_like_any_other(tmp_path: Path, registry: Registry) -> None:
    async with mosquitto_broker(tmp_path, registry) as broker:
        keypad = registry.get("keypad-1")
        assert keypad
        async with linked(parse_address(url(broker, "mqtt")), registry.hub.client_id) as hub:
            peer = await broker.sign_in(keypad)
            peer.publish(EV, b"press")
            await hub.until_heard(b"press")


async def test_over_tls_bursts_arrive_whole(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certify(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = f"certfile {certificate}\nkeyfile {tmp_path / 'key.pem'}\n"
    async with mosquitto_broker(tmp_path, registry, tls) as broker:
        keypad = registry.get("keypad-1")
        assert keypad
        address = parse_address(url(broker, "mqtts"))
        async with linked(address, registry.hub.client_id) as hub:
            mine = Address(address.host, address.port, keypad.user, keypad.password, tls=True)
            peer = Peer(lambda peer: Connection(mine, keypad.client_id, None, peer.hear))
            await peer.connection.open(())
            said = [b"%04d" % number + b"x" * 900 for number in range(200)]
            for payload in said:
                peer.publish(EV, payload)
            await hub.until_heard(said[-1])
            assert hub.payloads() == said


async def test_a_broker_with_an_unknown_certificate_is_not_trusted(tmp_path: Path, registry: Registry) -> None:
    tls = f"certfile {certify(tmp_path)}\nkeyfile {tmp_path / 'key.pem'}\n"
    async with mosquitto_broker(tmp_path, registry, tls) as broker:
        nobody = Peer(lambda peer: Connection(parse_address(url(broker, "mqtts")), "hub", None, peer.hear))
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            await nobody.connection.open(())
