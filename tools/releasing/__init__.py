"""Signed releases of the firmware."""

from tools.releasing.building import BOARDS, ReleaseFault, make_release

__all__ = ["BOARDS", "ReleaseFault", "make_release"]
