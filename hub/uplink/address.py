"""Where the centre is, and how to prove ourselves there."""

import ssl
from dataclasses import dataclass

NAME = "hub.anycounter"
"""The only name in certificates that we made ourselves, so that a machine can move."""


@dataclass(frozen=True, slots=True)
class Way:
    """``user``: the hall, or the centre that hangs below. ``authority``: file of the certificate authority, "" for the system's."""

    url: str
    user: str
    key: str
    authority: str = ""
    bytes_a_second: int = 4000

    def tls(self) -> ssl.SSLContext | None:
        """For tls:// addresses. Raises ``OSError`` for a file that cannot be read."""
        if not self.url.startswith("tls://"):
            return None
        return ssl.create_default_context(cafile=self.authority or None)

    def tls_name(self) -> str | None:
        """The name that the certificate must have: our own, where its authority is ours."""
        return NAME if self.url.startswith("tls://") and self.authority else None
