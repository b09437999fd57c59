"""A dispenser's pack: texts by key in one file, read from flash without loading it.

A record is the length of its key (1 byte), the length of its value (2 bytes, the higher first), the key, the value.
"""

_HEAD = 3
VALUE_MAX = 4_096
"""Bytes of one value: what a dispenser has room for beside its menu."""


def record(key, value):
    """One record as bytes; raises ``ValueError`` for a key or value that is too long."""
    name = key.encode()
    if not name or len(name) > 255 or len(value) > VALUE_MAX:
        raise ValueError(key)
    return bytes((len(name), len(value) >> 8, len(value) & 255)) + name + value


def find(file, key):
    """The value of a key in an open file, or None. A file that is cut holds what comes before the cut."""
    name = key.encode()
    file.seek(0)
    while True:
        head = file.read(_HEAD)
        if len(head) < _HEAD or not head[0]:
            return None
        size = head[1] << 8 | head[2]
        if file.read(head[0]) == name:
            value = file.read(size)
            return value if len(value) == size else None
        file.seek(size, 1)
