"""Machines on a network that is ours alone, each on a cable that can be pulled: packets stop, and nobody says goodbye.

Theory of operation. The process leaves the real network for an empty one (Linux: ``unshare(2)``), so that nothing of it can be
reached or disturbed. Each machine gets a network of its own as well, and a pair of interfaces to a bridge in ours: a cable. A
cable that is pulled is an interface of the bridge that is down; unlike a process that is killed or stopped, what is behind it
answers no packet at all, not even the kernel's. Addresses are those that are kept for documents (RFC 5737).
"""

import ctypes
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from hub.child import die_with_parent

CLONE_NEWNET = 0x40000000
"""From <sched.h>."""

NETWORK = "192.0.2"
BRIDGE = "cables"
OURS = Path("/proc/thread-self/ns/net")


class CablesFailed(Exception):
    """There is no such network; the text says why."""


class Cables:
    """``names``: of the machines. Made before the process has other threads; it never gets back to the real network."""

    def __init__(self, names: Sequence[str]) -> None:
        if os.geteuid() != 0 or shutil.which("ip") is None:
            raise CablesFailed("cables can be pulled by root alone, with `ip` (apt-get install iproute2)")
        self._places = {name: number for number, name in enumerate(names, start=2)}
        self._networks: dict[str, int] = {}
        leave()
        run("link", "set", "lo", "up")
        run("link", "add", BRIDGE, "type", "bridge")
        run("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        run("link", "set", BRIDGE, "up")
        ours = os.open(OURS, os.O_RDONLY | os.O_CLOEXEC)
        for name in names:
            self._lay(name, ours)
        os.close(ours)

    def _lay(self, name: str, ours: int) -> None:
        leave()
        theirs = self._networks[name] = os.open(OURS, os.O_RDONLY | os.O_CLOEXEC)
        run("link", "set", "lo", "up")
        enter(ours)
        run(
            "link",
            "add",
            self._cable(name),
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            f"/proc/{os.getpid()}/fd/{theirs}",
        )
        run("link", "set", self._cable(name), "master", BRIDGE, "up")
        enter(theirs)
        run("addr", "add", f"{self.address(name)}/24", "dev", "eth0")
        run("link", "set", "eth0", "up")
        enter(ours)

    def _cable(self, name: str) -> str:
        return f"to-{self._places[name]}"

    def address(self, name: str) -> str:
        """Of a machine."""
        return f"{NETWORK}.{self._places[name]}"

    def entering(self, name: str, user: str | None = None) -> Callable[[], None]:
        """What a child runs before its program to be on that machine, as ``user``."""
        network, ends = self._networks[name], die_with_parent()
        account = pwd.getpwnam(user) if user else None

        def go() -> None:
            enter(network)
            if account:
                os.setgroups([])
                os.setgid(account.pw_gid)
                os.setuid(account.pw_uid)
            if ends:
                ends()

        return go

    def pull(self, name: str) -> None:
        """From now on no packet comes or goes."""
        run("link", "set", self._cable(name), "down")

    def plug(self, name: str) -> None:
        """Everything comes and goes again."""
        run("link", "set", self._cable(name), "up")


def leave() -> None:
    """This thread, and what it starts, goes to an empty network."""
    check(libc.unshare(CLONE_NEWNET), "unshare")


def enter(network: int) -> None:
    """This thread goes to the network of an open file."""
    check(libc.setns(network, CLONE_NEWNET), "setns")


libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    if result:
        raise CablesFailed(f"{what}: {os.strerror(ctypes.get_errno())}")


def run(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode:
        raise CablesFailed(f"ip {' '.join(words)}: {done.stderr.strip()}")
