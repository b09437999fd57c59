"""How long to wait before the next try. Pure."""


def delay_s(failures: int, first_s: float, most_s: float, chance: float) -> float:
    """Doubles with each failure up to ``most_s``; ``chance`` (0 to 1) spreads it over its upper half.

    The spread keeps the devices and hubs that one outage stopped from all coming back in the same instant.
    """
    full = min(most_s, first_s * 2.0 ** min(max(failures, 1) - 1, 32))
    return full * (0.5 + 0.5 * chance)
