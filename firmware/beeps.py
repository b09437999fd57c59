"""What a device has to say without words: each beep is a row of (hertz, milliseconds), 0 Hz for silence. Pure."""

PATTERNS = {
    "press": ((2_000, 30),),  # a key was felt
    "ok": ((1_500, 60), (2_200, 90)),  # done: upwards
    "refused": ((400, 180), (0, 60), (400, 180)),  # not done: twice, low
    "call": ((1_320, 250), (0, 50), (1_050, 400)),  # a chime of two tones
}
LOUD = 32_768
"""Half of the time on, of 65,536: as loud as a passive buzzer gets."""
IDLE_HZ = 1_000


class Buzzer:
    """Plays one pattern at a time; a new one cuts the old one short. ``pwm``: freq(hertz), duty_u16(on)."""

    def __init__(self, pwm, woken, sleep):
        self._pwm, self._woken, self._sleep = pwm, woken, sleep
        self._next = PATTERNS["press"][:0]
        pwm.freq(IDLE_HZ)
        pwm.duty_u16(0)

    def beep(self, name):
        """Starts a pattern at once, from wherever."""
        self._next = PATTERNS[name]
        self._woken.set()

    async def run(self, pressed, clock):
        """Plays what is asked for, for ever."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            if self._next:
                await self._play()

    async def _play(self):
        while self._next:
            (hertz, play_ms), self._next = self._next[0], self._next[1:]
            if hertz:
                self._pwm.freq(hertz)
            self._pwm.duty_u16(LOUD if hertz else 0)
            await self._sleep(play_ms / 1000)
        self._pwm.duty_u16(0)
