"""The configuration of the centre's nats-server, or of the members of its cluster: who may say what. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hub.uplink import shapes

CENTRE = "centre"
"""The user of intake workers and web nodes; no hall may have this id."""

ROUTE = "route"
"""As whom members come to each other."""

MAX_STORE = "4G"
"""Events wait here for a store that is away; a city of 500 stations writes about 100 MB a day."""

MAX_CONNECTIONS = 10_000
SPARE = 4096
"""Room for headers beside the largest message that is read."""


@dataclass(frozen=True, slots=True)
class Credential:
    """``user``: a hall, or a centre below; ``halls``: in whose names it may speak."""

    user: str
    key: str
    halls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One server of a cluster. ``host``: where halls and the others find it; ``listen``: the address that it listens on itself.

    ``route_port``: for the other members; ``watch_port``: figures for monitoring, on loopback alone.
    """

    name: str
    host: str
    port: int = 4222
    route_port: int = 6222
    watch_port: int = 8222
    listen: str = "0.0.0.0"  # noqa: S104


@dataclass(frozen=True, slots=True)
class Cluster:
    """Servers that hold everything three times. ``route_key``: by which they know each other, besides their certificates."""

    members: tuple[Member, ...]
    route_key: str

    @property
    def url(self) -> str:
        """Where halls and the parts of the centre come to."""
        return ",".join(f"tls://{each.host}:{each.port}" for each in self.members)


def server_config(
    own_key: str,
    credentials: Iterable[Credential],
    host: str,
    port: int,
    store: Path,
    tls: tuple[Path, Path] | None = None,
) -> str:
    """The file's text. It holds the keys in clear. ``tls``: the files of certificate and key."""
    secure = ""
    if tls is not None:
        certificate, key = (_quoted(str(file.resolve())) for file in tls)
        secure = f"tls {{ cert_file: {certificate}, key_file: {key}, timeout: 15 }}\n"
    return f"""\
server_name: anycounter-centre
listen: {_quoted(f"{host}:{port}")}
max_payload: {shapes.MOST_BYTES + SPARE}
max_connections: {MAX_CONNECTIONS}
jetstream {{ store_dir: {_quoted(str(store.resolve()))}, max_file: {MAX_STORE} }}
{secure}{accounts(own_key, credentials)}"""


def accounts(own_key: str, credentials: Iterable[Credential]) -> str:
    """Who may come in, and say what: the part that changes with each new hall."""
    return f"""\
accounts {{
  CENTRE {{
    jetstream: enabled
    users: [
      {{ user: {CENTRE}, password: {_quoted(own_key)} }}
{"".join(map(_user, credentials))}    ]
  }}
}}
"""


def member_config(cluster: Cluster, member: Member, etc: Path, store: Path) -> str:
    """The file's text of one member of a cluster. ``etc``: folder of ``users.conf`` (``accounts``) and ``tls``."""
    files = f"cert_file: {_quoted(str(etc / 'tls' / 'hub.pem'))}, key_file: {_quoted(str(etc / 'tls' / 'hub.key'))}, timeout: 15"
    routes = [
        f"nats-route://{ROUTE}:{cluster.route_key}@{each.host}:{each.route_port}"
        for each in cluster.members
        if each != member
    ]
    return f"""\
server_name: {_quoted(member.name)}
listen: {_quoted(f"{member.listen}:{member.port}")}
http: "127.0.0.1:{member.watch_port}"
max_payload: {shapes.MOST_BYTES + SPARE}
max_connections: {MAX_CONNECTIONS}
jetstream {{ store_dir: {_quoted(str(store))}, max_file: {MAX_STORE} }}
tls {{ {files} }}
cluster {{
  name: anycounter
  listen: {_quoted(f"{member.listen}:{member.route_port}")}
  no_advertise: true
  authorization {{ user: {ROUTE}, password: {_quoted(cluster.route_key)}, timeout: 5 }}
  tls {{ {files}, ca_file: {_quoted(str(etc / "tls" / "authority.pem"))}, verify: true }}
  routes: {json.dumps(routes)}
}}
include "users.conf"
"""


def _user(each: Credential) -> str:
    publish = [
        subject(hall)
        for hall in each.halls
        for subject in (shapes.events_subject, shapes.now_subject, shapes.ask_subject)
    ]
    subscribe = [*(shapes.told_subject(hall) for hall in each.halls), shapes.inbox(each.user) + ".>"]
    return (
        f"      {{ user: {_quoted(each.user)}, password: {_quoted(each.key)},\n"
        f"        permissions: {{ publish: {json.dumps(publish)}, subscribe: {json.dumps(subscribe)} }} }}\n"
    )


def _quoted(text: str) -> str:
    """``text`` as a string of the file; JSON's escapes are the file format's too."""
    return json.dumps(text)
