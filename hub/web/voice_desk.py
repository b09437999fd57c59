"""The voice, as boards and supervisors ask for it. What knows about it is behind a port."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from hub.core.hall import Hall
from hub.web.bodies import SoundReport
from hub.web.call import Call, Reply, json_reply
from hub.web.pages import REVALIDATE
from hub.web.problems import Fault, Problem


class Voice(Protocol):
    """Areas, calls with their clips, and how the voice is."""

    @property
    def files(self) -> Mapping[str, Path]:
        """Clip -> its OGG file."""
        ...

    @property
    def names(self) -> Mapping[str, str]:
        """Clip -> the name of an item, a line or a priority class that it says."""
        ...

    def areas(self) -> list[dict[str, Any]]:
        """As ``setup_shapes.AreaShown``."""
        ...

    def calls(self, hall: Hall) -> list[dict[str, Any]]:
        """As ``shapes.VoiceCall``."""
        ...

    def loudness(self, now_ms: int) -> int:
        """Percent, 0 to 100."""
        ...

    def sound(self) -> dict[str, Any]:
        """As ``shapes.SoundShown``."""
        ...

    def report(self, area: str, on: bool) -> bool:
        """A board says whether it can be heard; False for an unknown area."""
        ...


class NoVoice:
    """A hall that calls by screens alone."""

    files: Mapping[str, Path] = {}
    names: Mapping[str, str] = {}

    def areas(self) -> list[dict[str, Any]]:
        return []

    def calls(self, hall: Hall) -> list[dict[str, Any]]:
        return []

    def loudness(self, now_ms: int) -> int:
        return 100

    def sound(self) -> dict[str, Any]:
        return {"on": False, "tested_ms": 0, "problems": []}

    def report(self, area: str, on: bool) -> bool:
        return False


async def show_clip(call: Call) -> web.StreamResponse:
    """A clip of the voice, as OGG."""
    file = call.parts.voice.files.get(call.http.match_info["clip"])
    if file is None:
        raise Problem(404, "not_found")
    return web.FileResponse(file, headers={"Content-Type": "audio/ogg", "Cache-Control": REVALIDATE})


async def report_sound(call: Call) -> Reply:
    """A board says whether it can be heard."""
    body: SoundReport = call.body
    if not call.parts.voice.report(body.area, body.on):
        raise Problem(404, "not_found", Fault("/area", "refused"))
    return json_reply({})
