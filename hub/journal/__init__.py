"""The append-only journal of a hall. ``open_journal`` is the way in."""

from hub.journal.opening import Opened, open_journal

__all__ = ["Opened", "open_journal"]
