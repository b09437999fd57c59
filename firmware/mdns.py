"""Where the hub is, by multicast DNS (RFC 6762, 6763): the one question, and what an answer says. Pure.

An answer comes from anybody in the network. A name's pointers only ever lead backwards, and its length is counted over
them, so that no packet can make the reader go round; whatever is cut, too long or out of place raises ``BadPacket``.
"""

SERVICE = b"_anycounter._tcp.local"
GROUP = ("224.0.0.251", 5353)
PTR, A, TXT, SRV = 12, 1, 16, 33
PACKET_MAX = 1500
NAME_MAX = 255
RECORDS_MAX = 64


class BadPacket(Exception):
    """Bytes that are no answer."""


def query():
    """The question for all hubs. The top bit of its class (QU) asks for an answer to us alone."""
    labels = b"".join(bytes((len(label),)) + label for label in SERVICE.split(b"."))
    return b"\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00" + labels + b"\x00\x00\x0c\x80\x01"


def hubs(packet):
    """[(address, port, {key: text})] of the hubs that the packet tells of; raises ``BadPacket``."""
    servers, texts, addresses = {}, {}, {}
    for name, kind, start, size in _records(packet):
        if kind == SRV and name.endswith(b"." + SERVICE):
            if size < 7:
                raise BadPacket("srv")
            servers[name] = (_name(packet, start + 6)[0], _number(packet, start + 4))
        elif kind == TXT:
            texts[name] = _texts(packet[start : start + size])
        elif kind == A and size == 4:
            addresses[name] = ".".join(str(octet) for octet in packet[start : start + 4])
    return [
        (addresses[target], port, texts.get(name, {}))
        for name, (target, port) in servers.items()
        if target in addresses and port
    ]


def _records(packet):
    """(name, type, start, size) of each record."""
    if not 12 <= len(packet) <= PACKET_MAX or not packet[2] & 0x80:
        raise BadPacket("head")
    place = 12
    for _ in range(_count(packet, 4)):
        place = _name(packet, place)[1] + 4
    found = []
    for _ in range(_count(packet, 6) + _count(packet, 8) + _count(packet, 10)):
        name, place = _name(packet, place)
        kind, size = _number(packet, place), _number(packet, place + 8)
        found.append((name, kind, place + 10, size))
        place += 10 + size
        if place > len(packet):
            raise BadPacket("cut")
    return found


def _count(packet, place):
    count = _number(packet, place)
    if count > RECORDS_MAX:
        raise BadPacket("records")
    return count


def _name(packet, place):
    """(name in lower case, place behind it)."""
    labels, behind, length = [], None, 0
    while True:
        size = _octet(packet, place)
        if size >= 0xC0:
            target = _number(packet, place) & 0x3FFF
            behind = place + 2 if behind is None else behind
            if target >= place:
                raise BadPacket("pointer")
            place = target
            length += 2
        elif size >= 0x40:
            raise BadPacket("label")
        elif not size:
            return b".".join(labels).lower(), place + 1 if behind is None else behind
        else:
            label = packet[place + 1 : place + 1 + size]
            if len(label) != size:
                raise BadPacket("cut")
            labels.append(label)
            place += 1 + size
            length += 1 + size
        if length > NAME_MAX:
            raise BadPacket("name")


def _texts(octets):
    """{key: text} of a TXT record; what is no ``key=text`` in UTF-8 is left out."""
    texts, place = {}, 0
    while place < len(octets):
        size = octets[place]
        entry = octets[place + 1 : place + 1 + size]
        if len(entry) != size:
            raise BadPacket("txt")
        key, _, text = entry.partition(b"=")
        try:
            texts[key.decode()] = text.decode()
        except UnicodeError:
            pass
        place += 1 + size
    return texts


def _octet(packet, place):
    if place >= len(packet):
        raise BadPacket("cut")
    return packet[place]


def _number(packet, place):
    return _octet(packet, place) << 8 | _octet(packet, place + 1)
