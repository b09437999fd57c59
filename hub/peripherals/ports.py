"""What the peripherals need of the hub."""

from collections.abc import Awaitable, Callable

from hub.core.commands import Request
from hub.service import Answer

Handle = Callable[[Request], Awaitable[Answer]]
"""Carries out a request, as ``HallService.handle`` does. Raises ``HallBusy`` or ``JournalFailed``."""
