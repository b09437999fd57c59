"""Where a broker is: ``mqtt://user:password@host:port``, or ``mqtts://`` for TLS."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORTS = {"mqtt": 1883, "mqtts": 8883}


class BadAddress(ValueError):
    """A broker address that cannot be used: it says what was expected, and never repeats the password."""


@dataclass(frozen=True, slots=True)
class Address:
    """A broker and how to sign in there. ``authority``: file of the one it must be certified by; None: the system's."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool = False
    authority: Path | None = None


def parse_address(url: str) -> Address:
    """The address that ``url`` means; raises ``BadAddress``."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadAddress("broker: expected mqtt://user:password@host:port with a port of 1 to 65535") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadAddress("broker: expected mqtt://user:password@host:port or mqtts://...")
    if not parts.username or not parts.password:
        raise BadAddress("broker: expected a user and a password before the host: a hall's broker is never open")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise BadAddress("broker: expected nothing after the port")
    return Address(
        host=parts.hostname,
        port=PORTS[parts.scheme] if port is None else port,
        user=unquote(parts.username),
        password=unquote(parts.password),
        tls=parts.scheme == "mqtts",
    )
