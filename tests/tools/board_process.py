"""A board for tests: MicroPython whose whole file system is one folder, of a size of its own. ``FOLDER BYTES LINES``.

Runs in MicroPython. ``LINES``: what the board prints when it is started anew, joined by "|".
"""

import os
import sys

import vfs

FOLDER, CAPACITY, LINES = sys.argv[1], int(sys.argv[2]), sys.argv[3]
BLOCK = 4096
NO_SPACE = 28


class File:
    """An open file that knows how much may still be written."""

    def __init__(self, disk, inner):
        self._disk, self._inner = disk, inner

    def write(self, octets):
        """Raises as a full flash does."""
        if self._disk.free() < BLOCK:
            raise OSError(NO_SPACE)
        return self._inner.write(octets)

    def read(self, *size):
        """As it is."""
        return self._inner.read(*size)

    def close(self):
        """As it is."""
        self._inner.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._inner.close()


class Disk:
    """A folder of the PC as the flash of a board."""

    def __init__(self):
        self._inner = vfs.VfsPosix(FOLDER)
        self._outer = vfs.VfsPosix()  # one with a root cannot rename: both of its paths lie in one buffer

    def mount(self, readonly, mkfs):
        """Nothing to do."""

    def umount(self):
        """Nothing to do."""

    def open(self, path, mode):
        """A file."""
        return File(self, self._inner.open(path, mode))

    def statvfs(self, path):
        """Size and room."""
        return (BLOCK, BLOCK, CAPACITY // BLOCK, self.free() // BLOCK, 0, 0, 0, 0, 0, 255)

    def free(self):
        """Bytes."""
        return CAPACITY - self._used("/")

    def ilistdir(self, path):
        """Entries."""
        return self._inner.ilistdir(path)

    def stat(self, path):
        """Of a file."""
        return self._inner.stat(path)

    def remove(self, path):
        """Of a file."""
        self._inner.remove(path)

    def rename(self, old, new):
        """Replaces what is there."""
        self._outer.rename(FOLDER + old, FOLDER + new)

    def mkdir(self, path):
        """A folder."""
        self._inner.mkdir(path)

    def rmdir(self, path):
        """An empty one."""
        self._inner.rmdir(path)

    def chdir(self, path):
        """Always at the top."""

    def getcwd(self):
        """Always at the top."""
        return "/"

    def _used(self, folder):
        used = 0
        for entry in self._inner.ilistdir(folder):
            path = folder.rstrip("/") + "/" + entry[0]
            if entry[1] & 0x4000:
                used += BLOCK + self._used(path)
            else:
                used += (self._inner.stat(path)[6] + BLOCK - 1) // BLOCK * BLOCK
        return used


class Machine:
    """``machine``, as far as flashing uses it."""

    class WDT:
        """A dog that only sits."""

        def __init__(self, timeout):
            self.timeout = timeout

        def feed(self):
            """Good."""

    def reset(self):
        """Starts anew: the firmware speaks."""
        for line in LINES.split("|"):
            print(line)


vfs.umount("/")
vfs.mount(Disk(), "/")
os.chdir("/")
sys.modules["machine"] = Machine()
