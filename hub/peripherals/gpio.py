"""Pins of the Pi through gpiozero. Where there are none, one clear line in the log, and the hub runs on."""

import logging
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from gpiozero import PinFactoryFallback

log = logging.getLogger(__name__)

PinFactory = Any
"""A gpiozero pin factory, or None for the board's own."""
Device = TypeVar("Device")


def open_device(what: str, make: Callable[[], Device]) -> Device | None:
    """The device, or None and a line that says what is missing. gpiozero's own chatter about backends is left out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PinFactoryFallback)
            return make()
    # gpiozero, lgpio and the kernel each raise a family of their own, and no hall stops for a lamp.
    except Exception as error:
        log.warning("%s does not work, the hub runs without it: %s: %s", what, type(error).__name__, error)
        return None
