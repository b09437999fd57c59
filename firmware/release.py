"""Which release this firmware is; `tools/release` writes another one into each release."""

VERSION = "0.1.0"
NUMBER = 0
"""Counted up from release to release: an update never goes back."""
