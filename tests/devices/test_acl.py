"""The table role x topic, cell by cell, against the real brokers."""

from contextlib import suppress

import pytest

from hub.devices.acl import TABLE, Role
from hub.devices.connection import Unreachable, Will
from hub.devices.credentials import Credential, make_credential
from tests.devices.peers import HALL, Peer, RunningBroker

OTHER = "keypad-2"


def credential_of(broker: RunningBroker, role: Role) -> Credential:
    return broker.registry.hub if role is Role.HUB else next(c for c in broker.registry if c.role is role)


def cells(role: Role, device: str) -> list[tuple[str, bool, bool]]:
    """(topic, may publish, may read) for each row: of the device itself, and of another one; and of another hall."""
    found = []
    for row in TABLE:
        publish, read = role in row.publishers, role in row.subscribers
        found.append((f"q1/{HALL}/{row.topic.format(device=device, page=3)}", publish, read))
        found.append((f"q1/other/{row.topic.format(device=device, page=3)}", False, False))
        if "{device}" in row.topic:
            hub = role is Role.HUB
            found.append((f"q1/{HALL}/{row.topic.format(device=OTHER, page=3)}", publish and hub, read and hub))
    return found


async def hears(broker: RunningBroker, credential: Credential, topic: str, said_on: str, auditor: Peer) -> bool:
    """Does a client that subscribes to ``topic`` get what is said on ``said_on``?"""
    # A client id of its own: nats-server holds off one that comes back twice within a second.
    peer = broker.peer(credential, client_id=make_credential("", credential.role, None).client_id)
    fence = f"q1/{HALL}/d/{credential.device}/ack" if credential.role is not Role.HUB else f"q1/{HALL}/d/fence/ev"
    try:
        await peer.connection.open([topic, fence])
    except Unreachable:
        return False
    auditor.publish(said_on, b"secret")
    if broker.kind == "nats":
        # nats-server refuses the subscription itself, so whoever got this far must hear it.
        await peer.until_heard(b"secret")
    auditor.publish(fence, b"fence")
    await peer.until_heard(b"fence")
    peer.connection.close()
    return b"secret" in peer.payloads()


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_publishes_exactly_the_topics_of_its_column(broker: RunningBroker, role: Role) -> None:
    credential = credential_of(broker, role)
    auditor, peer = broker.auditor(), await broker.sign_in(credential)
    await auditor.connection.open(["q1/#"])
    fence = f"q1/{HALL}/hub" if role is Role.HUB else f"q1/{HALL}/d/{credential.device}/tele"
    wanted = cells(role, credential.device)
    for topic, _, _ in wanted:
        peer.publish(topic, b"said")
    peer.publish(fence, b"fence")
    await auditor.until_heard(b"fence")
    heard = {topic for topic, payload, _ in auditor.heard if payload == b"said"}
    assert heard == {topic for topic, publish, _ in wanted if publish}
    assert heard


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_reads_exactly_the_topics_of_its_column(broker: RunningBroker, role: Role) -> None:
    credential = credential_of(broker, role)
    auditor = broker.auditor()
    await auditor.connection.open(())
    for topic, _, read in cells(role, credential.device):
        assert await hears(broker, credential, topic, topic, auditor) == read, topic


@pytest.mark.parametrize("wild", ["#", "q1/#", f"q1/{HALL}/#", f"q1/{HALL}/d/+/ev", f"q1/{HALL}/d/#"])
async def test_a_wildcard_gives_a_device_nothing_of_another(broker: RunningBroker, wild: str) -> None:
    keypad = broker.registry.get("keypad-1")
    assert keypad
    auditor = broker.auditor()
    await auditor.connection.open(())
    assert not await hears(broker, keypad, wild, f"q1/{HALL}/d/{OTHER}/ev", auditor)


@pytest.mark.parametrize("hidden", ["$SYS/#", "$MQTT/#", "$JS/#", "_INBOX/#"])
async def test_a_device_hears_nothing_of_the_inside_of_the_broker(nats: RunningBroker, hidden: str) -> None:
    keypad = nats.registry.get("keypad-1")
    assert keypad
    with pytest.raises(Unreachable):
        await nats.peer(keypad).connection.open([hidden])


async def test_a_will_may_be_left_only_on_a_topic_of_ones_own(broker: RunningBroker) -> None:
    keypad = broker.registry.get("keypad-1")
    assert keypad
    auditor = broker.auditor()
    await auditor.connection.open(["q1/#"])
    forged = broker.peer(keypad, will=Will(f"q1/{HALL}/d/{OTHER}/state", b"forged"))
    with suppress(Unreachable):
        await forged.connection.open(())
        forged.connection.close()
    honest = broker.peer(keypad, will=Will(f"q1/{HALL}/d/keypad-1/state", b"honest"))
    await honest.connection.open(())
    honest.connection.close()
    await auditor.until_heard(b"honest")
    assert b"forged" not in auditor.payloads()
