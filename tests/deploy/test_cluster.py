"""The machines of a centre: what is written is what nats-server, systemd and the centre understand."""

import re
import subprocess
from pathlib import Path

import pytest

from hub.centre.keys_file import KeysFile
from hub.centre.settings import load_centre
from hub.nats_server import find_program
from hub.settings import read_settings
from tests.settings.test_settings import SMALL
from tools.deploying import __main__ as command
from tools.deploying import cluster_units

STORE = "postgresql+psycopg://anycounter:secret@db.local/centre"
HOSTS = "10.0.0.1,10.0.0.2,c.local"


def deploy(folder: Path, *more: str) -> int:
    return command.main(["cluster", str(folder), *more])


def made(folder: Path, *more: str) -> Path:
    assert deploy(folder, "--hosts", HOSTS, "--store", STORE, *more) == 0
    return folder


def test_nats_server_finds_no_fault_with_any_member(tmp_path: Path) -> None:
    folder = made(tmp_path / "centre", "--hall", "village")
    for host in HOSTS.split(","):
        etc = folder / host / "etc/anycounter"
        text = (etc / "nats.conf").read_text().replace("/etc/anycounter", str(etc))
        (etc / "nats.conf").write_text(text)
        done = subprocess.run([find_program(), "-t", "-c", str(etc / "nats.conf")], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "hall.village.events" in (etc / "users.conf").read_text()


def test_figures_for_monitoring_are_on_loopback_alone_and_members_prove_themselves(tmp_path: Path) -> None:
    text = (made(tmp_path) / "10.0.0.1/etc/anycounter/nats.conf").read_text()
    assert 'http: "127.0.0.1:8222"' in text
    assert re.search(r"cluster \{.*verify: true.*\}", text, re.DOTALL)
    assert text.count("nats-route://") == 2
    assert "@10.0.0.1:" not in text


def test_systemd_finds_no_fault_with_the_services(tmp_path: Path) -> None:
    made(tmp_path, "--command", "/usr/bin/python3")
    for unit in (cluster_units.BROKER, cluster_units.INTAKE, cluster_units.WEB, cluster_units.ABOVE):
        path = tmp_path / "c.local/etc/systemd/system" / unit
        path.write_text(path.read_text().replace("/usr/bin/nats-server", "/usr/bin/python3"))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
        assert [line for line in done.stderr.splitlines() if unit.split("@")[0] in line] == []
    assert not (tmp_path / "more/etc/systemd/system" / cluster_units.BROKER).exists()


def test_the_centre_s_file_is_one_that_the_centre_reads_and_stays_as_a_person_changes_it(tmp_path: Path) -> None:
    file = made(tmp_path) / "centre.toml"
    settings = load_centre(file)
    assert settings.broker.url == "tls://10.0.0.1:4222,tls://10.0.0.2:4222,tls://c.local:4222"
    assert (settings.broker.replicas, settings.broker.key) == (3, KeysFile(tmp_path).own())
    assert settings.store_url == STORE
    file.write_text(file.read_text().replace('level = "city"', 'level = "province"'))
    assert deploy(tmp_path) == 0
    assert 'level = "province"' in (tmp_path / "more/etc/anycounter/centre.toml").read_text()


def test_a_hall_that_comes_later_changes_the_users_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    capsys.readouterr()
    assert deploy(tmp_path, "--hall", "village") == 0
    changed = {path.name for path in files if path.read_bytes() != before[path]}
    assert changed == {"users.conf", "keys.json"}
    said = capsys.readouterr().out
    lines = said[said.index("[centre]") : said.index("written:")]
    assert read_settings(f"{SMALL}\n{lines}").centre.key == KeysFile(tmp_path).add("village")


def test_what_holds_a_secret_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    made(tmp_path, "--hall", "village")
    key = KeysFile(tmp_path).add("village")
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        secret = key in (text := path.read_text()) or "PRIVATE KEY" in text or ":secret@" in text
        assert not secret or path.stat().st_mode & 0o777 == 0o600, path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "cluster.json is not there yet"),
        (["--hosts", "a,b"], "--hosts: a,b; expected three or five"),
        (["--hosts", "a,b,b"], "different machines"),
        (["--hosts", "a,b,c d"], "'c d' is no host name"),
        (["--hosts", "a,b,c"], "--store: ''; expected postgresql+psycopg://"),
        (["--hosts", "a,b,c", "--store", "sqlite:///x.db"], "--store: 'sqlite:///x.db'"),
        (["--hosts", "a,b,c", "--store", STORE, "--command", "any counter"], "--command any counter: must be an absolute"),
        (["--hosts", "d,e,f", "--store", STORE], "broker.url is tls://a:4222,tls://b:4222,tls://c:4222; expected tls://d"),
        (["--hosts", "a,b,c", "--store", STORE, "--hall", "Two Words"], "'Two Words' is no id of a hall"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if "d,e,f" in arguments:
        assert deploy(tmp_path, "--hosts", "a,b,c", "--store", STORE) == 0
    assert deploy(tmp_path, *arguments) == command.MISTAKE
    assert told in capsys.readouterr().err
