"""Kinds of fields and their check. A kind is a tuple: its name, then its limits."""

from wire.errors import BadShape

ID_MAX = 32
LANGUAGES_MAX = 8
ID_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789-"

BOOL = ("bool",)
ID = ("id",)


def INT(low, high):
    """A whole number, both ends included."""
    return ("int", low, high)


def TEXT(most):
    """Words of at most ``most`` characters, none of them a control character."""
    return ("text", most)


def ONE(*words):
    """One of these words."""
    return ("one", words)


def OPT(kind):
    """The kind, or null; a field that is left out reads as null."""
    return ("opt", kind)


def LIST(most, kind):
    """At most ``most`` values of one kind."""
    return ("list", most, kind)


def MAP(*fields):
    """An object with these fields: name, kind, name, kind ... Others are dropped, so that a newer peer may add some."""
    return ("map", fields)


def named(fields):
    """The (name, kind) pairs of a flat list of fields; flat, since a device has no room for pairs."""
    for place in range(0, len(fields), 2):
        yield fields[place], fields[place + 1]


def TEXTS(most):
    """Words by language: {"zh": ..., "en": ...}."""
    return ("texts", most)


def is_id(value):
    """Whether it may name a hall or a device: ``[a-z0-9-]{1,32}``."""
    return isinstance(value, str) and 0 < len(value) <= ID_MAX and _all_in(value, ID_BYTES)


def check(kind, value, name):
    """The value with nothing but its known fields; raises ``BadShape`` that names the field."""
    return _CHECKS[kind[0]](kind, value, name)


def _all_in(text, allowed):
    """Reads bytes: MicroPython keeps every character that a loop over a string has met for ever."""
    try:
        return all(byte in allowed for byte in text.encode())
    except UnicodeError:  # half of a surrogate pair
        return False


def _is_plain(text):
    try:
        octets = text.encode()
    except UnicodeError:  # half of a surrogate pair
        return False
    before = 0
    for byte in octets:
        if byte < 32 or byte == 127 or (before == 0xED and byte >= 0xA0):  # MicroPython's half of a surrogate pair
            return False
        before = byte
    return True


def _require(holds, name):
    if not holds:
        raise BadShape(name)


def _bool(kind, value, name):
    _require(isinstance(value, bool), name)
    return value


def _int(kind, value, name):
    _require(isinstance(value, int) and not isinstance(value, bool) and kind[1] <= value <= kind[2], name)
    return value


def _id(kind, value, name):
    _require(is_id(value), name)
    return value


def _text(kind, value, name):
    _require(isinstance(value, str) and len(value) <= kind[1] and _is_plain(value), name)
    return value


def _one(kind, value, name):
    _require(isinstance(value, str) and value in kind[1], name)
    return value


def _opt(kind, value, name):
    return None if value is None else check(kind[1], value, name)


def _list(kind, value, name):
    _require(isinstance(value, (list, tuple)) and len(value) <= kind[1], name)
    clean = [check(kind[2], entry, name) for entry in value]
    return value if all(a is b for a, b in zip(clean, value)) else clean


def _map(kind, value, name):
    """The very object where nothing had to be left out: a device has no room for a second menu."""
    _require(isinstance(value, dict), name)
    clean = {field: check(inner, value.get(field), field) for field, inner in named(kind[1])}
    same = len(clean) == len(value) and all(clean[field] is value.get(field) for field in clean)
    return value if same else clean


def _texts(kind, value, name):
    _require(
        isinstance(value, dict) and len(value) <= LANGUAGES_MAX and all(is_id(language) for language in value), name
    )
    for words in value.values():
        _text(kind, words, name)
    return value


_CHECKS = {"bool": _bool, "int": _int, "id": _id, "text": _text, "one": _one, "opt": _opt, "list": _list, "map": _map}
_CHECKS["texts"] = _texts
