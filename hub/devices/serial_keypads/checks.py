"""Check bytes of frames. Pure."""

from collections.abc import Callable
from functools import reduce
from operator import xor

_CRC16_POLY = 0xA001
"""CRC-16 as Modbus has it: reflected 0x8005, beginning with all ones, low byte first."""


def _none(covered: bytes) -> bytes:
    return b""


def _sum(covered: bytes) -> bytes:
    return bytes([sum(covered) & 0xFF])


def _xor(covered: bytes) -> bytes:
    return bytes([reduce(xor, covered, 0)])


def _crc16(covered: bytes) -> bytes:
    crc = 0xFFFF
    for byte in covered:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ _CRC16_POLY if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


CHECKS: dict[str, Callable[[bytes], bytes]] = {"none": _none, "sum": _sum, "xor": _xor, "crc16": _crc16}
"""By name in a profile: the covered bytes -> the check bytes."""


def check_size(name: str) -> int:
    """Bytes of a check."""
    return len(CHECKS[name](b""))
