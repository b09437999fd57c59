"""Words of the devices, one file a language. A new language is a new file; what it lacks is said in English.

On a board the words lie in flash, in one file made from these (`words`), and only those that were said are in memory.
"""

_said = {}
_files = {}
_flash = []


def look_in(flash):
    """From now on words are looked for in flash first; ``flash(key)`` gives bytes, or None."""
    _flash[:] = [flash]


def word(language, key):
    """The words for a key."""
    said = _said.setdefault(language, {})
    if key not in said:
        said[key] = _found(language, key) or _found("en", key) or key
    return said[key]


def of(texts, language):
    """The text of a message in this language, or else in English, or else in any, or else nothing."""
    for wanted in (language, "en"):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), "")


def _found(language, key):
    for flash in _flash:
        raw = flash(language + "/" + key)
        if raw:
            return raw.decode()
    return _file(language).get(key)


def _file(language):
    if language not in _files:
        try:
            _files[language] = getattr(__import__("texts." + language), language).WORDS
        except ImportError:
            _files[language] = {}
    return _files[language]
