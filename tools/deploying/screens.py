"""The kinds of screens, and the one page that a machine shows."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

BEAT = "beat-0"
"""The fragment that asks a page to count in its address, so that a page that hangs is seen (display/web/lib/screen.js)."""


class DeployFailed(Exception):
    """It cannot be done; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``path``: of its page. ``keys``: does a keyboard do anything there?"""

    path: str
    what: str
    keys: bool = True


KINDS = {
    "kiosk": Kind("/kiosk", "a touch screen at which citizens take tickets"),
    "board": Kind("/board", "the hall's large screen", keys=False),
    "counter": Kind("/counter/[0-9]{1,4}", "the screen over a counter", keys=False),
}

NEEDED = ("/web/", "/api/", "/live")
"""What every page asks the hub for."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of one hub. ``camera``: for a reader of codes; ``printing``: at the machine's printer without a question;
    ``console``: Ctrl+Alt+F2 leads to a sign-in prompt.
    """

    kind: str
    url: str
    camera: bool = False
    printing: bool = False
    console: bool = False

    @property
    def origin(self) -> str:
        """Such as ``http://hub.local:8080``."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """Of the page."""
        return urlsplit(self.url).path

    @property
    def start(self) -> str:
        """The address that the browser opens."""
        return f"{self.url}#{BEAT}"

    @property
    def allowed(self) -> list[str]:
        """Filters of the addresses that the browser may open, in the form of Chromium's policies: this very host."""
        parts = urlsplit(self.url)
        host = parts.netloc if is_address(parts.hostname or "") else f".{parts.netloc}"
        return [f"{parts.scheme}://{host}{path}" for path in (self.path, *NEEDED)]


def is_address(host: str) -> bool:
    """A number, which has no subdomains that a leading dot would have to keep out."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def screen_of(kind: str, url: str, **wishes: bool) -> Screen:
    """The screen of an address, or ``DeployFailed`` with what is wrong with it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise DeployFailed(f"--url {url}: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise DeployFailed(f"--url {url}: begins with http:// or https://, such as http://hub.local:8080/kiosk")
    if not host or not re.fullmatch(r"[A-Za-z0-9.:-]+", host):
        raise DeployFailed(f"--url {url}: names no host, such as http://hub.local:8080/kiosk")
    if parts.username is not None or parts.fragment:
        raise DeployFailed(f"--url {url}: holds a password or a #fragment, which no screen needs")
    if re.search(r"[\s\"'\\`$%*{}<>]", url):
        raise DeployFailed(f"--url {url}: holds a character that an address of a screen does not need")
    if not re.fullmatch(KINDS[kind].path, parts.path):
        raise DeployFailed(
            f"--url {url}: the path of a {kind} is {shown(KINDS[kind].path)}, not {parts.path or 'empty'}"
        )
    return Screen(kind, as_shown(url), **wishes)


def as_shown(url: str) -> str:
    """The address as a browser tells it: small letters in the host, no port that goes without saying."""
    parts = urlsplit(url)
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return parts._replace(netloc=parts.netloc.lower().removesuffix(usual)).geturl()


def shown(pattern: str) -> str:
    """A path for people."""
    return pattern.replace("[0-9]{1,4}", "NUMBER")
