"""Who speaks: the voice of each language, how fast, and under which name a recording remembers it."""

VOICE = {"zh": "zf_xiaoxiao", "en": "af_heart"}
SPEED = {"zh": 0.95, "en": 0.9}
MAKING = 1
"""Counted up where the same words come to sound otherwise, so that every folder's clips are made again."""


def voice_of(language: str) -> str:
    """Voice, speed and way of making, as a folder's record keeps them."""
    return f"{VOICE[language]} {SPEED[language]} {MAKING}"


class UnknownWord(Exception):
    """A word that nobody told how to pronounce. Its text names the word."""
