"""What is being measured now."""

import sys


def say(text: str) -> None:
    """One line; standard output belongs to the result."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
