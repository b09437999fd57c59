"""Pages and what belongs to them, from ``display/web``: each page is one HTML file, all else lies under ``/web/``."""

from pathlib import Path

from aiohttp import web

from hub.web.call import Call
from hub.web.preloads import preload_header
from hub.web.problems import Problem

PAGES = {
    "/": "index",
    "/board": "board",
    "/counter/{n:[0-9]{1,4}}": "counter",
    "/kiosk": "kiosk",
    "/pad/{n:[0-9]{1,4}}": "pad",
    "/clerk": "clerk",
    "/t/{link}": "ticket",
    "/m/{link}": "receipt",
    "/afar": "afar",
    "/book": "book",
    "/book/{code:[0-9A-Za-z]{8}}": "book",
    "/supervisor": "supervisor",
    "/matters": "matters",
    "/devices": "devices",
    "/reports": "reports",
    "/replay": "replay",
    "/planning": "planning",
    "/shadow": "shadow",
    "/settings": "settings",
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
    """The files of one folder, as they are at the start: what is not among them then is not served."""

    def __init__(self, folder: Path) -> None:
        self._files = files_below(folder.resolve())
        pages = {path: file for path, file in self._files.items() if path.startswith("pages/")}
        self._preloads = {path: preload_header(file, self._files) for path, file in pages.items()}

    async def file(self, call: Call) -> web.StreamResponse:
        """A style sheet, a module, a picture."""
        return self.send(call.http.match_info["path"])

    def page(self, name: str) -> web.StreamResponse:
        """A page by its name."""
        return self.send(f"pages/{name}.html")

    def send(self, path: str) -> web.StreamResponse:
        """The file of a path below the folder."""
        file = self._files.get(path)
        if file is None:
            raise Problem(404, "not_found")
        kind = SERVED[file.suffix]
        charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml")) else ""
        headers = {"Content-Type": kind + charset, "Cache-Control": REVALIDATE}
        if self._preloads.get(path):
            headers["Link"] = self._preloads[path]
        return web.FileResponse(file, headers=headers)


def files_below(folder: Path) -> dict[str, Path]:
    """Path below the folder -> file, of the kinds that browsers use; no hidden ones, and no way out of the folder."""
    found = {file.relative_to(folder): file for file in folder.rglob("*")}
    return {
        path.as_posix(): file
        for path, file in found.items()
        if file.suffix in SERVED and file.is_file() and file.resolve().is_relative_to(folder)
        if not any(part.startswith(".") for part in path.parts)
    }
