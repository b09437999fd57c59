"""A centre and a hub as processes of their own, as a city and a village start them."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from hub.centre.keys_file import KeysFile
from hub.centre.store import Store
from hub.journal.reader import SqliteReader
from tests.centre.looking import let_in, signed_in, wall_when
from tests.centre.rig import until
from tests.sources import ROOT
from tools.running.centre_child import CentreChild
from tools.running.demo_centre import prepare
from tools.running.demo_hall import open_the_day


def states(wall: Any) -> set[tuple[str, str]]:
    """(hall, how it is) of a wall."""
    return {(each["hall"], each["state"]) for each in wall["halls"]}


async def test_what_the_centre_holds_is_the_hall_s_journal_also_after_both_were_killed(tmp_path: Path) -> None:
    centre = CentreChild(tmp_path / "centre")
    let_in(centre.folder)
    key = KeysFile(centre.folder).add("village")
    await centre.start()
    hall = prepare("village", tmp_path, centre.broker, key)
    try:
        await hall.hub.start()
        await open_the_day(hall.hub, hall.settings, hall.supervisor)
        item = hall.settings.setup.items[0].code
        store = Store(f"sqlite:///{centre.folder / 'centre.db'}")
        await hall.hub.call("POST", "/tickets", {"items": [item]})
        await until(lambda: any(each["type"] == "ticket_taken" for each in store.events("village", 0, 1000)))
        async with signed_in(centre.web) as session:
            await wall_when(centre.web, session, lambda wall: ("village", "open") in states(wall))

        os.kill(centre.pid, signal.SIGKILL)
        await centre.wait()
        for _ in range(20):
            await hall.hub.call("POST", "/tickets", {"items": [item]})
        hall.hub.kill()
        await hall.hub.wait()
        await hall.hub.start()
        await centre.start()
        with closing(SqliteReader(hall.hub.folder / "journal.db")) as reader:
            journal = reader.hashed(0, -1)
        await until(lambda: store.place("village").stored_seq >= journal[-1][0].seq)
        told = store.events("village", 0, 10_000)
        assert [each["hash"] for each in told[: len(journal)]] == [row_hash.hex() for _, row_hash in journal]
        assert [each["seq"] for each in told] == list(range(1, len(told) + 1))
        store.close()
    finally:
        await hall.hub.stop()
        await centre.stop()


def test_the_command_prints_what_the_hall_s_file_needs(tmp_path: Path) -> None:
    def command(*words: str) -> "subprocess.CompletedProcess[str]":
        whole = [sys.executable, "-m", "hub", "centre", *words, "--data", str(tmp_path)]
        return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, timeout=60)

    said = command("add-hall", "village")
    assert said.returncode == 0
    key = KeysFile(tmp_path).add("village")
    assert said.stdout == f'[centre]\nurl = "nats://127.0.0.1:4222"\nkey = "{key}"\n'
    assert command("add-hall", "village").stdout == said.stdout
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    added = command("add-user", "li.lei", "--role", "administrator")
    assert (added.returncode, added.stdout.startswith("li.lei (administrator), password ")) == (0, True)
    assert command("add-user", "li lei").returncode == 2
    wrong = command("add-hall", "Two Words")
    assert wrong.returncode == 2
    assert "'Two Words' is no id of a hall" in wrong.stderr
    assert command("nothing.toml").returncode == 2
