"""TLS towards the hall's own authority. Loaded only where the configuration names one: handshake and buffers take heap."""

import binascii
import ssl

NAME = "hub.anycounter"
"""The name in the hub's certificate: a hall gives its hub whatever address it likes."""


def context(authority):
    """What a connection is wrapped in: the other side must prove to be ``NAME``, by this authority (DER, base64)."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    setattr(made, "verify_mode", ssl.CERT_REQUIRED)  # the stubs of the boards do not know the attribute
    made.load_verify_locations(cadata=binascii.a2b_base64(authority))
    return made if hasattr(made, "check_hostname") else Prompt(made)


class Prompt:
    """MicroPython's context, that also switches TCP_NODELAY on: the wrapped socket no longer can."""

    def __init__(self, inner):
        self._inner = inner

    def wrap_socket(self, sock, **how):
        """As that of the context."""
        sock.setsockopt(6, 1, 1)
        return self._inner.wrap_socket(sock, **how)
