"""A DFPlayer Mini: a player of numbered tracks on an SD card, told by frames of ten bytes at 9600 baud. Pure.

7E  FF  06  command  00  argument high  low  check high  low  EF
"""

BAUD = 9_600
PLAY, VOLUME = 0x12, 0x06
"""PLAY: a track of the folder ``mp3``, 0001.mp3 and so on; VOLUME: 0 to 30."""
VOLUME_MAX = 30
TRACK_MAX = 9_999


def frame(command, argument):
    """One order. The check makes the sum of all bytes from FF on zero."""
    body = bytes((0xFF, 0x06, command, 0x00, argument >> 8, argument & 0xFF))
    check = -sum(body) & 0xFFFF
    return b"\x7e" + body + bytes((check >> 8, check & 0xFF, 0xEF))


class Speaker:
    """``uart``: where the player listens; nothing is read back. A new track cuts the old one short."""

    def __init__(self, uart, volume):
        self._uart, self._volume = uart, frame(VOLUME, max(0, min(VOLUME_MAX, volume)))

    def speak(self, track):
        """Plays a track, 1 to 9,999. The volume comes first: the player forgets it when its power fails."""
        if 1 <= track <= TRACK_MAX:
            self._uart.write(self._volume)
            self._uart.write(frame(PLAY, track))
