"""The hall's own file, as the web side asks for it. What reads and writes it is behind a port."""

from collections.abc import Sequence
from typing import Any, NoReturn, Protocol

from hub.core.catalogue import HallSetup
from hub.core.refused import Refused


class Wrong(Protocol):
    """One mistake: ``key`` such as ``items[3].names.zh``, what is wrong, what was expected."""

    @property
    def key(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def expected(self) -> str: ...


class Proposal(Protocol):
    """What a change would make of the file; ``setup``: None where there are mistakes."""

    @property
    def setup(self) -> HallSetup | None: ...
    @property
    def mistakes(self) -> Sequence[Wrong]: ...


class SettingsDesk(Protocol):
    """All may raise ``Refused`` and touch the disk: they are called in a thread."""

    def picture(self) -> dict[str, Any]: ...
    def propose(self, section: str, index: int | None, value: Any, /) -> Proposal: ...
    def version(self, number: int, /) -> Proposal: ...
    def save(self, proposal: Any, seen: str, actor: str, reason: str, what: str, /) -> None: ...


class NoSettings:
    """A hub that does not know its own file."""

    def picture(self) -> dict[str, Any]:
        self._no()

    def propose(self, section: str, index: int | None, value: Any, /) -> Proposal:
        self._no()

    def version(self, number: int, /) -> Proposal:
        self._no()

    def save(self, proposal: Any, seen: str, actor: str, reason: str, what: str, /) -> None:
        self._no()

    def _no(self) -> NoReturn:
        raise Refused("settings_unread")
