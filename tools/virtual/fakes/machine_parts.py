"""The rest of the board's ``machine``: I2C and SPI for screens, PWM for a buzzer."""

import binascii

import wires


class I2C:
    """A bus whose devices take everything; what is written is reported."""

    def __init__(self, number, scl=None, sda=None, freq=0):
        self._number = number

    def writeto(self, address, octets):
        """One transfer."""
        wires.tell(i2c=self._number, address=address, hex=binascii.hexlify(octets).decode())
        return 1


class SPI:
    """A bus; what is written is reported."""

    def __init__(self, number, baudrate=0, sck=None, mosi=None, miso=None):
        self._number = number

    def write(self, octets):
        """One transfer."""
        wires.tell(spi=self._number, hex=binascii.hexlify(octets).decode())


class PWM:
    """A buzzer; each tone and its end are reported."""

    def __init__(self, pin):
        self._hertz = 0
        self._last = 0

    def freq(self, hertz):
        """The next tone."""
        self._hertz = hertz

    def duty_u16(self, on):
        """Sounds, or is silent at 0."""
        sound = self._hertz if on else 0
        if sound != self._last:
            self._last = sound
            wires.tell(hertz=sound)
