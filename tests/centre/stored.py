"""Events of one hall straight into a store, as an intake would put them."""

from collections.abc import Sequence

from hub.centre.batch import HallRun, Stored
from hub.centre.store import Store
from hub.core.dispatch import Dispatch


def add(store: Store, told: Sequence[Dispatch], received_ms: int) -> Stored:
    """One run, in the life that the store knows."""
    hall = told[0].hall
    return store.add([HallRun(hall, (place := store.place(hall)).life, tuple(told), place.epoch)], received_ms)[0]
