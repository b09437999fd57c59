"""Text of people, made fit for the wire. For the hub: a device sends none."""


def clip(text, most):
    """The text as the wire takes it: control characters become spaces, and it is cut to ``most`` characters."""
    return "".join(c if _printable(c) else " " for c in text[:most])


def _printable(char):
    code = ord(char)
    return code >= 32 and code != 127 and not 0xD800 <= code <= 0xDFFF
