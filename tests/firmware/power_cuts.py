"""Updates on a real littlefs in memory, cut off at every write: ``micropython power_cuts.py CASE``. Prints what came of it.

A life of a device is played by the firmware's own parts: `main` picks the slot, `startup` and `modes` the mode, `updater`
pulls the files, `trial` ends the trial. At the n-th write or erase of a block half of it arrives and the power is gone;
then the file system is mounted anew and life goes on, for every n. At each start the folder that starts must be whole.
"""

import binascii
import hashlib
import json
import os
import sys

import vfs

import board  # noqa: F401
import main
import manifest
import modes
import release
import startup
from slots import Slots
from storage import Storage

ROOT, FOLDER = "/flash", "/flash/anycounter"
BLOCK, BLOCKS = 512, 256
KEY = b"f" * 32
CONFIG = {"fleet_key": "66" * 32}
STARTS = 30


class PowerCut(Exception):
    """Nothing more is written."""


class Ram:
    """Blocks that know how often they will still be written; ``left`` None: for ever.

    ``dead``: the power is gone; a file that is closed by the collector later on reaches nothing any more.
    """

    def __init__(self, blocks=BLOCKS, content=None):
        self.content = bytearray(content or b"\xff" * (blocks * BLOCK))
        self.left, self.dead = None, False

    def readblocks(self, number, buffer, offset=0):
        if self.dead:
            return -5
        start = number * BLOCK + offset
        buffer[:] = self.content[start : start + len(buffer)]
        return 0

    def writeblocks(self, number, buffer, offset=0):
        if self.dead:
            return -5
        self._spend(number * BLOCK + offset, buffer)
        return 0

    def ioctl(self, what, number):
        if what == 4:
            return len(self.content) // BLOCK
        if what == 5:
            return BLOCK
        if what == 6 and not self.dead:
            self._spend(number * BLOCK, b"\xff" * BLOCK)
        return 0

    def _spend(self, start, octets):
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                octets = octets[: len(octets) // 2]
                self.content[start : start + len(octets)] = octets
            if self.left <= 0:
                raise PowerCut
        self.content[start : start + len(octets)] = octets


def firmware(number):
    """The files of a release; one stays, one changes, one goes, one comes."""
    files = {"role.mpy": b"same", "main%d.mpy" % number: b"x" * 300, "wire/mac.mpy": b"%d" % number * 1500}
    return {path: bytes(raw) for path, raw in files.items()}


def content(slot, path):
    """What lies in a slot; raises ``OSError``."""
    with open("%s/%s/%s" % (ROOT, slot, path), "rb") as file:
        return file.read()


def listing(number):
    """Its list."""
    lines = [
        "".join(["%02x" % byte for byte in hashlib.sha256(raw).digest()]) + " %d %s" % (len(raw), path)
        for path, raw in firmware(number).items()
    ]
    return ("\n".join(lines) + "\n").encode()


def order(number):
    """The signed text of an order."""
    raw = listing(number)
    digest = "".join(["%02x" % byte for byte in hashlib.sha256(raw).digest()])
    return manifest.write(
        {"version": "v%d" % number, "number": number, "board": sys.platform, "size": len(raw), "hash": digest}, KEY
    )


class Life:
    """One device. ``broken``: the new firmware crashes at its start."""

    def __init__(self, ram, broken=False):
        self.ram, self.broken = ram, broken
        self.seen, self.mounted = [], False
        self.mount()

    def mount(self):
        """As after a power cut: nothing of what was in memory is left."""
        if self.mounted:
            vfs.umount(ROOT)
        self.mounted = True
        vfs.mount(vfs.VfsLfs2(self.ram), ROOT)

    def run(self):
        """Starts until there is nothing more to do; the record of the slots at the end."""
        for _ in range(STARTS):
            try:
                if self.start():
                    return main.load(FOLDER, "slot")
            except SystemExit:
                pass  # a reset
            except PowerCut:
                self.ram.dead = True
                self.ram = Ram(content=self.ram.content)
                self.mount()
        raise AssertionError("never comes to rest: %s" % self.seen)

    def start(self):
        """One start; whether the device is at rest after it."""
        why = main.reason(FOLDER)
        slot, on_trial = main.choose(FOLDER, why)
        number = self.whole(slot)
        self.seen.append((slot, number, why))
        release.NUMBER = number
        if number == 2 and self.broken:
            main.save(FOLDER, "why", "fault")
            return False
        start = startup.Start(FOLDER, slot, why)
        if start.about["mode"] == "update":
            self.update(start)
        elif on_trial:
            for now_ms in range(0, 90_000, 5_000):
                start.tick(now_ms, now_ms)
        elif number == 1 and "failed" not in start.slot:
            self.carry(start, modes.take_up(start, 7, order(2), CONFIG))
        else:
            return True
        return False

    def whole(self, slot):
        """The release that is whole in a slot."""
        for number in (1, 2):
            files = firmware(number)
            try:
                if all(content(slot, path) == raw for path, raw in files.items()):
                    return number
            except OSError:
                continue
        raise AssertionError("slot %s is not whole after %s" % (slot, self.seen))

    def update(self, start):
        """Update mode, with the hub's answers."""
        role, now_ms = modes.role(start, "en"), 0
        while True:
            now_ms += 250
            effects = role.tick(now_ms)
            for effect in effects:
                if effect[0] == "fetch":
                    self.answer(start, role, effect, now_ms)
            self.carry(start, effects)

    def answer(self, start, role, effect, now_ms):
        _, number, _, path = effect[1].split("/", 3)
        raw = listing(int(number)) if path == "list" else firmware(int(number))[path]
        piece = binascii.b2a_base64(raw[effect[2] : effect[2] + 700]).decode()
        self.carry(start, role.message("chunk", {"file": effect[1], "offset": effect[2], "data": piece}, now_ms))

    def carry(self, start, effects):
        """As `device` carries effects out."""
        for effect in effects:
            if effect[0] == "keep":
                start.storage.save(effect[1], effect[2])
        for effect in effects:
            if effect[0] == "restart":
                start.reset(effect[1])


def flashed(blocks=BLOCKS):
    """A device as the flash tool leaves it, with release 1 in slot a."""
    ram = Ram(blocks)
    vfs.VfsLfs2.mkfs(ram)
    vfs.mount(vfs.VfsLfs2(ram), ROOT)
    slots = Slots(FOLDER, "b")
    os.mkdir(FOLDER)
    for path, raw in firmware(1).items():
        slots.begin(path)
        slots.add(path, raw)
    Storage(FOLDER).save("slot", {"slot": "a"})
    vfs.umount(ROOT)
    return bytes(ram.content)


def every_cut(broken):
    """A life for every write that an update does; how many there were."""
    content, cuts = flashed(), 0
    while True:
        cuts += 1
        ram = Ram(content=content)
        ram.left = cuts
        life = Life(ram, broken)
        end = life.run()
        expected = {"slot": "a", "failed": "fault", "id": 7} if broken else {"slot": "b"}
        assert end == expected, (cuts, end, life.seen)
        vfs.umount(ROOT)
        if life.ram is ram:
            return cuts - 1


def full():
    """A flash without room for the new firmware."""
    ram = Ram(content=flashed())
    life = Life(ram)
    with open(ROOT + "/ballast", "wb") as file:
        for _ in range((os.statvfs(ROOT)[3] * BLOCK - 34_000) // 1000):
            file.write(b"x" * 1000)
    end = life.run()
    assert end == {"slot": "a", "failed": "flash_full", "id": 7}, end
    return end["failed"]


def planted():
    """An updater that believes every file: the prover has to notice."""
    really = Slots.whole
    Slots.whole = lambda self, path, size, hash: path != "list" or really(self, path, size, hash)
    try:
        every_cut(False)
    except (AssertionError, OSError) as fault:
        return "is not whole" in str(fault)
    raise SystemExit("nobody noticed")


CASES = {"good": lambda: every_cut(False), "broken": lambda: every_cut(True), "full": full, "planted": planted}
print(json.dumps({sys.argv[1]: CASES[sys.argv[1]]()}))
