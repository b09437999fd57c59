"""Passwords, access list and configuration for a mosquitto that a hall already runs. Pure.

``use_username_as_clientid`` takes the place of the secret client id: a user can only ever be itself.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path

from hub.devices.acl import Grant

HASH_ROUNDS = 101
"""PBKDF2 rounds, mosquitto_passwd's own default: the passwords are 128 random bits, which no rounds make safer."""

SALT_BYTES = 12


def password_file(grants: Iterable[Grant]) -> str:
    """Lines ``user:$7$rounds$salt$hash`` (PBKDF2, SHA-512), as mosquitto 1.6 and later read them."""
    return "".join(f"{grant.user}:{_hashed(grant.password)}\n" for grant in grants)


def acl_file(grants: Iterable[Grant]) -> str:
    """The access list: what is not named is refused."""
    return "\n".join(_rules(grant) for grant in grants)


def server_config(host: str, port: int, passwords: Path, acl: Path) -> str:
    """A whole mosquitto.conf for these two files. Without ``set_tcp_nodelay`` an answer takes 40 ms longer."""
    return f"""\
listener {port} {host}
allow_anonymous false
password_file {passwords}
acl_file {acl}
use_username_as_clientid true
set_tcp_nodelay true
max_packet_size 20000
max_inflight_messages 1000
persistence false
"""


def _rules(grant: Grant) -> str:
    write = [f"topic write {topic}" for topic in grant.publish]
    read = [f"topic read {topic}" for topic in grant.subscribe]
    return "\n".join([f"user {grant.user}", *write, *read, ""])


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, HASH_ROUNDS)
    return f"$7${HASH_ROUNDS}${_base64(salt)}${_base64(digest)}"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
