"""A centre on several machines: a folder for each of them, with the broker's configuration, certificates, services and settings.

The folder that they are in is the administrator's: it holds the keys of all halls and the authority of the certificates. What is
in it already is kept (keys, certificates, ``centre.toml``), everything else is written anew each time.
"""

import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hub.centre.config import Cluster, Member, accounts, member_config
from hub.centre.keys_file import BadHall, KeysFile
from hub.centre.settings import load_centre
from hub.devices import certificates
from hub.private_file import write_private
from hub.settings.mistakes import SettingsError
from tools.deploying import cluster_units
from tools.deploying.cluster_readme import readme
from tools.deploying.files import write
from tools.deploying.screens import DeployFailed

ETC, DATA = Path("/etc/anycounter"), Path("/var/lib/anycounter")
STORE = DATA / "nats"
KNOWN, TOML = "cluster.json", "centre.toml"
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
SIZES = (3, 5)
"""Members that can lose one, or two, and still have a majority."""

REPLICAS = 3
MORE = "more"
"""The folder of machines that take in or show, and are no members."""
ROUTE_KEY_BYTES = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the folder was made for. ``store``: PostgreSQL's address; ``program``: the installed ``anycounter``."""

    hosts: tuple[str, ...]
    store: str
    program: str
    route_key: str


def on_its_own(name: str) -> tuple[Path, Path]:
    """Where configuration and store lie on a machine that is for this alone."""
    return ETC, STORE


def deploy_cluster(folder: Path, hosts: str, store: str, program: Path, halls: Sequence[str]) -> list[str]:
    """Write or renew the folder; let ``halls`` in. Lines to print. Raises ``DeployFailed`` with what is wrong and where."""
    try:
        wanted = wanted_of(folder, hosts, store, program)
        cluster = Cluster(tuple(Member(host, host) for host in wanted.hosts), wanted.route_key)
        keep(folder, wanted, cluster)
        settings = load_centre(folder / TOML)
        if settings.broker.url != cluster.url:
            told = f"broker.url is {settings.broker.url}; expected {cluster.url}"
            raise DeployFailed(f"{folder / TOML}: {told}: change it there, so that it fits --hosts")
        keys = KeysFile(folder, settings.halls)
        lines = [line for hall in halls for line in let_in(keys, hall, cluster, folder)]
        write_machines(folder, cluster, keys, Path(wanted.program))
        write({"README.md": readme(wanted.hosts, wanted.store)}, folder)
    except OSError as error:
        raise DeployFailed(f"{error.filename or folder}: {error.strerror or error}") from error
    except (BadHall, SettingsError, certificates.BadCertificates) as error:
        raise DeployFailed(str(error)) from error
    return [*lines, f"written: {folder}; what to do with it is in {folder / 'README.md'}"]


def wanted_of(folder: Path, hosts: str, store: str, program: Path) -> Wanted:
    """What is asked for now; what is not said stays as it was the last time."""
    file = folder / KNOWN
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    names = tuple(hosts.split(",")) if hosts else tuple(known.get("hosts", ()))
    if not names:
        raise DeployFailed(f"--hosts: {file} is not there yet, so name the machines: --hosts a,b,c")
    for name in names:
        if not HOST.fullmatch(name) or name == MORE:
            raise DeployFailed(f"--hosts: {name!r} is no host name or IPv4 address")
    if len(names) not in SIZES or len(set(names)) != len(names):
        raise DeployFailed(f"--hosts: {','.join(names)}; expected three or five different machines")
    address = store or str(known.get("store", ""))
    if not re.fullmatch(r"postgresql\+psycopg://\S+/\S+", address):
        raise DeployFailed(f"--store: {address!r}; expected postgresql+psycopg://user:password@host/database")
    if not program.is_absolute() or any(letter in str(program) for letter in " \t\n\"'%$\\"):
        raise DeployFailed(f"--command {program}: must be an absolute path without spaces and quotes")
    return Wanted(names, address, str(program), str(known.get("route_key") or secrets.token_urlsafe(ROUTE_KEY_BYTES)))


def authority(folder: Path) -> certificates.Certificates:
    """Who signs for all machines."""
    return certificates.ensure(folder / "tls")


def keep(folder: Path, wanted: Wanted, cluster: Cluster) -> None:
    """What must be the same the next time. ``centre.toml`` is a person's once it is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority(folder)
    write_private(folder / KNOWN, json.dumps(asdict(wanted), indent=1).encode())
    if not (folder / TOML).exists():
        text = centre_toml(cluster.url, KeysFile(folder).own(), wanted.store, ETC, DATA)
        write_private(folder / TOML, text.encode())


def let_in(keys: KeysFile, hall: str, cluster: Cluster, folder: Path) -> list[str]:
    """The hall's key, and the lines that its file needs."""
    key = keys.add(hall)
    file = folder / "tls" / "authority.pem"
    return [
        f"# {hall}", "[centre]", f'url = "{cluster.url}"', f'key = "{key}"',
        f'authority = "authority.pem"  # a copy of {file}', "",
    ]  # fmt: skip


def write_machines(
    folder: Path,
    cluster: Cluster,
    keys: KeysFile,
    program: Path,
    places: Callable[[str], tuple[Path, Path]] = on_its_own,
) -> None:
    """The files of all machines. ``places``: of each, where configuration and store will lie."""
    signer = authority(folder)
    toml = (folder / TOML).read_bytes()
    for member in (*cluster.members, None):
        machine = folder / (member.name if member else MORE)
        etc = machine / "etc/anycounter"
        write_private(etc / TOML, toml)
        write_private(etc / "tls" / "authority.pem", signer.authority.read_bytes())
        if member is not None:
            certificates.ensure_member(etc / "tls", signer, [member.host])
            write_private(etc / "nats.conf", member_config(cluster, member, *places(member.name)).encode())
            write_private(etc / "users.conf", accounts(keys.own(), keys.credentials()).encode())
        write(cluster_units.files(program, member=member is not None), machine)


def centre_toml(url: str, key: str, store: str, etc: Path, data: Path) -> str:
    """The settings that all parts on all machines share."""
    return f"""\
# The same file on every machine. What else may stand here: hub/centre/README.md.
name = "centre"
names = {{ zh = "中心", en = "Centre" }}
level = "city"
data = {json.dumps(str(data))}

[web]
host = "127.0.0.1"  # behind a proxy that speaks HTTPS
port = 8090

[broker]
url = {json.dumps(url)}
key = {json.dumps(key)}
authority = {json.dumps(str(etc / "tls" / "authority.pem"))}
replicas = {REPLICAS}

[store]
url = {json.dumps(store)}
"""
