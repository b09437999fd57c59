"""``tools/run``: read a hall's settings and say what they describe; a mistake in them ends it with 2."""

import argparse
import sys
from pathlib import Path

import hub.halls
from hub.settings import SettingsError, load_settings

DEFAULT_HALL = Path(hub.halls.__file__).parent / "city.toml"
BAD_SETTINGS = 2


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="tools/run", description="Start a hall.")
    words.add_argument("--hall", type=Path, default=DEFAULT_HALL, help="its hall.toml; without it: a city hall")
    return words


def main() -> int:
    """0 when the settings can be used."""
    try:
        settings = load_settings(parser().parse_args().hall)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    setup = settings.setup
    print(f"{setup.names[setup.languages[0]]}: {len(setup.items)} items, {len(setup.counters)} counters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
