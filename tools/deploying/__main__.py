"""``tools/deploy``: write, or install, what makes a machine into a screen of the hall, its hub, or a part of a centre."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.deploying.files import PACKAGES, files_of, install_screen, must_be_root, who_asks, write
from tools.deploying.hub_unit import hub_files, install_hub
from tools.deploying.screens import KINDS, DeployFailed, screen_of

MISTAKE = 2
COMMAND = Path(__file__).parents[2] / ".venv" / "bin" / "anycounter"


def parser() -> argparse.ArgumentParser:
    """The command line of ``tools/deploy``."""
    words = "Make a machine into a screen of the hall, into its hub, or several into a centre."
    top = argparse.ArgumentParser(prog="tools/deploy", description=words)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, kind in KINDS.items():
        screen = commands.add_parser(name, help=kind.what, description=f"{kind.what[0].upper()}{kind.what[1:]}.")
        screen.add_argument("--url", required=True, help=f"its page, such as http://hub.local:8080{example(kind.path)}")
        screen.add_argument("--camera", action="store_true", help="the page may use a camera, to read codes")
        screen.add_argument("--printing", action="store_true", help="the page may print, and is not asked how")
        screen.add_argument("--console", action="store_true", help="Ctrl+Alt+F2 leads to a sign-in prompt")
        add_where(screen)
    hub = commands.add_parser("hub", help="the hub, as a service", description="The hub, as a service.")
    hub.add_argument("--hall", required=True, type=Path, metavar="HALL.toml", help="the hall's configuration")
    hub.add_argument("--command", dest="program", type=Path, default=COMMAND, help="the installed anycounter")
    add_where(hub)
    add_cluster(commands)
    return top


def add_cluster(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """A centre on several machines."""
    words = "a centre on several machines: a folder for each, and a README of the steps"
    cluster = commands.add_parser("cluster", help=words, description=f"{words[0].upper()}{words[1:]}.")
    cluster.add_argument("folder", type=Path, metavar="FOLDER", help="where to; it will hold the keys of all halls")
    cluster.add_argument(
        "--hosts", default="", metavar="A,B,C", help="the broker's three or five machines, as halls find them"
    )
    cluster.add_argument("--store", default="", metavar="URL", help="postgresql+psycopg://user:password@host/database")
    cluster.add_argument("--hall", action="append", default=[], metavar="ID", help="let this hall in; may be repeated")
    cluster.add_argument(
        "--command", dest="program", type=Path, default=COMMAND, help="the installed anycounter, there"
    )
    cluster.set_defaults(install=False)


def example(pattern: str) -> str:
    """A path that fits."""
    return pattern.replace("[0-9]{1,4}", "3")


def add_where(command: argparse.ArgumentParser) -> None:
    """To a folder, or to this machine."""
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="FOLDER", help="write the files below this folder, to be looked at")
    where.add_argument("--install", action="store_true", help="install them on this machine, as root, and start it")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or install; 0 when all is done."""
    asked = parser().parse_args(arguments)
    try:
        if asked.install:
            must_be_root(who_asks())
        DOERS.get(asked.command, deploy_screen)(asked)
    except DeployFailed as error:
        print(f"not done: {error}", file=sys.stderr)
        return MISTAKE
    return 0


def deploy_screen(asked: argparse.Namespace) -> None:
    """A kiosk, a board, the screen over a counter."""
    wishes = {name: getattr(asked, name) for name in ("camera", "printing", "console")}
    screen = screen_of(asked.command, asked.url, **wishes)
    if asked.install:
        install_screen(screen)
        print(f"this machine shows {screen.url}, now and after each start")
    else:
        tell(asked.out, files_of(screen))
        print(f"the machine also needs: apt-get install --no-install-recommends {' '.join(PACKAGES)}")


def deploy_hub(asked: argparse.Namespace) -> None:
    """The hub's own service."""
    hall = asked.hall.absolute()
    if asked.install:
        for path in (hall, asked.program):
            if not path.is_file():
                raise DeployFailed(f"{path} is not there")
        install_hub(hall, asked.program)
        print("the hub runs, now and after each start: systemctl status anycounter")
    else:
        tell(asked.out, hub_files(hall, asked.program))


def deploy_a_cluster(asked: argparse.Namespace) -> None:
    """All machines of a centre. It alone needs packages, which a screen's machine does not have."""
    from tools.deploying.cluster import deploy_cluster

    for line in deploy_cluster(asked.folder, asked.hosts, asked.store, asked.program, asked.hall):
        print(line)


DOERS = {"hub": deploy_hub, "cluster": deploy_a_cluster}


def tell(folder: Path, files: dict[str, str]) -> None:
    """Write the files and name them."""
    write(files, folder)
    for name in files:
        print(folder / name)


if __name__ == "__main__":
    sys.exit(main())
