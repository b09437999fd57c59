"""The hub as a service of systemd: its own user, its data in one folder, and no more of the machine than it needs."""

from pathlib import Path

from tools.deploying.files import Run, really_run, write
from tools.deploying.screens import DeployFailed

USER = "anycounter"
UNIT = "anycounter.service"
FILES = 65_536
"""Open files of a service: each connection is one, and each hall of a broker."""

HARDENED = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077
"""
"""What no service of ours may do to its machine."""


def hub_files(hall: Path, command: Path) -> dict[str, str]:
    """Path below / -> text. ``command``: the installed ``anycounter``; it and the hall's file must be absolute."""
    for option, path in (("--hall", hall), ("--command", command)):
        if not path.is_absolute() or any(letter in str(path) for letter in " \t\n\"'%$\\"):
            raise DeployFailed(f"{option} {path}: must be an absolute path without spaces and quotes")
    sysusers = f'u {USER} - "Hub of the hall" /var/lib/{USER} /usr/sbin/nologin\nm {USER} dialout\nm {USER} lp\nm {USER} gpio\n'
    return {f"etc/systemd/system/{UNIT}": unit(hall, command), f"etc/sysusers.d/{USER}.conf": "g gpio -\n" + sysusers}


def unit(hall: Path, command: Path) -> str:
    """Starts before any network is up, since a hall needs none; starts again whatever happens."""
    return f"""\
[Unit]
Description=Hub of the hall
After=time-sync.target local-fs.target
StartLimitIntervalSec=0

[Service]
ExecStart={command} run {hall} --data /var/lib/{USER}
Restart=always
RestartSec=1
TimeoutStopSec=20
User={USER}
StateDirectory={USER}
StateDirectoryMode=0700
LimitNOFILE={FILES}
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
{HARDENED}OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
"""


def install_hub(hall: Path, command: Path, run: Run = really_run, root: Path = Path("/")) -> None:
    """Files, user, service. May be repeated; a hub that runs restarts, and no ticket is lost by that."""
    write(hub_files(hall, command), root)
    run(["systemd-sysusers", f"{USER}.conf"])
    run(["systemctl", "daemon-reload"])
    run(["systemctl", "enable", UNIT])
    run(["systemctl", "restart", UNIT])
