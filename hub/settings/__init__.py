"""``hall.toml`` -> frozen dataclasses. Unknown keys are mistakes; with any mistake the hub does not start."""

from hub.settings.loading import load_settings, read_settings
from hub.settings.mistakes import Mistake, SettingsError
from hub.settings.sections import BrokerSettings, HubSettings, Settings, WebSettings

__all__ = [
    "BrokerSettings",
    "HubSettings",
    "Mistake",
    "Settings",
    "SettingsError",
    "WebSettings",
    "load_settings",
    "read_settings",
]
