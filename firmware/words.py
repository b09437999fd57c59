"""The words of the screens in flash: ``texts.pack``, made from ``texts`` when the firmware is compiled."""

import sys

from wire.pack import find

PACK_FILE = "/texts.pack"


class Words:
    """The file beside the modules of this firmware; where there is none, as on a PC, nothing is found."""

    def __init__(self):
        self._path = None
        for folder in sys.path:
            try:
                open(folder + PACK_FILE, "rb").close()
            except OSError:
                continue
            self._path = folder + PACK_FILE
            return

    def __call__(self, key):
        """The words of ``language/key`` as bytes, or None."""
        if self._path is None:
            return None
        with open(self._path, "rb") as file:
            return find(file, key)
