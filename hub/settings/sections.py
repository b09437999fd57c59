"""The settings of the hub beside the hall's own configuration. A new section is one more field of ``Settings``."""

from dataclasses import dataclass, field
from pathlib import Path

from hub.core.catalogue import HallSetup, Text
from hub.core.shadow import ShadowRules
from hub.devices.serial_keypads.setup import SerialSetup
from hub.peripherals.setup import PeripheralsSetup


@dataclass(frozen=True, slots=True)
class HubSettings:
    """The hub itself."""

    data_dir: str = ""
    announce: bool = True


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The pages and the HTTP interface."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    screens: tuple[str, ...] = ()
    bench: bool = False


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """The MQTT broker: embedded where ``url`` is empty, else the hall's own."""

    url: str = ""
    host: str = "127.0.0.1"
    port: int = 1883
    tls: bool = False


@dataclass(frozen=True, slots=True)
class CentreLink:
    """The way to the centre. ``bytes_a_second``: half of what a line of 64 kbit/s carries, so that a village surfs on."""

    url: str = ""
    key: str = ""
    authority: str = ""
    bytes_a_second: int = 4000


@dataclass(frozen=True, slots=True)
class AreaSettings:
    """A part of the hall with a board and a voice of its own."""

    code: str
    names: Text
    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LoudnessStep:
    """From this time of the day on, so many percent."""

    at: str
    percent: int


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Spoken calls. ``device``: the hub's own loudspeaker, or "": the boards speak."""

    on: bool = True
    languages: tuple[str, ...] = ()
    device: str = ""
    area: str = ""
    clips: str = ""
    loudness: tuple[LoudnessStep, ...] = ()
    self_test: str = "08:00"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything of one ``hall.toml``: the hall, which the core knows, and the sections of the hub around it."""

    setup: HallSetup
    hub: HubSettings = field(default_factory=HubSettings)
    web: WebSettings = field(default_factory=WebSettings)
    broker: BrokerSettings = field(default_factory=BrokerSettings)
    peripherals: PeripheralsSetup = field(default_factory=PeripheralsSetup)
    serial: tuple[SerialSetup, ...] = ()
    area: tuple[AreaSettings, ...] = ()
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    shadow: ShadowRules | None = None
    centre: CentreLink = field(default_factory=CentreLink)

    @property
    def data_dir(self) -> Path:
        """Where the journal and the credentials live; a relative path counts from the working directory."""
        return Path(self.hub.data_dir or f"var/{self.setup.hall}")
