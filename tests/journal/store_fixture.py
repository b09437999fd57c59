"""``python -m tests.journal.store_fixture``: write the stored database of the newest schema version, once for each.

A stored file is never made again: it is what that version really wrote.
"""

import asyncio
import tempfile
from contextlib import closing
from pathlib import Path

from hub.journal import open_journal
from hub.journal.connection import connect
from hub.journal.schema import version
from tests.journal.histories import history


def main() -> None:
    """Store a day of three visits as SQL text."""
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(Path(folder) / "journal.db", Path(folder) / "backups").journal
        asyncio.run(journal.append(list(history(1, 3))))
        journal.close()
        with closing(connect(Path(folder) / "journal.db")) as reader:
            target = Path(__file__).parent / "fixtures" / f"{version(reader):04d}.sql"
            text = "\n".join([*reader.iterdump(), f"PRAGMA user_version = {version(reader)};", ""])
    with target.open("x", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
