"""The description of a centre's API holds what its handlers read."""

from dataclasses import replace

from hub.centre.web.call import CentreCall
from hub.web.limits import Buckets
from tests.centre.test_web import address, token_of
from tests.centre.world import CentreWorld
from tests.web.queries import described, read_by_handlers


async def test_every_parameter_that_a_handler_reads_is_described_and_no_other(centre: CentreWorld) -> None:
    parts = replace(centre.web.parts, open_rate=Buckets(1e6, 1e6, centre.clock.seconds))
    token = await token_of(centre, "chief")
    read = await read_by_handlers(
        parts, lambda http: CentreCall(parts, http, "en", "here"), centre.web.routes, address, {"session": token}
    )
    assert read == described(centre.web.routes)
