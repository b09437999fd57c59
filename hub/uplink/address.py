"""Where the centre is, and how to prove ourselves there."""

import ssl
import zlib
from dataclasses import dataclass

NAME = "hub.anycounter"
"""The only name in certificates that we made ourselves, so that a machine can move."""


@dataclass(frozen=True, slots=True)
class Way:
    """``url``: one address, or those of a cluster's members with commas between them. ``user``: the hall, or the centre that
    hangs below. ``authority``: file of the certificate authority, "" for the system's."""

    url: str
    user: str
    key: str
    authority: str = ""
    bytes_a_second: int = 4000

    def addresses(self) -> list[str]:
        """One for each member, in an order of this user's own, so that the halls of a city share all members."""
        listed = [each.strip() for each in self.url.split(",")]
        first = zlib.crc32(self.user.encode()) % len(listed)
        return listed[first:] + listed[:first]

    def tls(self) -> ssl.SSLContext | None:
        """For tls:// addresses. Raises ``OSError`` for a file that cannot be read."""
        if not self.url.startswith("tls://"):
            return None
        return ssl.create_default_context(cafile=self.authority or None)

    def tls_name(self) -> str | None:
        """The name that the certificate must have: our own, where its authority is ours."""
        return NAME if self.url.startswith("tls://") and self.authority else None
