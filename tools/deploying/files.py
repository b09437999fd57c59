"""All files of a screen's machine, by their paths there, and how they come to a folder or to the machine itself."""

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.deploying import keyboard, units
from tools.deploying.flags import flags
from tools.deploying.policy import policy
from tools.deploying.screens import KINDS, DeployFailed, Screen

PACKAGES = ("cage", "xwayland", "chromium", "fonts-wqy-microhei")
"""What apt has to bring: the compositor and its X server, the browser, Chinese glyphs."""

POLICY = "etc/chromium/policies/managed/anycounter.json"
ONSCREEN = Path(__file__).with_name("onscreen.py")

Run = Callable[[Sequence[str]], None]


def files_of(screen: Screen) -> dict[str, str]:
    """Path below / -> text."""
    settings = {"url": screen.url, "flags": flags(screen), "patience_s": units.PATIENCE_S}
    keys = keyboard.symbols(KINDS[screen.kind].keys, screen.console)
    return {
        POLICY: as_json(policy(screen)),
        units.SETTINGS.lstrip("/"): as_json(settings),
        f"{units.LIBRARY.lstrip('/')}/onscreen.py": ONSCREEN.read_text(),
        f"etc/systemd/system/{units.UNIT}": units.unit(screen),
        f"etc/sysusers.d/{units.USER}.conf": units.SYSUSERS,
        f"etc/pam.d/{units.USER}": units.PAM,
        "etc/systemd/logind.conf.d/anycounter.conf": units.LOGIND,
        "etc/systemd/journald.conf.d/anycounter.conf": units.JOURNALD,
        "etc/sysctl.d/60-anycounter.conf": units.SYSCTL,
        f"etc/xkb/rules/{keyboard.LAYOUT}": keyboard.RULES,
        f"etc/xkb/symbols/{keyboard.LAYOUT}": keys,
    }


def as_json(value: object) -> str:
    """As a person would write it."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write(files: dict[str, str], folder: Path) -> None:
    """Write them below a folder; a file appears whole or not at all. ``DeployFailed`` says which one cannot be."""
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.new")
            beside.write_text(text)
            beside.chmod(0o644)
            beside.replace(path)
        except OSError as error:
            raise DeployFailed(f"{path} cannot be written: {error.strerror}") from None


def really_run(command: Sequence[str]) -> None:
    """Run one command of the installation, or ``DeployFailed`` with its last words."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        raise DeployFailed(f"{command[0]} is not on this machine: --install needs a Debian with systemd") from None
    if done.returncode != 0:
        words = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise DeployFailed(f"{' '.join(command)} failed:\n{words}")


def must_be_root(user: int) -> None:
    """Only root may install."""
    if user != 0:
        raise DeployFailed("--install changes this machine and needs root: sudo tools/deploy ... --install")


def install_screen(screen: Screen, run: Run = really_run, root: Path = Path("/")) -> None:
    """Packages, files, user, service. May be repeated, and changes what it wrote before; a screen that runs restarts."""
    run(
        [
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-q",
            "-y",
            "install",
            "--no-install-recommends",
            *PACKAGES,
        ]
    )
    write(files_of(screen), root)
    run(["systemd-sysusers", f"{units.USER}.conf"])
    run(["systemctl", "mask", *units.MASKED])
    run(["sysctl", "-q", "-p", "/etc/sysctl.d/60-anycounter.conf"])
    run(["systemctl", "daemon-reload"])
    run(["systemctl", "set-default", "graphical.target"])
    run(["systemctl", "enable", "--force", units.UNIT])
    run(["systemctl", "kill", "--signal=HUP", "systemd-logind.service"])
    run(["systemctl", "restart", units.UNIT])


def who_asks() -> int:
    """The caller's number; 0 is root."""
    return os.geteuid()
