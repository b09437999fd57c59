"""What is read from multicast DNS, and what nobody can do with it. Runs on CPython and on MicroPython."""

from mdns import SERVICE, BadPacket, hubs, query

HEAD = b"\x00\x00\x84\x00\x00\x00"


def name(*labels):
    """Labels as they stand in a packet, not yet ended."""
    return b"".join(bytes((len(label),)) + label for label in labels)


def record(owner, kind, content):
    """One record."""
    return owner + bytes((0, kind, 0, 1, 0, 0, 0, 120, len(content) >> 8, len(content) & 255)) + content


def answer(*records):
    """A packet of so many answers."""
    return HEAD + bytes((0, len(records), 0, 0, 0, 0)) + b"".join(records)


OWNER = name(b"hall", b"_anycounter", b"_tcp", b"local") + b"\x00"
HOST = name(b"hub-1", b"local") + b"\x00"
SRV = record(OWNER, 33, b"\x00\x00\x00\x00\x07\x5b" + HOST)
TXT = record(OWNER, 16, name(b"hall=city-hall", b"web=8080", b"tls=1", b"flag", b"bad=\xff"))
ADDRESS = record(HOST, 1, bytes((10, 0, 0, 7)))
WHOLE = answer(SRV, TXT, ADDRESS)


def bad(packet):
    """Whether the packet is refused; any other error is a fault."""
    try:
        hubs(packet)
    except BadPacket:
        return True
    return False


def test_the_question_names_the_service_and_asks_for_an_answer_to_us_alone():
    asked = query()
    assert asked[:12] == b"\x00\x00\x00\x00\x00\x01" + b"\x00" * 6
    assert asked[12:] == name(*SERVICE.split(b".")) + b"\x00\x00\x0c\x80\x01"


def test_an_answer_tells_address_port_and_texts():
    texts = {"hall": "city-hall", "web": "8080", "tls": "1", "flag": ""}
    assert hubs(WHOLE) == [("10.0.0.7", 1883, texts)]


def test_names_are_compared_without_case_and_through_pointers():
    owner = name(b"Hall", b"_AnyCounter", b"_TCP", b"local") + b"\x00"
    srv = record(owner, 33, b"\x00\x00\x00\x00\x07\x5b" + name(b"HUB-1") + bytes((0xC0, 12 + 22)))
    assert name(b"local") == srv[22:28]
    assert hubs(answer(srv, ADDRESS)) == [("10.0.0.7", 1883, {})]


def test_services_of_others_and_hubs_without_an_address_are_none():
    other = record(name(b"x", b"_http", b"_tcp", b"local") + b"\x00", 33, b"\x00\x00\x00\x00\x00\x50" + HOST)
    assert hubs(answer(other, ADDRESS)) == []
    assert hubs(answer(SRV, TXT)) == []
    assert hubs(answer()) == []


def test_a_packet_cut_at_any_byte_is_refused():
    for size in range(len(WHOLE)):
        assert bad(WHOLE[:size]), size


def test_no_byte_changed_makes_anything_but_a_hub_or_a_refusal():
    for place in range(len(WHOLE)):
        for flip in (1, 0x40, 0x80, 0xC0, 0xFF):
            packet = WHOLE[:place] + bytes((WHOLE[place] ^ flip,)) + WHOLE[place + 1 :]
            assert bad(packet) or len(hubs(packet)) <= 1


def test_pointers_that_go_round_are_refused():
    for owner in (b"\xc0\x0c", b"\xc0\x20", name(b"a") + b"\xc0\x0c", name(b"a", b"b") + b"\xc0\x0e"):
        assert bad(answer(record(owner, 1, b"\x7f\x00\x00\x01"))), owner


def test_a_chain_of_pointers_ends():
    chain = name(b"a") + b"\x00"
    for _ in range(200):
        chain += bytes((0xC0 | (len(HEAD) + 6 + max(0, len(chain) - 2)) >> 8, (12 + max(0, len(chain) - 2)) & 255))
    assert bad(answer(record(chain, 1, b"\x7f\x00\x00\x01")))


def test_counts_that_promise_too_much_are_refused():
    assert bad(HEAD + b"\xff\xff" * 3)
    assert bad(b"\x00\x00\x84\x00\xff\xff" + b"\x00" * 6)
    assert bad(WHOLE + b"\x00" * 1500)


def test_a_question_is_no_answer():
    assert bad(query())
