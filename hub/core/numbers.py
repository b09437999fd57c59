"""Ticket numbers: which there are, in which order the hub gives them out, and which it lends to dispensers.

Theory of operation. A day's tickets have serials 1, 2, 3 ... and each serial is one number: A001 to A999, then B001. The
letters P to Z belong to no hub: they are cut into bands of 333, and each dispenser holds one of them, so that it can
issue tickets while the hub is away without ever meeting a number of the hub or of another dispenser. A hall that comes
so far goes on behind Z with AA001.
"""

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of ticket numbers: without I and O, which read as 1 and 0."""

BLOCK = 999
"""Numbers behind one letter: A001 to A999, then B001."""

FIRST_LENT = LETTERS.index("P") * BLOCK + 1
"""Serial of P001. Below it lie 12,987 numbers, more than the largest hall issues in a day."""

BAND = 333
"""Numbers in a band: a township office without its hub for a whole day; three bands behind each letter."""

AFTER_LENT = len(LETTERS) * BLOCK + 1
BANDS = (AFTER_LENT - FIRST_LENT) // BAND
"""33: more than a hall has dispensers, twice over."""

RENEW_AT = BAND * 2 // 3
"""Numbers of a band in use from which its dispenser gets a fresh one."""


def number_of(serial: int) -> str:
    """The number that is called, from the day's running number: 1 -> A001, 1000 -> B001."""
    block, place = divmod(serial - 1, BLOCK)
    prefix = LETTERS[block % len(LETTERS)]
    return f"{prefix * (1 + block // len(LETTERS))}{place + 1:03d}"


def following(serial: int) -> int:
    """The serial that the hub gives out after this one; lent ones are left out."""
    return AFTER_LENT if FIRST_LENT <= serial + 1 < AFTER_LENT else serial + 1


def first_of(band: int) -> int:
    """The first serial of a band."""
    return FIRST_LENT + band * BAND


def band_of(serial: int) -> int | None:
    """The band that a serial lies in, or None where it is the hub's own."""
    return (serial - FIRST_LENT) // BAND if FIRST_LENT <= serial < AFTER_LENT else None


def lease_id(day: str, band: int) -> str:
    """The name under which a dispenser knows its band; ``day``: ISO date on which it was lent."""
    return f"{day.replace('-', '')}-{band}"


def band_of_lease(lease: str) -> int | None:
    """The band that a lease names, or None."""
    day, _, band = lease.partition("-")
    known = day.isdecimal() and band.isdecimal() and lease.isascii() and int(band) < BANDS
    return int(band) if known else None
