"""The description of a centre's API holds what its handlers read."""

from dataclasses import replace

from hub.centre.web.call import CentreCall
from hub.web.limits import Buckets
from tests.centre.test_web import address, get, token_of
from tests.centre.world import CentreWorld
from tests.web.queries import described, read_by_handlers, unsaid


async def test_every_parameter_that_a_handler_reads_is_described_and_no_other(centre: CentreWorld) -> None:
    parts = replace(centre.web.parts, open_rate=Buckets(1e6, 1e6, centre.clock.seconds))
    token = await token_of(centre, "chief")
    read = await read_by_handlers(
        parts, lambda http: CentreCall(parts, http, "en", "here"), centre.web.routes, address, {"session": token}
    )
    assert read == described(centre.web.routes)


async def test_every_parameter_and_every_operation_is_described_in_whole_sentences(centre: CentreWorld) -> None:
    assert unsaid(centre.web.routes) == []


async def test_the_tags_of_the_feed_are_described_as_they_are(centre: CentreWorld) -> None:
    paths = (await (await get(centre, "/api/openapi.json")).json())["paths"]
    feed = paths["/api/v1/halls"]["get"]
    assert [each["name"] for each in feed["parameters"] if each["in"] == "header"] == ["If-None-Match"]
    first = await get(centre, "/api/v1/halls")
    again = await get(centre, "/api/v1/halls", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    for answer in (first, again):
        told = feed["responses"][str(answer.status)]
        assert set(told["headers"]) <= answer.headers.keys()
        assert ("content" in told) == (answer.status == 200)
    tagged = [path for path, methods in paths.items() if "304" in methods.get("get", {"responses": {}})["responses"]]
    assert tagged == ["/api/v1/halls"]
