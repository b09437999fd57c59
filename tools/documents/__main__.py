"""``tools/docs`` writes the generated parts of all documents; with ``--check`` it fails where one differs.

``--pictures`` takes the pictures of the pages again, those that documents show: a minute, and never the same bytes.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from tools.documents.marked import Unmarked, brought_up_to_date
from tools.screenshots.__main__ import take_all

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "display" / "web" / "pictures"
SHOWN = ("board", "kiosk", "clerk", "ticket", "pad", "supervisor", "reports")
"""What documents show."""
NOT_OURS = {".venv", "node_modules", "typings", "var", "build", "dist"}


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    found = (path for path in ROOT.rglob("*.md") if not NOT_OURS & set(path.relative_to(ROOT).parts))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(ROOT).parts))


def look_at(path: Path, check: bool) -> str:
    """What is wrong with one document, or nothing; without ``check`` a difference is written, not told."""
    old = path.read_text(encoding="utf-8")
    try:
        new = brought_up_to_date(old)
    except Unmarked as error:
        return f"{path.relative_to(ROOT)}: {error}"
    if new != old and check:
        return f"{path.relative_to(ROOT)}: differs from the code, run tools/docs"
    if new != old:
        path.write_text(new, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: written")
    return ""


def main() -> int:
    """0 when every document is as the code says."""
    parser = argparse.ArgumentParser(prog="tools/docs", description="Write the generated parts of the documents.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a document differs")
    parser.add_argument("--pictures", action="store_true", help="take the pictures of the pages again")
    asked = parser.parse_args()
    if asked.pictures:
        return 1 if asyncio.run(take_all(PICTURES, SHOWN)) else 0
    wrong = [told for path in documents() if (told := look_at(path, asked.check))]
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
