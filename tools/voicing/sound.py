"""Sound as lists of samples: the chime, what is cut off and how loud a clip is, Opus and back. No numpy.

A sound is ``array("f")``, mono, ``RATE`` samples a second, -1 to 1.
"""

import io
import math
import subprocess
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

RATE = 24_000
Sound: TypeAlias = "array[float]"

CHIME_NOTES = ((659.26, 0.0), (523.25, 0.38))
"""Hz and seconds: E5, then C5, the two tones that halls everywhere have."""
CHIME_S = 1.15
PARTIALS = ((1.0, 1.0, 4.5), (2.0, 0.35, 7.0), (3.01, 0.12, 11.0))
"""(multiple of the note, share, decay in 1/s): a soft bell, that small loudspeakers can play."""
ATTACK_S = 0.006

SPEECH_RMS = 0.12
"""-18 dB below full scale: every clip is as loud as the next."""
PEAK = 0.89
SILENT = 0.012
"""Below this there is no speech."""
PAD_S = 0.03
KBIT = 24
TOOL_S = 60.0


def chime() -> Sound:
    """Two struck tones, dying away."""
    made = array("f", bytes(4 * int(CHIME_S * RATE)))
    for note_hz, begin_s in CHIME_NOTES:
        for multiple, share, decay in PARTIALS:
            add_tone(made, note_hz * multiple, begin_s, share, decay)
    return scaled(made, 0.6 / max(map(abs, made)))


def add_tone(made: Sound, tone_hz: float, begin_s: float, share: float, decay: float) -> None:
    """Add a tone that is struck at ``begin_s`` and gone by the end of the sound."""
    begin = int(begin_s * RATE)
    for place in range(begin, len(made)):
        time_s = (place - begin) / RATE
        end = min(1.0, (len(made) - place) / (0.1 * RATE))
        loud = share * min(1.0, time_s / ATTACK_S) * math.exp(-decay * time_s) * end
        made[place] += loud * math.sin(2 * math.pi * tone_hz * time_s)


def scaled(sound: Sound, factor: float) -> Sound:
    return array("f", (sample * factor for sample in sound))


def trimmed(sound: Sound, before_s: float = PAD_S, after_s: float = PAD_S) -> Sound:
    """With so much of its own silence at both ends, or of a perfect one where it has less; all silence is left as it is."""
    loud = [place for place, sample in enumerate(sound) if abs(sample) > SILENT]
    if not loud:
        return sound
    begin, end = loud[0] - int(before_s * RATE), loud[-1] + 1 + int(after_s * RATE)
    lacking = [array("f", bytes(4 * max(0, places))) for places in (-begin, end - len(sound))]
    return lacking[0] + sound[max(0, begin) : end] + lacking[1]


def levelled(sound: Sound) -> Sound:
    """As loud as every other clip, and never clipped."""
    rms = math.sqrt(sum(sample * sample for sample in sound) / max(1, len(sound)))
    peak = max(map(abs, sound), default=0.0)
    if not peak:
        return sound
    return scaled(sound, min(SPEECH_RMS / rms, PEAK / peak))


def joined(sounds: Sequence[Sound], gap_s: float = 0.0) -> Sound:
    """One after the other, with silence between them."""
    made = array("f")
    for place, sound in enumerate(sounds):
        if place:
            made.extend(array("f", bytes(4 * int(gap_s * RATE))))
        made.extend(sound)
    return made


def wav(sound: Sound) -> bytes:
    """A WAV file of 16-bit samples."""
    pcm = array("h", (int(max(-1.0, min(1.0, sample)) * 32767) for sample in sound))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm.tobytes())
    return file.getvalue()


def of_wav(octets: bytes) -> Sound:
    """The samples of a mono 16-bit WAV file at ``RATE``."""
    with wave.open(io.BytesIO(octets)) as read:
        pcm = array("h", read.readframes(read.getnframes()))
    return array("f", (sample / 32768 for sample in pcm))


def write_opus(sound: Sound, path: Path) -> None:
    """Write an OGG file of Opus, by ``opusenc``. The serial is fixed, so the same sound is the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [
        "opusenc",
        "--quiet",
        "--bitrate",
        str(KBIT),
        "--vbr",
        "--serial",
        "1",
        "--discard-comments",
        "--padding",
        "0",
        "-",
    ]
    subprocess.run([*words, str(path)], input=wav(sound), check=True, timeout=TOOL_S)


def read_opus(path: Path) -> Sound:
    """The samples of an OGG file, by ``opusdec``."""
    words = ["opusdec", "--quiet", "--rate", str(RATE), "--force-wav", str(path), "-"]
    return of_wav(subprocess.run(words, capture_output=True, check=True, timeout=TOOL_S).stdout)
