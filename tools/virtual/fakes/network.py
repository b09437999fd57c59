"""The board's ``network``: the cable of the PC is a Wi-Fi that is always joined."""

STA_IF = 0


class WLAN:
    """A station with a good signal."""

    def __init__(self, interface):
        self._active = False

    def active(self, on):
        """Switches it."""
        self._active = on

    def connect(self, ssid, password):
        """Joins at once."""

    def isconnected(self):
        """Whether it is on."""
        return self._active

    def status(self, what):
        """The signal in dBm."""
        return -50
