"""The live side of a centre: whole states over WebSockets, by the hub's own feed."""

from aiohttp import web

from hub.centre.tree import TOP
from hub.centre.web.boards import Boards
from hub.centre.web.call import CentreCall
from hub.web.door import Door
from hub.web.feed import Feed
from hub.web.pictures import Topic
from hub.web.sockets import Sockets


class CentreSockets(Sockets):
    """All live connections of a centre."""

    def __init__(self, parts: Door, feed: Feed, boards: Boards) -> None:
        super().__init__(parts, feed)
        self._boards = boards

    async def wall(self, call: CentreCall) -> web.StreamResponse:
        """A node of the tree, the top where none is named."""
        return await self.serve(call, Topic("wall", call.http.match_info.get("id", TOP)))

    async def centre_hall(self, call: CentreCall) -> web.StreamResponse:
        """One hall as staff of the centre sees it."""
        await self._boards.look(call.http.match_info["id"])
        return await self.serve(call, Topic("centre_hall", call.http.match_info["id"]))


def looked_at(feed: Feed) -> set[str]:
    """The halls whose page somebody has open."""
    return {reader.topic.of for reader in feed.readers() if reader.topic.kind == "centre_hall"}
