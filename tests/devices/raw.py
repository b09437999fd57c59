"""MQTT packets by hand, for clients that behave as no library would."""


def text(word: str) -> bytes:
    """A length-prefixed string."""
    return len(word.encode()).to_bytes(2, "big") + word.encode()


def packet(kind: int, body: bytes) -> bytes:
    """A packet with its header; bodies below 16 KiB."""
    length = len(body)
    head = bytes([length]) if length < 128 else bytes([length % 128 | 0x80, length // 128])
    return bytes([kind]) + head + body


def connect_packet(
    client_id: str, user: str, password: str, keepalive_s: int = 0, will: tuple[str, bytes] | None = None
) -> bytes:
    """A clean 3.1.1 CONNECT, with a retained QoS 1 will if one is given."""
    flags = 0xC2 | (0x2C if will else 0)
    body = text("MQTT") + bytes([4, flags]) + keepalive_s.to_bytes(2, "big") + text(client_id)
    if will:
        body += text(will[0]) + len(will[1]).to_bytes(2, "big") + will[1]
    return packet(0x10, body + text(user) + text(password))


def publish_packet(topic: str, payload: bytes) -> bytes:
    """A QoS 0 PUBLISH."""
    return packet(0x30, text(topic) + payload)
