"""Who may connect, as whom, and what is said of one who goes silent; on both real brokers."""

import asyncio

import pytest

from hub.devices.connection import Unreachable, Will
from hub.devices.credentials import Credential
from tests.devices.peers import HALL, Peer, RunningBroker
from tests.devices.raw import connect_packet

STATE = f"q1/{HALL}/d/keypad-1/state"
ACK = f"q1/{HALL}/d/keypad-1/ack"
LAST_WORD = f"q1/{HALL}/d/keypad-2/tele"


def keypads(broker: RunningBroker) -> tuple[Credential, Credential]:
    first, second = broker.registry.get("keypad-1"), broker.registry.get("keypad-2")
    assert first
    assert second
    return first, second


async def still_hears(broker: RunningBroker, victim: Peer) -> None:
    """The victim's connection is alive and it gets what is meant for it."""
    auditor = broker.auditor()
    await auditor.connection.open(())
    auditor.publish(ACK, b"yours")
    await victim.until_heard(b"yours")
    assert not victim.connection.ended.done()


@pytest.mark.parametrize("password", ["wrong", "keypad-1", "password", "hub"])
async def test_a_wrong_password_is_refused(broker: RunningBroker, password: str) -> None:
    first, _ = keypads(broker)
    liar = Credential(first.device, first.role, 1, first.user, first.key, password, first.client_id)
    with pytest.raises(Unreachable):
        await broker.peer(liar).connection.open(())


async def test_a_known_client_id_with_a_wrong_password_takes_over_nothing(broker: RunningBroker) -> None:
    first, _ = keypads(broker)
    victim = await broker.sign_in(first, [ACK])
    liar = Credential(first.device, first.role, 1, first.user, first.key, "wrong", first.client_id)
    with pytest.raises(Unreachable):
        await broker.peer(liar).connection.open(())
    await still_hears(broker, victim)


@pytest.mark.parametrize("guess", ["keypad-1", "keypad", "hub", "keypad-0000000000000000"])
async def test_another_device_that_guesses_a_client_id_takes_over_nothing(broker: RunningBroker, guess: str) -> None:
    first, second = keypads(broker)
    victim = await broker.sign_in(first, [ACK])
    await broker.peer(second, client_id=guess).connection.open(())
    await still_hears(broker, victim)


async def test_on_mosquitto_even_a_leaked_client_id_takes_over_nothing(broker: RunningBroker) -> None:
    first, second = keypads(broker)
    victim = await broker.sign_in(first, [ACK])
    thief = broker.peer(second, client_id=first.client_id)
    await thief.connection.open(())
    if broker.kind == "mosquitto":
        await still_hears(broker, victim)
    else:
        await asyncio.wait_for(victim.connection.ended, 20)
        auditor = broker.auditor()
        await auditor.connection.open([LAST_WORD])
        auditor.publish(ACK, b"yours")
        auditor.publish(LAST_WORD, b"all said")
        await auditor.until_heard(b"all said")
        assert thief.heard == []


async def test_one_who_goes_silent_gets_its_will(broker: RunningBroker) -> None:
    first, _ = keypads(broker)
    auditor = broker.auditor()
    await auditor.connection.open([STATE])
    reader, writer = await asyncio.open_connection(broker.host, broker.port)
    writer.write(connect_packet(first.client_id, first.user, first.password, keepalive_s=1, will=(STATE, b"lost")))
    assert (await reader.readexactly(4))[3] == 0
    await auditor.until_heard(b"lost")
    writer.close()


async def test_one_who_signs_off_leaves_no_will(broker: RunningBroker) -> None:
    first, _ = keypads(broker)
    auditor = broker.auditor()
    await auditor.connection.open([STATE])
    leaver = broker.peer(first, will=Will(STATE, b"lost"))
    await leaver.connection.open(())
    leaver.publish(STATE, b"leaving", retain=True)
    await leaver.connection.farewell()
    await auditor.until_heard(b"leaving")
    vanisher = broker.peer(first, will=Will(STATE, b"vanished"))
    await vanisher.connection.open(())
    vanisher.connection.close()
    await auditor.until_heard(b"vanished")
    assert b"lost" not in auditor.payloads()


async def test_a_retained_state_waits_for_one_who_comes_later(broker: RunningBroker) -> None:
    first, _ = keypads(broker)
    auditor = broker.auditor()
    await auditor.connection.open(())
    auditor.publish(f"q1/{HALL}/hub", b"online", retain=True)
    await auditor.connection.farewell()
    late = await broker.sign_in(first, [f"q1/{HALL}/hub"])
    await late.until_heard(b"online")
    assert late.heard == [(f"q1/{HALL}/hub", b"online", True)]
