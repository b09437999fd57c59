"""What is written is what Chromium, systemd and the keyboard's library understand; bad input is told with what and where."""

import ctypes
import ctypes.util
import json
import mmap
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.deploying import __main__ as command
from tools.deploying import cluster_units, files, hub_unit, keyboard, units
from tools.deploying.flags import flags
from tools.deploying.policy import policy
from tools.deploying.screens import DeployFailed, Screen, screen_of

BINARY = Path("/usr/lib/chromium/chromium")
KIOSK = screen_of("kiosk", "http://hub.local:8080/kiosk")


def known(words: Sequence[str]) -> set[str]:
    """Those of the words that Debian's Chromium has in it, as whole names."""
    with BINARY.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as binary:
        return {word for word in words if binary.find(b"\0" + word.encode() + b"\0") >= 0}


def test_chromium_knows_every_policy() -> None:
    wanted = set(policy(screen_of("kiosk", KIOSK.url, camera=True)))
    assert wanted - known(sorted(wanted)) == set()


def test_chromium_knows_every_flag() -> None:
    wanted = {flag.removeprefix("--").partition("=")[0] for flag in flags(screen_of("kiosk", KIOSK.url, printing=True))}
    assert wanted - known(sorted(wanted)) == set()


def test_only_the_page_and_what_it_needs_is_allowed_and_no_subdomain() -> None:
    allowed = policy(KIOSK)["URLAllowlist"]
    assert allowed == [f"http://.hub.local:8080{path}" for path in ("/kiosk", "/web/", "/api/", "/live")]


def test_a_camera_and_a_printer_are_there_only_where_they_are_asked_for() -> None:
    plain, more = policy(KIOSK), policy(screen_of("kiosk", KIOSK.url, camera=True, printing=True))
    assert (plain["PrintingEnabled"], "VideoCaptureAllowedUrls" in plain, plain["AudioCaptureAllowed"]) == (
        False,
        False,
        False,
    )
    assert (more["PrintingEnabled"], more["VideoCaptureAllowedUrls"]) == (True, ["http://hub.local:8080"])


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "begins with http"), ("hub.local/kiosk", "begins with http"), ("file:///etc/passwd", "begins with http"),
        ("http:///kiosk", "names no host"), ("http://:80/kiosk", "names no host"), ("http://[::1/kiosk", "--url http://"),
        ("http://hub:99999/kiosk", "Port out of range"), ("http://me:x@hub/kiosk", "holds a password"),
        ("http://hub/kiosk#x", "#fragment"), ("http://hub/board", "the path of a kiosk is /kiosk, not /board"),
        ("http://hub", "not empty"), ("http://hub/kiosk?a=%20b", "character"), ("http://hub/kiosk?a=' b", "character"),
        ("http://*.hub/kiosk", "names no host"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_of_a_kiosk_is_told(url: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["kiosk", "--url", url, "--out", "nowhere"]) == command.MISTAKE
    assert told in capsys.readouterr().err


def test_an_address_is_written_as_the_browser_will_tell_it() -> None:
    assert screen_of("board", "HTTP://Hub.Local:80/board?lang=en").url == "http://hub.local/board?lang=en"


def test_every_file_is_written_below_the_folder_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["board", "--url", "http://10.0.0.1/board", "--out", str(tmp_path)]) == 0
    written = {str(path) for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {line for line in capsys.readouterr().out.splitlines() if line.startswith(str(tmp_path))}
    assert json.loads((tmp_path / files.POLICY).read_text())["URLAllowlist"][0] == "http://10.0.0.1/board"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "etc").write_text("a file")
    assert command.main(["kiosk", "--url", KIOSK.url, "--out", str(tmp_path)]) == command.MISTAKE
    assert "cannot be written" in capsys.readouterr().err


def test_only_root_installs() -> None:
    with pytest.raises(DeployFailed, match="needs root"):
        files.must_be_root(1000)


def test_an_installation_writes_makes_the_user_and_starts_in_this_order(tmp_path: Path) -> None:
    ran: list[Sequence[str]] = []
    files.install_screen(KIOSK, ran.append, tmp_path)
    words = [" ".join(each) for each in ran]
    order = ("apt-get", "systemd-sysusers", "daemon-reload", f"enable --force {units.UNIT}", f"restart {units.UNIT}")
    at = [next(n for n, line in enumerate(words) if part in line) for part in order]
    assert at == sorted(at)
    assert (tmp_path / files.POLICY).is_file()


def test_a_step_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(DeployFailed, match=r"(?s)sh -c .* failed:\nno such luck"):
        files.really_run(["sh", "-c", "echo no such luck; exit 3"])
    with pytest.raises(DeployFailed, match="not on this machine"):
        files.really_run(["no-such-command-of-a-machine"])


