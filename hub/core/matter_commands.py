"""What staff may ask about a matter. ``hub.core.commands`` offers these with all others."""

from dataclasses import dataclass

from hub.core.matters import Stage


@dataclass(frozen=True, slots=True)
class MoveMatter:
    """The matter has come to a stage. ``holder``: the office that has it now, "" for the same as before.

    ``reason``: needed when it is returned. Neither may name a citizen.
    """

    matter: str
    stage: Stage
    holder: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BringDocument:
    """The document that was missing (容缺) has been brought."""

    matter: str
