"""Read a ``hall.toml``: syntax, then shape, then what must hold between values."""

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

from hub.core.catalogue import HallSetup
from hub.settings.bookings import booking_findings
from hub.settings.centre import centre_findings, place_findings, screen_findings
from hub.settings.keys import FACTS
from hub.settings.mistakes import Mistake, SettingsError
from hub.settings.place import Places
from hub.settings.plugged import peripheral_findings
from hub.settings.rosters import roster_findings
from hub.settings.rules import findings
from hub.settings.sections import Settings, WebSettings
from hub.settings.serial_buses import serial_findings
from hub.settings.shadow import shadow_findings
from hub.settings.shape import WRONG, Shaper, hints_of
from hub.settings.voices import voice_findings

SECTIONS = tuple(each.name for each in fields(Settings) if each.name != "setup")
COMMON_FACTS = "facts"


def load_settings(path: Path) -> Settings:
    """The settings in a file; raises ``SettingsError`` with every mistake in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError([Mistake(str(path), 1, "", f"cannot be read: {error.strerror}", "a hall.toml")]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError([Mistake(str(path), line, "", "is not UTF-8", "a text file in UTF-8")]) from error
    return read_settings(text, str(path))


def read_settings(text: str, file: str = "hall.toml") -> Settings:
    """The settings in a text; ``file`` is its name in mistakes."""
    raw = _parsed(text, file)
    shaper = Shaper(file, Places(text))
    common = shaper.read(dict[str, str], raw.get(COMMON_FACTS, {}), (COMMON_FACTS,))
    setup = shaper.table(HallSetup, raw, (), also=(*SECTIONS, COMMON_FACTS))
    kinds = hints_of(Settings)
    sections = {name: shaper.read(kinds[name], raw[name], (name,)) for name in SECTIONS if name in raw}
    if common is not WRONG:
        _note_unknown_facts(shaper, common)
    if setup is not WRONG:
        around = (*booking_findings(setup.booking), *roster_findings(setup), *place_findings(setup))
        for path, problem, expected in (*findings(setup), *around):
            shaper.note(path, problem, expected)
    if setup is not WRONG and (peripherals := sections.get("peripherals", WRONG)) is not WRONG:
        for path, problem, expected in peripheral_findings(setup, peripherals):
            shaper.note(path, problem, expected)
    if setup is not WRONG and (serial := sections.get("serial", WRONG)) is not WRONG:
        for path, problem, expected in serial_findings(setup, serial):
            shaper.note(path, problem, expected)
    if setup is not WRONG:
        found = [*voice_findings(setup, sections.get("area", ()), sections.get("voice", WRONG))]
        for path, problem, expected in (*found, *shadow_findings(setup, sections.get("shadow"))):
            shaper.note(path, problem, expected)
    for path, problem, expected in (*centre_findings(sections.get("centre")), *screen_findings(sections.get("web"))):
        shaper.note(path, problem, expected)
    if shaper.mistakes:
        raise SettingsError(shaper.mistakes)
    return Settings(setup=_with_address(_with_common_facts(setup, common), sections.get("web")), **sections)


def _parsed(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        problem = "is no TOML: " + str(error).split(" (at ")[0]
        raise SettingsError([Mistake(file, line, "", problem, "key = value, [table] or [[list of tables]]")]) from error


def _note_unknown_facts(shaper: Shaper, common: dict[str, str]) -> None:
    for name in common:
        if name not in FACTS:
            shaper.note((COMMON_FACTS, name), "unknown fact", "one of " + ", ".join(FACTS))


def _with_address(setup: HallSetup, web: WebSettings | None) -> HallSetup:
    """Whoever is not in the hall reaches it under its public address, unless its place names another one."""
    url = setup.place.url or (web.public_url if web else "")
    return replace(setup, place=replace(setup.place, url=url.rstrip("/")))


def _with_common_facts(setup: HallSetup, common: dict[str, str]) -> HallSetup:
    """Each item states the hall's common facts, and then its own."""
    return replace(setup, items=tuple(replace(item, facts={**common, **item.facts}) for item in setup.items))
