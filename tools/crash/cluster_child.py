"""A worker that breaks a promise, to see whether the audit notices: ``python -m tools.crash.cluster_child KIND ...``."""

import sys

from hub.centre import assembly, command
from hub.centre.intake import Intake, Taken


class AckFirst(Intake):
    """Acknowledges what it has taken before it is stored."""

    async def _store_all(self, taken: list[Taken]) -> None:
        for each in taken:
            await each.message.ack()
        await super()._store_all(taken)


KINDS: dict[str, type[Intake]] = {"ack-first": AckFirst}


def main() -> int:
    """As ``anycounter centre``, but for the intake."""
    kind, *arguments = sys.argv[1:]
    setattr(assembly, Intake.__name__, KINDS[kind])
    return command.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
