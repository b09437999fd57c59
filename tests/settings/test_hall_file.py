"""The hall's file changed from a page: only what was meant to change does, and every version can be had again."""

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.core.refused import Refused
from hub.settings.editing import BadEdit, Edit, edited
from hub.settings.hall_file import HallFile, revision_of
from hub.settings.loading import load_settings
from tests.sources import ROOT

CITY = ROOT / "hub" / "halls" / "city.toml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(CITY, tmp_path / "hall.toml"))


@pytest.fixture
def hall_file(path: Path) -> HallFile:
    return HallFile(path, path.parent / "history", lambda: 1_000)


def revision(path: Path) -> str:
    return revision_of(path.read_text(encoding="utf-8"))


def entry(section: str, index: int) -> dict[str, Any]:
    return dict(tomllib.loads(CITY.read_text(encoding="utf-8"))[section][index])


def change(
    hall_file: HallFile, path: Path, section: str, index: int | None, value: object, reason: str = "why"
) -> None:
    proposal = hall_file.propose(section, index, value)
    assert proposal.mistakes == ()
    hall_file.save(proposal, revision(path), "boss", reason, section)


def test_one_text_of_one_item_changes_one_line_and_no_comment() -> None:
    before = CITY.read_text(encoding="utf-8")
    item = entry("items", 2)
    after = edited(before, Edit("items", 2, {**item, "names": {**item["names"], "en": "Another name"}}))
    changed = [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert changed[0][1] == f'names = {{ zh = "{item["names"]["zh"]}", en = "Another name" }}'


@pytest.mark.parametrize("section", ["items", "counters", "lines", "priorities"])
def test_an_entry_that_is_given_as_it_is_changes_nothing(section: str) -> None:
    text = CITY.read_text(encoding="utf-8")
    assert edited(text, Edit(section, 0, entry(section, 0))) == text


def test_a_new_entry_comes_last_and_is_read_by_the_loader(hall_file: HallFile, path: Path) -> None:
    count = len(load_settings(path).setup.counters)
    change(hall_file, path, "counters", count, {"number": 99, "names": {"zh": "新窗口", "en": "New"}, "items": []})
    counters = load_settings(path).setup.counters
    assert (len(counters), counters[-1].number, counters[-1].names["zh"]) == (count + 1, 99, "新窗口")


def test_an_entry_is_taken_away(hall_file: HallFile, path: Path) -> None:
    first, second, *_ = load_settings(path).setup.counters
    change(hall_file, path, "counters", 0, None)
    assert load_settings(path).setup.counters[0] == second != first


def test_notices_names_and_rules_are_changed_as_a_whole(hall_file: HallFile, path: Path) -> None:
    change(hall_file, path, "notices", None, [{"zh": "一", "en": "one"}])
    change(hall_file, path, "names", None, {"zh": "大厅", "en": "Hall"})
    change(hall_file, path, "rules", None, {"max_wait_s": 900})
    setup = load_settings(path).setup
    assert (setup.notices, setup.names["en"], setup.rules.max_wait_s) == (({"zh": "一", "en": "one"},), "Hall", 900)
    assert setup.rules.assignment == "press"


def test_where_the_hall_is_and_its_tickets_from_afar_are_changed_key_by_key(hall_file: HallFile, path: Path) -> None:
    before = load_settings(path).setup
    told = {"remote": True, "url": "https://hall.example", "phone": None, "latitude": -33.5, "longitude": 0.0}
    change(hall_file, path, "place", None, told)
    change(hall_file, path, "afar", None, {"hold_s": 1200})
    setup = load_settings(path).setup
    assert setup.afar_on
    assert setup.place == replace(
        before.place, remote=True, url="https://hall.example", phone="", latitude=-33.5, longitude=0.0
    )
    assert setup.afar == replace(before.afar, hold_s=1200)


def test_a_table_that_the_file_lacks_is_made() -> None:
    text = 'hall = "x"\n\n[rules]\nrest_s = 1\n'
    assert tomllib.loads(edited(text, Edit("place", None, {"phone": "12333"})))["place"] == {"phone": "12333"}


def test_notices_of_a_hall_that_had_none_stand_before_its_tables() -> None:
    text = 'hall = "x"\n\n[rules]\nrest_s = 1\n'
    assert tomllib.loads(edited(text, Edit("notices", None, [{"zh": "一"}])))["notices"] == [{"zh": "一"}]


@pytest.mark.parametrize(
    ("section", "index", "value", "key"),
    [
        ("items", 0, {**entry("items", 0), "mean_s": 1}, "items[0].mean_s"),
        ("items", 0, {**entry("items", 0), "names": {"zh": "只有中文"}}, "items[0].names"),
        ("items", 0, {**entry("items", 0), "names": {"zh": "a\nb", "en": "x"}}, "items[0].names.zh"),
        ("items", 0, {**entry("items", 0), "line": "nowhere"}, "items[0].line"),
        ("items", 0, {**entry("items", 0), "colour": "red"}, "items[0].colour"),
        ("items", 1, {**entry("items", 1), "code": entry("items", 0)["code"]}, "items[1].code"),
        ("items", 999, entry("items", 0), "items[999]"),
        ("items", 0, [1], "items[0]"),
        ("items", None, None, "items"),
        ("names", None, None, "names"),
        ("place", None, {"latitude": 91}, "place.latitude"),
        ("place", None, {"latitude": None}, "place.latitude"),
        ("afar", None, {"hold_s": 1}, "afar.hold_s"),
        ("afar", None, [], "afar"),
        ("broker", None, {"url": "x"}, "broker"),
        ("counters", 0, {"number": 2**70}, "counters[0].number"),
        ("notices", None, [{"zh": None}], "notices[0]"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_nothing_is_written(
    hall_file: HallFile, path: Path, section: str, index: int | None, value: object, key: str
) -> None:
    before = path.read_bytes()
    proposal = hall_file.propose(section, index, value)
    assert proposal.setup is None
    assert key in [each.key for each in proposal.mistakes]
    assert path.read_bytes() == before


def test_texts_of_200_characters_scripts_and_quotes_come_back_as_they_were(hall_file: HallFile, path: Path) -> None:
    hostile = "\"'\\</script>{{7*7}}=1+1😀مرحبا" + "长" * 170
    change(hall_file, path, "names", None, {"zh": hostile, "en": hostile})
    assert load_settings(path).setup.names == {"zh": hostile, "en": hostile}


def test_the_history_tells_who_when_and_why_and_what_is_in_force(hall_file: HallFile, path: Path) -> None:
    change(hall_file, path, "names", None, {"zh": "一", "en": "one"}, "new sign")
    told = hall_file.picture()["history"]
    assert [(each["number"], each["actor"], each["reason"], each["what"], each["in_force"]) for each in told] == [
        (2, "boss", "new sign", "names", True),
        (1, "", "", "by_hand", False),
    ]
    assert told[0]["at_ms"] == 1_000


def test_an_older_version_is_put_back_in_force(hall_file: HallFile, path: Path) -> None:
    before = path.read_bytes()
    change(hall_file, path, "names", None, {"zh": "一", "en": "one"})
    hall_file.save(hall_file.version(1), revision(path), "boss", "was better", "back_to_1")
    assert path.read_bytes() == before
    assert [each["in_force"] for each in hall_file.picture()["history"]] == [True, False, False]
    with pytest.raises(Refused, match="version_unknown"):
        hall_file.version(9)


def test_a_file_that_somebody_edited_meanwhile_is_not_overwritten(hall_file: HallFile, path: Path) -> None:
    seen = revision(path)
    proposal = hall_file.propose("names", None, {"zh": "一", "en": "one"})
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    with pytest.raises(Refused, match="settings_changed"):
        hall_file.save(proposal, seen, "boss", "why", "names")
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")


def test_what_was_changed_by_hand_between_two_changes_is_a_version_too(hall_file: HallFile, path: Path) -> None:
    change(hall_file, path, "names", None, {"zh": "一", "en": "one"})
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    change(hall_file, path, "names", None, {"zh": "二", "en": "two"})
    assert [each["what"] for each in hall_file.picture()["history"]] == ["names", "by_hand", "names", "by_hand"]


def test_the_file_keeps_its_mode_and_leaves_nothing_beside_it(hall_file: HallFile, path: Path) -> None:
    path.chmod(0o640)
    change(hall_file, path, "names", None, {"zh": "一", "en": "one"})
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in path.parent.iterdir()) == ["hall.toml", "history"]


def test_the_picture_holds_no_section_with_addresses_or_passwords(hall_file: HallFile, path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("[broker]", '[broker]\nurl = "mqtt://u:secret@host:1"', 1)
    path.write_text(text, encoding="utf-8")
    picture = hall_file.picture()
    assert "secret" not in str(picture)
    assert "broker" in picture["elsewhere"]


def test_a_list_that_is_written_in_one_line_is_left_to_an_editor() -> None:
    with pytest.raises(BadEdit, match="change the file itself"):
        edited("counters = [{ number = 1 }]\n", Edit("counters", 0, {"number": 2}))
