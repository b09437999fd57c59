"""Whoever keeps the pairing window: what the web side asks of it, and a hub that has none."""

from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

from hub.core.refused import Refused


class PairingDesk(Protocol):
    """Whoever keeps the window. All may raise ``Refused``."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def picture(self) -> dict[str, Any]: ...
    def hello(self, about: tuple[str, str, str], commit: bytes, /) -> Mapping[str, str]: ...
    def reveal(self, id: str, value: bytes, nonce: bytes, /) -> Mapping[str, str]: ...
    def wait(self, id: str, /) -> Mapping[str, str]: ...
    def taken(self, id: str, receipt: str, /) -> Mapping[str, str]: ...
    def confirm(self, id: str, digits: str, device: str, /) -> None: ...


class NoPairing:
    """A hub whose devices come from elsewhere: the window is always closed."""

    def open(self) -> None:
        self._no()

    def close(self) -> None:
        """It is."""

    def picture(self) -> dict[str, Any]:
        return {"open": False, "left_s": 0, "asking": []}

    def hello(self, about: tuple[str, str, str], commit: bytes, /) -> Mapping[str, str]:
        self._no()

    def reveal(self, id: str, value: bytes, nonce: bytes, /) -> Mapping[str, str]:
        self._no()

    def wait(self, id: str, /) -> Mapping[str, str]:
        self._no()

    def taken(self, id: str, receipt: str, /) -> Mapping[str, str]:
        self._no()

    def confirm(self, id: str, digits: str, device: str, /) -> None:
        self._no()

    def _no(self) -> NoReturn:
        raise Refused("pairing_closed")
