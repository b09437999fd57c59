"""What must hold in ``[place]``, ``[centre]`` and for screens: texts in every language, a whole position, a key, networks."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from hub.core.catalogue import HallSetup
from hub.settings.rules import Finding, text_findings
from hub.settings.sections import CentreLink, WebSettings


def place_findings(setup: HallSetup) -> Iterator[Finding]:
    """Everything in ``[place]`` that does not fit."""
    for key, text in (("address", setup.place.address), ("directions", setup.place.directions)):
        if text:
            yield from text_findings(setup, ("place", key), text)
    if (setup.place.latitude is None) != (setup.place.longitude is None):
        missing = "latitude" if setup.place.latitude is None else "longitude"
        yield ("place", missing), "is missing", "latitude and longitude, or neither"


def centre_findings(centre: Any) -> Iterator[Finding]:
    """Everything in ``[centre]`` that does not fit; a table that is not there or could not be read is passed over."""
    if isinstance(centre, CentreLink) and centre.url and not centre.key:
        yield ("centre", "key"), "is missing", "the key that `anycounter centre add-hall` printed"


def screen_findings(web: Any) -> Iterator[Finding]:
    """Screens that are no address and no network."""
    for index, screen in enumerate(web.screens if isinstance(web, WebSettings) else ()):
        try:
            ipaddress.ip_network(screen, strict=False)
        except ValueError:
            yield ("web", "screens", index), f'"{screen}" is none', 'an address, or a network such as "192.168.1.0/24"'
