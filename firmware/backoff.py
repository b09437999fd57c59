"""How long to wait before the next try, of the hub as of the Wi-Fi. Pure."""

BACKOFF_S = (1, 2, 4, 8, 15)
"""Up to 15 s: with it a hall is back within 10 s of a broker that was away for one."""


def gap_ms(tries, rng):
    """After so many failures: half to one and a half times as long as the table says, so that no hall knocks in step."""
    gap = 1000 * BACKOFF_S[min(tries, len(BACKOFF_S) - 1)]
    return gap // 2 + rng(gap)
