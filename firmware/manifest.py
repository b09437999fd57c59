"""The order for an update: 32 hex characters of MAC under the fleet's key, then the JSON that they sign. Pure.

``version, number, board, size, hash``: the last two are those of the release's list of files, the first thing that the
device pulls. Each line of it is ``hash size path``, so that a device never holds a release's whole list as JSON.
"""

import binascii
import json

from wire.mac import MAC_HEX, mac, same

TOPIC = "firmware"
"""What the MAC is for, so that nothing else under this key can pass for an order."""
SHAPE = (("version", str), ("number", int), ("board", str), ("size", int), ("hash", str))


class Refused(Exception):
    """The order is not carried out. Carries why, as a code."""


def write(order, key):
    """The signed text of an order."""
    raw = json.dumps(order).encode()
    return (mac(key, TOPIC, raw) + raw).decode()


def read(text, key):
    """The order in a signed text; raises ``Refused``."""
    raw = text.encode()
    if not key:
        raise Refused("no_key")
    if not same(raw[:MAC_HEX], mac(key, TOPIC, raw[MAC_HEX:])):
        raise Refused("signature")
    order = json.loads(raw[MAC_HEX:].decode())
    if not all(isinstance(order.get(name), kind) for name, kind in SHAPE):
        raise Refused("manifest")
    return order


def accept(text, config, board, number, slot):
    """The order in a signed text, where this device may follow it; raises ``Refused``. ``number``: its release now."""
    order = read(text, binascii.unhexlify(config.get("fleet_key", "")))
    if order["board"] != board:
        raise Refused("board")
    if order["number"] <= number:
        raise Refused("not_newer")
    if not slot:
        raise Refused("no_slots")
    return order
