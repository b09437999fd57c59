"""All messages, for the hub and for whoever speaks with every role."""

import wire.of_all
import wire.of_counter_display
import wire.of_dispenser
import wire.of_hall
import wire.of_keypad
import wire.of_pad  # noqa: F401 - each adds its own
from wire.table import MESSAGES

__all__ = ["MESSAGES"]
