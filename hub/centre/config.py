"""The configuration of the centre's own nats-server: who may say what. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hub.uplink import shapes

CENTRE = "centre"
"""The user of intake workers and web nodes; no hall may have this id."""

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
{secure}accounts {{
  CENTRE {{
    jetstream: enabled
    users: [
      {{ user: {CENTRE}, password: {_quoted(own_key)} }}
{"".join(map(_user, credentials))}    ]
  }}
}}
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
