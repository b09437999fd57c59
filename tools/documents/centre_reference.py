"""The reference of ``centre.toml``, from its table of keys."""

from hub.centre.keys import KEYS
from hub.settings.keys import FORMS


def centre_reference_markdown() -> str:
    """One row a key; a key of a list's element stands behind ``[]``."""
    rows = [f"| `{name}` | {bounds(name)} | {key.meaning} |" for name, key in KEYS.items() if not name.endswith("[]")]
    return "\n".join(["| key | allowed | meaning |", "|---|---|---|", *rows])


def bounds(name: str) -> str:
    """The range or the form of a key, in words."""
    key = KEYS[name]
    return key.range_words or FORMS.get(key.form, "")
