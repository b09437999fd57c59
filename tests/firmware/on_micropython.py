"""Runs the test functions of the named modules without pytest: ``micropython on_micropython.py test_wire ...``."""

import gc
import sys


def run(name):
    """Runs one module's tests; returns how many."""
    module = getattr(__import__("tests.firmware." + name).firmware, name)
    tests = [value for key, value in sorted(module.__dict__.items()) if key.startswith("test_")]
    for test in tests:
        test()
    gc.collect()
    return len(tests)


for name in sys.argv[1:]:
    print(name, run(name))
