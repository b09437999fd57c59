"""The files of a screen's machine that are not Chromium's: who runs it, when, and what else must keep still."""

from tools.deploying import keyboard
from tools.deploying.screens import Screen

USER = "anycounter-screen"
UNIT = "anycounter-screen.service"
LIBRARY = "/usr/local/lib/anycounter"
SETTINGS = "/etc/anycounter/screen.json"
WATCHDOG_S = 60
"""Longer than the launcher takes to find that something hangs: this is for the launcher and the compositor themselves."""

PATIENCE_S = 30
"""A page counts every 2 s; a busy Raspberry Pi that starts may take 20 s to its first."""


def unit(screen: Screen) -> str:
    """The service: cage on the first terminal, with the launcher in it."""
    variables = {
        **keyboard.ENVIRONMENT, "HOME": f"/run/{USER}", "TMPDIR": f"/run/{USER}", "XCURSOR_SIZE": "24",
        "WLR_LIBINPUT_NO_DEVICES": "1", "LIBSEAT_BACKEND": "logind",
    }  # fmt: skip
    environment = "\n".join(f"Environment={name}={value}" for name, value in variables.items())
    return f"""\
[Unit]
Description=Screen of the hall ({screen.kind})
After=systemd-user-sessions.service systemd-logind.service dbus.socket sound.target getty@tty1.service plymouth-quit-wait.service
Wants=dbus.socket systemd-logind.service
Conflicts=getty@tty1.service
Before=graphical.target
ConditionPathExists=/dev/tty0
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
ExecStart=/usr/bin/cage {"-s " if screen.console else ""}-d -- /usr/bin/python3 -I {LIBRARY}/onscreen.py {SETTINGS}
Restart=always
RestartSec=1
TimeoutStartSec=30
TimeoutStopSec=10
WatchdogSec={WATCHDOG_S}
WatchdogSignal=SIGKILL
User={USER}
PAMName={USER}
UtmpIdentifier=tty1
UtmpMode=user
TTYPath=/dev/tty1
TTYReset=yes
TTYVHangup=yes
TTYVTDisallocate=yes
StandardInput=tty-fail
StandardOutput=journal
StandardError=journal
RuntimeDirectory={USER}
RuntimeDirectoryMode=0700
{environment}
NoNewPrivileges=yes
ProtectSystem=full
InaccessiblePaths=-/home -/root
PrivateTmp=yes
UMask=0077

[Install]
WantedBy=graphical.target
Alias=display-manager.service
"""


SYSUSERS = f"""\
# No password, no shell, nothing of its own: its home is in memory and is emptied at each start.
u {USER} - "Screen of the hall" /run/{USER} /usr/sbin/nologin
m {USER} video
m {USER} render
m {USER} input
m {USER} audio
"""

PAM = """\
# A session (so that the seat with screen and keys is lent), and no way to sign in.
auth     required pam_deny.so
account  required pam_unix.so
session  required pam_unix.so
session  required pam_systemd.so
"""

LOGIND = """\
# A key of a keyboard switches nothing off, and nothing falls asleep.
[Login]
HandlePowerKey=ignore
HandlePowerKeyLongPress=ignore
HandleRebootKey=ignore
HandleSuspendKey=ignore
HandleHibernateKey=ignore
HandleLidSwitch=ignore
IdleAction=ignore
"""

SYSCTL = """\
# The SysRq key of a keyboard does nothing.
kernel.sysrq = 0
"""

JOURNALD = """\
# An SD card lives longer when logs are written seldom.
[Journal]
SystemMaxUse=64M
SyncIntervalSec=15m
"""

MASKED = ("ctrl-alt-del.target", "sleep.target", "suspend.target", "hibernate.target", "hybrid-sleep.target")
"""Units that a key or an idle hour would start."""
