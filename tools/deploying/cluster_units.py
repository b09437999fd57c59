"""The services of a centre on several machines: the broker, and each part of the centre by itself."""

from pathlib import Path

from tools.deploying.hub_unit import FILES, HARDENED, USER

BROKER, INTAKE, WEB, ABOVE = (
    "anycounter-broker.service", "anycounter-intake@.service", "anycounter-web.service", "anycounter-above.service",
)  # fmt: skip
SYSUSERS = f'u {USER} - "Anycounter" /var/lib/{USER} /usr/sbin/nologin\n'


def files(program: Path, *, member: bool) -> dict[str, str]:
    """Path below / -> text. ``program``: the installed ``anycounter``; nats-server lies beside it."""
    folder = "etc/systemd/system"
    made = {
        f"{folder}/{INTAKE}": unit(
            "Anycounter: worker %i of the centre", part(program, "intake"), "OOMScoreAdjust=-300"
        ),
        f"{folder}/{WEB}": unit("Anycounter: pages of the centre", part(program, "web")),
        f"{folder}/{ABOVE}": unit("Anycounter: the centre's way up", part(program, "above")),
        f"etc/sysusers.d/{USER}.conf": SYSUSERS,
    }
    if member:
        command = f"{program.parent / 'nats-server'} -c /etc/{USER}/nats.conf"
        more = "ExecReload=/bin/kill -HUP $MAINPID\nOOMScoreAdjust=-500"
        made[f"{folder}/{BROKER}"] = unit("Anycounter: broker of the centre", command, more)
    return made


def part(program: Path, name: str) -> str:
    return f"{program} centre /etc/{USER}/centre.toml --part {name}"


def unit(description: str, command: str, more: str = "") -> str:
    """Starts again whatever happens: each part waits for the broker, and finds the store when that is back."""
    return f"""\
[Unit]
Description={description}
After=network-online.target time-sync.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart={command}
Restart=always
RestartSec=1
TimeoutStopSec=20
User={USER}
StateDirectory={USER}
StateDirectoryMode=0700
LimitNOFILE={FILES}
CapabilityBoundingSet=
{more + chr(10) if more else ""}{HARDENED}
[Install]
WantedBy=multi-user.target
"""
