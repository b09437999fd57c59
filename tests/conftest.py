"""For every test."""

from hypothesis import settings

settings.register_profile("house", deadline=None)  # no test measures speed: on a busy box it would fail by chance
settings.load_profile("house")
