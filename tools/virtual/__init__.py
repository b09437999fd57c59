"""Virtual devices: the real firmware in a process of its own, over fake pins."""

from tools.virtual.device import DeviceFault, VirtualDevice
from tools.virtual.pairing import pair
from tools.virtual.printer import VirtualPrinter

__all__ = ["DeviceFault", "VirtualDevice", "VirtualPrinter", "pair"]