@pytest.mark.parametrize("console", [False, True])
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path, console: bool) -> None:
    files.write(files.files_of(Screen("kiosk", KIOSK.url, console=console)), tmp_path)
    files.write(hub_unit.hub_files(Path("/etc/anycounter/hall.toml"), Path("/usr/bin/python3")), tmp_path)
    for unit in (units.UNIT, hub_unit.UNIT):
        path = tmp_path / "etc/systemd/system" / unit
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
        assert [line for line in done.stderr.splitlines() if unit in line] == []


def test_each_service_may_open_more_files_than_a_flood_of_connections_takes() -> None:
    hub = hub_unit.hub_files(Path("/etc/anycounter/hall.toml"), Path("/usr/bin/anycounter"))
    cluster = cluster_units.files(Path("/usr/bin/anycounter"), member=True)
    services = {path: text for path, text in (hub | cluster).items() if path.endswith(".service")}
    assert len(services) == 5
    assert {path: text.count(f"\nLimitNOFILE={hub_unit.FILES}\n") for path, text in services.items()} == dict.fromkeys(
        services, 1
    )


def test_the_screen_s_user_has_no_password_and_no_shell(tmp_path: Path) -> None:
    files.write(files.files_of(KIOSK), tmp_path)
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}", f"{units.USER}.conf"], check=True, capture_output=True)
    (person,) = [line for line in (tmp_path / "etc/passwd").read_text().splitlines() if line.startswith(units.USER)]
    (secret,) = [line for line in (tmp_path / "etc/shadow").read_text().splitlines() if line.startswith(units.USER)]
    assert person.split(":")[6] == "/usr/sbin/nologin"
    assert secret.split(":")[1].startswith("!")


def test_a_path_that_a_unit_would_read_otherwise_is_told() -> None:
    with pytest.raises(DeployFailed, match=r"--hall .*absolute"):
        hub_unit.hub_files(Path("hall.toml"), Path("/usr/bin/anycounter"))


def spoken(folder: Path, screen: Screen) -> set[str]:
    """Names of all symbols that a keyboard can say on this screen, as the compositor's library compiles its keymap."""
    files.write(files.files_of(screen), folder)
    library = ctypes.CDLL(ctypes.util.find_library("xkbcommon") or "libxkbcommon.so.0")
    for name in ("xkb_context_new", "xkb_keymap_new_from_names", "xkb_keymap_get_as_string"):
        getattr(library, name).restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.xkb_context_new(1))  # No folder but those that follow.
    for path in (folder / "etc/xkb", Path("/usr/share/X11/xkb")):
        assert library.xkb_context_include_path_append(context, os.fsencode(path))
    names = (ctypes.c_char_p * 5)(
        *(keyboard.ENVIRONMENT[f"XKB_DEFAULT_{each}"].encode() for each in ("RULES", "MODEL", "LAYOUT"))
    )
    keymap = ctypes.c_void_p(library.xkb_keymap_new_from_names(context, names, 0))
    assert keymap, "the keymap does not compile"
    first, last = library.xkb_keymap_min_keycode(keymap), library.xkb_keymap_max_keycode(keymap)
    return {name for code in range(first, last + 1) for name in symbols_of(library, keymap, code)}


def symbols_of(library: ctypes.CDLL, keymap: ctypes.c_void_p, code: int) -> set[str]:
    """Names of the symbols on a key's levels."""
    found, name = set(), ctypes.create_string_buffer(64)
    for level in range(library.xkb_keymap_num_levels_for_key(keymap, code, 0)):
        said = ctypes.POINTER(ctypes.c_uint32)()
        for index in range(library.xkb_keymap_key_get_syms_by_level(keymap, code, 0, level, ctypes.byref(said))):
            library.xkb_keysym_get_name(said[index], name, 64)
            found.add(name.value.decode())
    return found


NEVER = (
    "Control",
    "Alt",
    "Meta",
    "Super",
    "Hyper",
    "F1",
    "F2",
    "XF86",
    "Menu",
    "Escape",
    "Print",
    "Sys_Req",
    "Terminate",
)


def test_a_keyboard_of_a_kiosk_writes_and_confirms_and_has_no_key_that_commands(tmp_path: Path) -> None:
    said = spoken(tmp_path, KIOSK)
    assert {"a", "Z", "0", "Return", "Tab", "space", "BackSpace", "Up"} <= said
    assert [name for name in said if name.startswith(NEVER)] == []


def test_a_keyboard_of_a_board_says_nothing(tmp_path: Path) -> None:
    assert spoken(tmp_path, screen_of("board", "http://hub.local/board")) == {"Shift_L", "Shift_R"}


def test_the_console_is_the_one_thing_that_a_command_key_opens(tmp_path: Path) -> None:
    said = spoken(tmp_path, screen_of("board", "http://hub.local/board", console=True))
    assert said == {"Shift_L", "Shift_R", "Control_L", "Alt_L", "NoSymbol", "XF86Switch_VT_2"} & said
    assert "XF86Switch_VT_2" in said
    assert "cage -s -d" in units.unit(screen_of("board", "http://hub.local/board", console=True))
    assert "cage -d" in units.unit(KIOSK)
