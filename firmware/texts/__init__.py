"""Words of the devices, one file a language. A new language is a new file; what it lacks is said in English."""

_loaded = {}


def word(language, key):
    """The words for a key."""
    words = _words(language)
    return words[key] if key in words else _words("en")[key]


def of(texts, language):
    """The text of a message in this language, or else in English, or else in any, or else nothing."""
    for wanted in (language, "en"):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), "")


def _words(language):
    if language not in _loaded:
        try:
            _loaded[language] = getattr(__import__("texts." + language), language).WORDS
        except ImportError:
            _loaded[language] = {}
    return _loaded[language]
