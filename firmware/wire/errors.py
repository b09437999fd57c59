"""What can be wrong with bytes from the wire. The receiver counts them, logs once per device, and drops the message."""


class WireError(Exception):
    """A message that does not follow the protocol."""


class BadTopic(WireError):
    """The topic is none of ours."""


class BadMac(WireError):
    """Not signed with this key for this topic."""


class BadShape(WireError):
    """Signed, but not a message of the table: version, type, a missing field, a value out of its limits."""


class TooLarge(WireError):
    """More bytes than this direction allows."""
