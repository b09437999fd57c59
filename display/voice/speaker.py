"""The hub's own loudspeaker: one call after the other through ``aplay``.

Theory of operation. ``opusdec`` decodes each clip once into a folder of WAV files. A call is put together from them in
memory, made as loud as the hall wants it at this time of the day, and written to one ``aplay``. Everything has a
deadline: a player that fails or hangs costs its own call and is an alarm (``problem``); whoever has called waits for
nothing here. Both programs get words that are made here: a device from the settings, file names from a hash.
"""

import array
import asyncio
import hashlib
import io
import logging
import os
import subprocess
import sys
import tempfile
import wave
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from display.voice.phrases import CHIME
from display.voice.queue import SpokenCall, VoiceQueue

log = logging.getLogger(__name__)

RATE = 24_000
GAP_S = 0.08
"""Between two clips, beside the little silence that they have themselves."""
DECODE_S = 10.0
SLACK_S = 4.0
"""A device may buffer and drain this much longer than the sound lasts; then the player hangs."""
KILL_S = 2.0
"""A process that a broken driver holds is not waited for longer than this."""

MISSING, FAILED, HUNG, BROKEN = "player_missing", "player_failed", "player_hung", "clip_broken"


class CannotPlay(Exception):
    """Nothing was heard. ``problem``: MISSING, FAILED, HUNG or BROKEN."""

    def __init__(self, problem: str, words: str) -> None:
        super().__init__(words)
        self.problem = problem


class Speaker:
    """One loudspeaker and its line. ``files``: clip -> OGG file; ``loudness``: percent now, 0 to 100.

    ``problem``: why the last sound was not heard, or "".
    """

    def __init__(
        self, device: str, files: Mapping[str, Path], cache: Path, loudness: Callable[[], int], slack_s: float = SLACK_S
    ) -> None:  # fmt: skip
        self.problem, self._slack_s = "", slack_s
        self._device, self._files, self._cache, self._loudness = device, files, cache, loudness
        self._line = VoiceQueue()
        self._wake = asyncio.Event()
        self._one = asyncio.Lock()

    def see(self, calls: Iterable[SpokenCall], now_ms: int) -> None:
        """The open calls as they are now. Returns at once."""
        self._line.see(calls, now_ms)
        self._wake.set()

    async def run(self) -> None:
        """Say what comes until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while call := self._line.begin():
                try:
                    await self.say(call.clips)
                finally:
                    self._line.end()

    async def test(self) -> str:
        """Play the chime; the problem, or ""."""
        await self.say([CHIME])
        return self.problem

    async def say(self, clips: Sequence[str]) -> None:
        """Play some clips, or note why not."""
        async with self._one:
            try:
                sound = await asyncio.to_thread(self._sound, clips)
                await play(self._device, sound, self._slack_s)
            except CannotPlay as error:
                log.log(logging.DEBUG if self.problem else logging.WARNING, "the hall was not called aloud: %s", error)
                self.problem = error.problem
            else:
                self.problem = ""

    def _sound(self, clips: Sequence[str]) -> bytes:
        """A WAV file of all clips, as loud as it is to be now. Raises ``CannotPlay``."""
        gap = bytes(2 * int(GAP_S * RATE))
        return as_wav(gap.join(self._decoded(clip) for clip in clips), self._loudness())

    def _decoded(self, clip: str) -> bytes:
        """The samples of a clip, decoded the first time that it is needed."""
        try:
            octets = self._files[clip].read_bytes()
            kept = self._cache / f"{hashlib.sha256(octets).hexdigest()[:32]}.wav"
            if not kept.exists():
                decode(self._files[clip], kept)
            with wave.open(str(kept)) as read:
                return bytes(read.readframes(read.getnframes()))
        except (OSError, KeyError, EOFError, wave.Error, subprocess.SubprocessError) as error:
            raise CannotPlay(BROKEN, f"clip {clip}: {error}") from error


def decode(file: Path, kept: Path) -> None:
    """One clip into a WAV file, which appears whole or not at all. Raises ``OSError`` or ``SubprocessError``."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=kept.parent, suffix=".part")
    os.close(handle)
    try:
        words = ["opusdec", "--quiet", "--rate", str(RATE), "--force-wav", str(file), unfinished]
        subprocess.run(words, check=True, timeout=DECODE_S, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        os.replace(unfinished, kept)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def as_wav(frames: bytes, percent: int) -> bytes:
    """16-bit samples at ``RATE``, mono, at a share of their loudness (0 to 100), as a WAV file."""
    samples = array.array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    scaled = array.array("h", (sample * percent // 100 for sample in samples))
    if sys.byteorder == "big":
        scaled.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(scaled.tobytes())
    return file.getvalue()


async def play(device: str, sound: bytes, slack_s: float) -> None:
    """Play a WAV file to its end. Raises ``CannotPlay``, at the latest ``slack_s`` after the end of the sound."""
    words = ["aplay", "-q", "-D", device, "-t", "wav", "-"]
    try:
        player = await asyncio.create_subprocess_exec(
            *words, stdin=PIPE, stdout=DEVNULL, stderr=PIPE, start_new_session=True
        )
    except OSError as error:
        raise CannotPlay(MISSING, f"aplay does not start: {error}") from error
    try:
        async with asyncio.timeout(len(sound) / (2 * RATE) + slack_s):
            _, said = await player.communicate(sound)
    except TimeoutError:
        raise CannotPlay(HUNG, "aplay did not end in time") from None
    finally:
        await end(player)
    if player.returncode:
        raise CannotPlay(FAILED, f"aplay ended with {player.returncode}: {said.decode(errors='replace').strip()[:200]}")


async def end(player: Process) -> None:
    """Kill a player that still runs; one that cannot be killed is left behind."""
    if player.returncode is not None:
        return
    player.kill()
    try:
        async with asyncio.timeout(KILL_S):
            await player.wait()
    except TimeoutError:
        log.warning("aplay cannot be killed: its sound driver hangs")
