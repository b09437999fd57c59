"""The real hub with a journal that breaks a promise: ``python -m tools.crash.hall_child KIND run HALL.toml ...``."""

import asyncio
import sys
from dataclasses import replace
from functools import partial

from hub.__main__ import parser
from hub.assembly import StartOptions, run_hall
from hub.settings import load_settings
from tools.crash.sabotage import sabotaged


def main() -> None:
    """As ``anycounter run``, but for the journal."""
    kind, *arguments = sys.argv[1:]
    asked = parser().parse_args(arguments)
    settings = load_settings(asked.hall_file)
    settings = replace(settings, hub=replace(settings.hub, data_dir=str(asked.data)))
    options = StartOptions(trusted=asked.trust_clock, announce=asked.announce)
    asyncio.run(run_hall(settings, options, partial(sabotaged, kind)))


if __name__ == "__main__":
    main()
