"""What is joined to a board besides keys and lamps: screens, a buzzer, a speaker.

The code of a part is loaded where a device has the part, and takes no memory where it has not.
"""

import asyncio

import machine
from machine import UART, Pin

from screens import Plain, TextScreen

PRINTER_BAUD = 115_200
FONT = "font.bin"


def uart(pins, baud):
    """A serial port; both pins are named, since an ESP32 has its flash where it would look for them."""
    number, tx, rx = pins
    return UART(number, baud, tx=Pin(tx), rx=Pin(rx))


def screen(plan, folder):
    """The screen of a plan, on its bus."""
    if plan.screen == "none":
        return Plain()
    if plan.screen == "text":
        return TextScreen(uart(plan.screen_pins, TextScreen.BAUD))
    kind = getattr(__import__("screens." + plan.screen), plan.screen)
    return kind.Screen(_bus(plan, kind), plan.parts, None if plan.screen == "bar" else font(folder))


def font(folder):
    """The font of this hall; digits and capitals where there is none."""
    try:
        return __import__("glyphs").Font(open(folder + "/" + FONT, "rb"))
    except (OSError, ValueError):
        return __import__("screens.small").small.SmallFont()


def _bus(plan, kind):
    pins = plan.screen_pins
    if plan.screen == "bar":
        return uart(pins, kind.BAUD), Pin(plan.direction, Pin.OUT, value=0)
    if plan.screen == "ssd1306":
        number, sda, scl = pins
        return machine.I2C(number, scl=Pin(scl), sda=Pin(sda), freq=400_000)
    number, sck, mosi, miso, select = pins
    spi = machine.SPI(number, baudrate=kind.BAUD, sck=Pin(sck), mosi=Pin(mosi), miso=Pin(miso))
    return spi, Pin(select, Pin.OUT, value=plan.screen == "max7219")


def buzzer(pin):
    """A passive buzzer."""
    return __import__("beeps").Buzzer(machine.PWM(Pin(pin)), asyncio.Event(), asyncio.sleep)


def speaker(pins):
    """The player of spoken help."""
    part = __import__("speaker")
    return part.Speaker(uart(pins, part.BAUD), part.VOLUME_MAX * 2 // 3)
