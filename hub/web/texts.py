"""The words of refusals and problems, and which language somebody hears them in."""

import re
from pathlib import Path

import msgspec

HOLE = re.compile(r"\{(\w+)\}")


class Texts:
    """One flat JSON file per language; the file's name is the language's code."""

    def __init__(self, folder: Path) -> None:
        """Reads ``<language>.json`` of the folder; raises ``ValueError`` where there is none."""
        self.words: dict[str, dict[str, str]] = {
            file.stem: msgspec.json.decode(file.read_bytes(), type=dict[str, str])
            for file in sorted(folder.glob("*.json"))
        }
        if not self.words:
            raise ValueError(f"{folder} holds no texts")

    def languages(self, first: tuple[str, ...]) -> list[str]:
        """All languages, those of the hall's own list in front."""
        return [code for code in first if code in self.words] + [code for code in self.words if code not in first]

    def choose(self, first: tuple[str, ...], asked: str, accept: str) -> str:
        """The language asked for, else the best of an Accept-Language header, else the hall's own first."""
        languages = self.languages(first)
        if asked in self.words:
            return asked
        wanted = (code.split("-")[0] for code in preferred(accept))
        return next((code for code in wanted if code in self.words), languages[0])

    def say(self, language: str, key: str, detail: dict[str, str]) -> str:
        """The sentence of a key. A placeholder without a value is left out; values are never read as a pattern."""
        sentence = self.words[language].get(key, key)
        return HOLE.sub(lambda hole: detail.get(hole[1], ""), sentence)


def preferred(accept: str) -> list[str]:
    """Codes of an Accept-Language header (RFC 9110, 12.5.4), best first; what cannot be read is left out."""
    weighed = []
    for part in accept[:200].lower().split(","):
        code, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if quality > 0:
            weighed.append((quality, code.strip()))
    return [code for _, code in sorted(weighed, key=lambda each: -each[0])]
