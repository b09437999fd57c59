"""Pages and what belongs to them, from ``display/web``: each page is one HTML file, all else lies under ``/web/``."""

from pathlib import Path

from aiohttp import web

from hub.web.call import Call
from hub.web.problems import Problem

PAGES = {
    "/": "index",
    "/board": "board",
    "/counter/{n:[0-9]{1,4}}": "counter",
    "/kiosk": "kiosk",
    "/pad/{n:[0-9]{1,4}}": "pad",
    "/clerk": "clerk",
    "/t/{link}": "ticket",
    "/supervisor": "supervisor",
    "/signin": "signin",
}
"""Address -> file in ``pages``. A page holds nothing secret: what it shows it asks for itself."""

SERVED = {
    ".css": "text/css", ".html": "text/html", ".ico": "image/x-icon", ".jpg": "image/jpeg", ".js": "text/javascript",
    ".json": "application/json", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".png": "image/png",
    ".svg": "image/svg+xml", ".wav": "audio/wav", ".webp": "image/webp", ".woff2": "font/woff2",
}  # fmt: skip
"""What a browser gets; sources and READMEs that lie beside it stay here."""

REVALIDATE = "no-cache"
"""Screens run for weeks: they ask each time whether a file has changed, and mostly hear 304."""


class Pages:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def file(self, call: Call) -> web.StreamResponse:
        """A style sheet, a module, a picture."""
        return self._send(call.http.match_info["path"])

    def page(self, name: str) -> web.StreamResponse:
        """A page by its name."""
        return self._send(f"pages/{name}.html")

    def _send(self, path: str) -> web.StreamResponse:
        """The file, as long as it lies in the folder, is of a kind that browsers use, and is not hidden."""
        if "\0" in path:
            raise Problem(404, "not_found")
        file = (self._folder / path.lstrip("/")).resolve()
        kind = SERVED.get(file.suffix)
        inside = file.is_relative_to(self._folder)
        if not (kind and inside and file.is_file()) or any(part.startswith(".") for part in Path(path).parts):
            raise Problem(404, "not_found")
        charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml")) else ""
        return web.FileResponse(file, headers={"Content-Type": kind + charset, "Cache-Control": REVALIDATE})
