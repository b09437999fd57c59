"""A pairing worked through with secrets that are no secrets, so that a maker can compare each step."""

import base64

from wire import pairing as exchange

ABOUT = ("rp2", "dispenser", "c0de")
SECRET, NONCE = bytes(range(32)), bytes(range(32, 64))
HUB_SECRET, HUB_NONCE = bytes(range(64, 96)), bytes(range(96, 128))
PLAIN = b'{"device": "dispenser-1"}'
SHOWN = 16
"""Bytes of a public value that are shown."""


def exchange_example() -> str:
    """Every value of the exchange, in the order in which the device comes to it."""
    value, hub_value = exchange.value_of(SECRET), exchange.value_of(HUB_SECRET)
    shared = exchange.shared_of(SECRET, hub_value)
    commit = exchange.commitment(value, NONCE)
    said = exchange.transcript(ABOUT, commit, hub_value, HUB_NONCE, value, NONCE)
    key = exchange.key_of(shared, said)
    sealed = base64.b64encode(exchange.seal(key, PLAIN)).decode()
    rows = {
        "about": " ".join(ABOUT),
        "secret": SECRET.hex(),
        "nonce": NONCE.hex(),
        "value": f"{value[:SHOWN].hex()}... ({len(value)} bytes)",
        "commit": commit.hex(),
        "hub secret": HUB_SECRET.hex(),
        "hub nonce": HUB_NONCE.hex(),
        "hub value": f"{hub_value[:SHOWN].hex()}...",
        "shared": f"{shared[:SHOWN].hex()}...",
        "said": said.hex(),
        "digits": exchange.digits_of(said),
        "key": key.hex(),
        "plain": PLAIN.decode(),
        "sealed": sealed,
        "receipt": exchange.receipt(key),
    }
    lines = "\n".join(f"{name:<11} {words}" for name, words in rows.items())
    return f"```\n{lines}\n```"
