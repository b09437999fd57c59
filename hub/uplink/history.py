"""Is the centre's last event one of ours, and if not: up to which one do we agree? Pure but for the questions."""

from collections.abc import Awaitable, Callable

HashAt = Callable[[int], Awaitable[str]]
"""Hash (hex) of an event, "" for one that is not there; of event 0 always ""."""


async def fork_of(ours: HashAt, theirs: HashAt, last: int) -> int:
    """The highest number up to ``last`` at which both have the same hash; 0 for none. Asks about log2(last) times.

    Each hash covers all before it, so agreeing at a number means agreeing below it.
    """
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        mine = await ours(middle)
        if mine and mine == await theirs(middle):
            low = middle
        else:
            high = middle - 1
    return low
