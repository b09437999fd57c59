"""A ``centre.toml``: shape first, then what must hold between values. A centre works without any file."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub.centre.keys import KEYS
from hub.core.catalogue import Level, Text
from hub.settings.mistakes import Mistake, SettingsError
from hub.settings.place import Places
from hub.settings.sections import CentreLink
from hub.settings.shape import WRONG, Shaper

Finding = tuple[tuple[str | int, ...], str, str]


@dataclass(frozen=True, slots=True)
class CentreWebSettings:
    """The pages and the open feed."""

    host: str = "127.0.0.1"
    port: int = 8090
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class CentreBrokerSettings:
    """NATS with JetStream: a child of the centre where ``url`` is empty, else a server or cluster of its own.

    ``url``: addresses with commas between them. ``key``: password of the user ``centre`` there. ``replicas``: 3 in a cluster.
    """

    url: str = ""
    key: str = ""
    authority: str = ""
    host: str = "127.0.0.1"
    port: int = 4222
    tls: bool = False
    replicas: int = 1


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """``url``: as SQLAlchemy has it; empty: a SQLite file in the data folder."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class HallEntry:
    """A hall that may speak. ``parent``: the node it hangs below, "" for the centre itself.

    ``halls``: not empty for a centre one level down: the halls in whose names it speaks.
    """

    id: str
    key: str = ""
    parent: str = ""
    halls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree between the centre and its halls."""

    id: str
    names: Text
    level: Level
    parent: str = ""


@dataclass(frozen=True, slots=True)
class WayEntry:
    """How long it takes from one hall to another, and back. It stands for the straight line."""

    ends: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """Whom to tell. ``events``: which; empty: all."""

    url: str
    secret: str
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """Everything of one ``centre.toml``. ``name``: the centre's id, its user name one level up."""

    name: str = "centre"
    names: Text = field(default_factory=lambda: {"zh": "中心", "en": "Centre"})
    level: Level = Level.CITY
    data: str = "centre-data"
    web: CentreWebSettings = field(default_factory=CentreWebSettings)
    broker: CentreBrokerSettings = field(default_factory=CentreBrokerSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    halls: tuple[HallEntry, ...] = ()
    nodes: tuple[Node, ...] = ()
    above: CentreLink = field(default_factory=CentreLink)
    webhooks: tuple[Webhook, ...] = ()
    ways: tuple[WayEntry, ...] = ()

    @property
    def folder(self) -> Path:
        """Where everything lies; a relative path counts from the working directory."""
        return Path(self.data)

    @property
    def store_url(self) -> str:
        """Where the store is, as SQLAlchemy has it."""
        return self.store.url or f"sqlite:///{self.folder / 'centre.db'}"


def load_centre(path: Path | None) -> CentreSettings:
    """The settings of a file, or those of a centre without one. Raises ``SettingsError`` with every mistake."""
    if path is None:
        return CentreSettings()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            [Mistake(str(path), 1, "", f"cannot be read: {error}", "a centre.toml in UTF-8")]
        ) from error
    return read_centre(text, str(path))


def read_centre(text: str, file: str = "centre.toml") -> CentreSettings:
    """The settings of a text. Raises ``SettingsError``."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise SettingsError([Mistake(file, line, "", f"is no TOML: {error}", "key = value, or [table]")]) from error
    shaper = Shaper(file, Places(text), KEYS)
    settings = shaper.table(CentreSettings, raw, ())
    if settings is not WRONG:
        for path, problem, expected in findings(settings):
            shaper.note(path, problem, expected)
    if shaper.mistakes:
        raise SettingsError(shaper.mistakes)
    return with_folder(settings, Path(file).parent)


def with_folder(settings: CentreSettings, folder: Path) -> CentreSettings:
    """The same; a relative data folder counts from the file."""
    return replace(settings, data=str(folder / settings.data))


def findings(settings: CentreSettings) -> Iterator[Finding]:
    """What does not fit together."""
    ids = [node.id for node in settings.nodes]
    for table, used in (("nodes", ids), ("halls", [hall.id for hall in settings.halls])):
        for index, each in enumerate(used):
            if each in used[:index]:
                yield (table, index, "id"), f"{each} is there twice", "an id of its own"
    parents = {"nodes": [node.parent for node in settings.nodes], "halls": [hall.parent for hall in settings.halls]}
    for table, named in parents.items():
        for index, parent in enumerate(named):
            if parent and parent not in ids:
                yield (table, index, "parent"), f'"{parent}" is no node', "the id of one of the nodes, or nothing"
    for index, way in enumerate(settings.ways):
        if len(way.ends) != 2:
            yield ("ways", index, "ends"), f"has {len(way.ends)} halls", "two ids of halls"
    yield from circles(settings.nodes)
    if settings.above.url and not settings.above.key:
        yield ("above", "key"), "is missing", "the key that the level above printed"


def circles(nodes: tuple[Node, ...]) -> Iterator[Finding]:
    """Nodes that hang below themselves."""
    parents = {node.id: node.parent for node in nodes}
    for index, node in enumerate(nodes):
        seen, at = {node.id}, parents.get(node.id, "")
        while at and at not in seen:
            seen.add(at)
            at = parents.get(at, "")
        if at == node.id:
            yield ("nodes", index, "parent"), f"{node.id} hangs below itself", "a tree"
