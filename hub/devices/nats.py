"""The configuration file of nats-server as a hall's MQTT broker: its users are exactly the grants. Pure."""

import json
from collections.abc import Iterable
from pathlib import Path

from hub.devices.acl import Grant

MAX_PAYLOAD = 16 * 1024
"""Bytes in one message; the wire allows 8 KiB, and a larger one ends the connection."""

MAX_STORE = "64M"
"""Retained states and unacknowledged messages: a hall of 60 devices needs under 1 MB."""

MAX_ACK_PENDING = 1000
"""QoS 1 messages that one subscription may leave unacknowledged: the hub's, when all devices come back at once."""

MAX_CONNECTIONS = 1000
"""The largest hall has about 250 devices; each may leave a dead connection behind for a while."""

HEADER_SPACE = 1024
"""What nats-server adds to an MQTT message before it counts it."""


TLS_TIMEOUT_S = 15
"""For the handshake: nats-server's own 2 s are less than a small board's arithmetic may take."""


def server_config(
    grants: Iterable[Grant], host: str, port: int, store: Path, tls: tuple[Path, Path] | None = None
) -> str:
    """The file's text: MQTT on ``host:port``, everything soft below ``store``. It holds the passwords in clear.

    ``tls``: the files of certificate and key, where devices come by TLS.
    """
    return f"""\
server_name: anycounter
listen: "127.0.0.1:-1"
max_payload: {MAX_PAYLOAD + HEADER_SPACE}
max_connections: {MAX_CONNECTIONS}
jetstream {{ store_dir: {_quoted(str(store))}, max_mem: {MAX_STORE}, max_file: {MAX_STORE} }}
mqtt {{ listen: {_quoted(f"{host}:{port}")}, max_ack_pending: {MAX_ACK_PENDING}{_tls(tls)} }}
accounts {{
  HALL {{
    jetstream: enabled
    users: [
{"".join(_user(grant) for grant in grants)}    ]
  }}
}}
"""


def _tls(files: tuple[Path, Path] | None) -> str:
    if files is None:
        return ""
    certificate, key = (_quoted(str(file.resolve())) for file in files)
    return f", tls {{ cert_file: {certificate}, key_file: {key}, timeout: {TLS_TIMEOUT_S} }}"


def subject(topic: str) -> str:
    """The NATS subject of an MQTT topic filter: ``a/+/b`` -> ``a.*.b``, ``a/#`` -> ``a.>``."""
    return topic.replace("/", ".").replace("+", "*").replace("#", ">")


def _user(grant: Grant) -> str:
    return (
        f"      {{ user: {_quoted(grant.user)}, password: {_quoted(grant.password)}, "
        f'allowed_connection_types: ["MQTT"],\n'
        f"        permissions: {{ publish: {_subjects(grant.publish)}, subscribe: {_subjects(grant.subscribe)} }} }}\n"
    )


def _subjects(topics: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(subject(topic)) for topic in topics) + "]"


def _quoted(text: str) -> str:
    """``text`` as a string of the file; JSON's escapes are the file format's too."""
    return json.dumps(text)
