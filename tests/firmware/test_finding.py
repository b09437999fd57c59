"""Finding the hub in the network: our question, and the answers of zeroconf, an independent speaker of the protocol."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from zeroconf import DNSIncoming, DNSOutgoing, ServiceInfo, const

from finding import find
from hub.devices.announce import SERVICE, Announcement
from mdns import hubs, query
from reach import opening
from tests.firmware.brokers import Broker

Answering = Callable[[bytes], list[bytes]]


def told(info: ServiceInfo) -> bytes:
    """What a responder says of a service."""
    packet = DNSOutgoing(const._FLAGS_QR_RESPONSE | const._FLAGS_AA, multicast=False)
    packet.add_answer_at_time(info.dns_pointer(), 0)
    packet.add_answer_at_time(info.dns_service(), 0)
    packet.add_answer_at_time(info.dns_text(), 0)
    for address in info.dns_addresses():
        packet.add_answer_at_time(address, 0)
    return packet.packets()[0]


def announced(hall: str = "city-hall", port: int = 1883, address: str = "127.0.0.1") -> bytes:
    """The announcement of our own hub."""
    return told(Announcement(hall, address, port, 8080, True).service([address]))


class Responder(asyncio.DatagramProtocol):
    """Answers each question as told."""

    def __init__(self, answers: Answering) -> None:
        self._answers = answers
        self.asked: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.asked.append(data)
        for answer in self._answers(data):
            self._transport.sendto(answer, addr)  # type: ignore[attr-defined]


@asynccontextmanager
async def responding(answers: Answering) -> AsyncIterator[tuple[Responder, tuple[str, int]]]:
    loop = asyncio.get_running_loop()
    transport, responder = await loop.create_datagram_endpoint(lambda: Responder(answers), ("127.0.0.1", 0))
    yield responder, transport.get_extra_info("sockname")
    transport.close()


def test_others_understand_our_question() -> None:
    asked = DNSIncoming(query())
    [question] = asked.questions
    assert asked.is_query()
    assert (question.name, question.type, question.unique) == (SERVICE, const._TYPE_PTR, True)


def test_we_understand_what_others_tell() -> None:
    texts = {"hall": "city-hall", "web": "8080", "tls": "1"}
    assert hubs(announced(address="10.0.0.7")) == [("10.0.0.7", 1883, texts)]


async def test_the_hall_s_own_hub_is_found_among_others_and_noise() -> None:
    def answers(asked: bytes) -> list[bytes]:
        return [b"noise", asked, announced("another-hall", 1884), announced("city-hall", 1885)]

    async with responding(answers) as (responder, place):
        assert (await find("city-hall", place))[:2] == ("127.0.0.1", 1885)
        assert (await find("", place))[1] == 1884
    assert set(responder.asked) == {query()}


async def test_where_nobody_answers_it_is_an_error_of_the_network() -> None:
    async with responding(lambda asked: []) as (responder, place):
        with pytest.raises(OSError, match="no hub answers"):
            await find("city-hall", place)
        assert len(responder.asked) == 3


async def test_the_way_to_a_hub_without_an_address_is_looked_for_each_time(mosquitto: Broker) -> None:
    async with responding(lambda asked: [announced(port=mosquitto.port)]) as (responder, place):
        for times in (1, 2):
            way = await opening({"host": "", "port": 1, "hall": "city-hall"}, lambda hall: find(hall, place))
            _, writer = await way
            assert writer.get_extra_info("peername") == ("127.0.0.1", mosquitto.port)
            writer.close()
            assert len(responder.asked) == times


@pytest.mark.parametrize(
    ("host", "wanted"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True), ("10.0.0.7", True)]
)
def test_a_hub_that_listens_to_itself_alone_announces_nothing(host: str, wanted: bool) -> None:
    assert Announcement("h", host, 1883, 8080, False).is_wanted is wanted
