"""Updates of the devices, as the supervisor sees and starts them. What does them is behind a port."""

from typing import Any, Protocol

from hub.web.bodies import ReleaseWish
from hub.web.call import Call, Reply, json_reply
from hub.web.problems import Problem


class Updates(Protocol):
    """Releases that are there, and the one that is on its way to the devices."""

    def picture(self) -> dict[str, Any]:
        """As ``device_shapes.Updates``."""

    def start(self, number: int) -> str:
        """Begin to bring a release to the devices; "", or why not, as a code of ``refused``."""

    def stop(self) -> None:
        """Order no more devices to update."""


class NoUpdates:
    """A hall whose devices are not updated from here."""

    def picture(self) -> dict[str, Any]:
        return {"day_open": False, "releases": [], "rollout": None, "devices": []}

    def start(self, number: int) -> str:
        return "update_unknown"

    def stop(self) -> None:
        return


async def show_updates(call: Call) -> Reply:
    """Releases of the firmware, the rollout that runs, and which device has which version."""
    return json_reply(call.parts.updates.picture())


async def start_update(call: Call) -> Reply:
    """Bring a release to the devices: one, then a tenth, then all; never while the day is open."""
    body: ReleaseWish = call.body
    if reason := call.parts.updates.start(body.number):
        problem = Problem(409, reason)
        problem.family = "refused"
        raise problem
    return await show_updates(call)


async def stop_update(call: Call) -> Reply:
    """Stop the rollout: no further device is told to update."""
    call.parts.updates.stop()
    return await show_updates(call)
