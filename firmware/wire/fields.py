"""Kinds of fields and their check. A kind is a tuple: its name, then its limits."""

from wire.errors import BadShape

ID_MAX = 32
ID_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789-"

BOOL = ("bool",)
ID = ("id",)


def INT(low, high):
    """A whole number, both ends included. Times are milliseconds unless the name ends in ``_s``."""
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
    """An object with these (name, kind) fields. Others are dropped, so that a newer peer may add some."""
    return ("map", fields)


def TEXTS(most):
    """Words by language: {"zh": ..., "en": ...}."""
    return ("texts", most)


def is_id(value):
    """Whether it may name a hall or a device: ``[a-z0-9-]{1,32}``."""
    return isinstance(value, str) and 0 < len(value) <= ID_MAX and all(c in ID_CHARS for c in value)


def clip(text, most):
    """The text as the wire takes it: control characters become spaces, and it is cut to ``most`` characters."""
    return "".join(c if _printable(c) else " " for c in text[:most])


def check(kind, value, name):
    """The value with nothing but its known fields; raises ``BadShape`` that names the field."""
    return _CHECKS[kind[0]](kind, value, name)


def _printable(char):
    code = ord(char)
    return code >= 32 and code != 127 and not 0xD800 <= code <= 0xDFFF


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
    _require(isinstance(value, str) and len(value) <= kind[1] and all(_printable(c) for c in value), name)
    return value


def _one(kind, value, name):
    _require(isinstance(value, str) and value in kind[1], name)
    return value


def _opt(kind, value, name):
    return None if value is None else check(kind[1], value, name)


def _list(kind, value, name):
    _require(isinstance(value, (list, tuple)) and len(value) <= kind[1], name)
    return [check(kind[2], entry, name) for entry in value]


def _map(kind, value, name):
    _require(isinstance(value, dict), name)
    return {field: check(inner, value.get(field), name + "." + field) for field, inner in kind[1]}


def _texts(kind, value, name):
    _require(isinstance(value, dict) and len(value) <= 8 and all(is_id(language) for language in value), name)
    return {language: _text(kind, words, name) for language, words in value.items()}


_CHECKS = {
    "bool": _bool,
    "int": _int,
    "id": _id,
    "text": _text,
    "one": _one,
    "opt": _opt,
    "list": _list,
    "map": _map,
    "texts": _texts,
}
