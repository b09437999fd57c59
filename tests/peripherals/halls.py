"""A small hall with documents to bring, and a handler that remembers what it was asked."""

import asyncio
from dataclasses import replace

from hub.core.commands import Request
from hub.core.hall import Hall
from hub.service import Answer, JournalFailed
from tests.core.story import Story, setup

DOCUMENTS = ({"zh": "居民身份证", "en": "Identity card"}, {"zh": "近期照片两张", "en": "Two recent photographs"})


def story() -> Story:
    """One general counter more than needed; the item ``pension`` asks for two documents."""
    plain = setup()
    items = tuple(
        replace(item, names={"zh": "养老金申领", "en": "Pension claim"}, documents=DOCUMENTS)
        if item.code == "pension"
        else item
        for item in plain.items
    )
    names = {"zh": "市民服务大厅", "en": "Citizens' Hall"}
    return Story(replace(plain, names=names, items=items, notices=({"zh": "请勿吸烟", "en": "No smoking"},)))


class Handler:
    """Stands where the service stands. ``failing``: the disk takes nothing."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.failing = False
        self._came = asyncio.Event()

    async def __call__(self, request: Request) -> Answer:
        self._came.set()
        if self.failing:
            raise JournalFailed("disk full")
        self.requests.append(request)
        return Answer(())

    async def until(self, count: int) -> list[Request]:
        """Wait for so many requests."""
        while len(self.requests) < count:
            await self.came()
        return self.requests

    async def came(self) -> None:
        """Wait for one more attempt."""
        self._came.clear()
        await self._came.wait()


def reports(handler: Handler) -> list[tuple[str, str, str]]:
    """What became of the paper: (ticket, status, reason)."""
    return [(each.command.ticket, str(each.command.status), each.command.reason) for each in handler.requests]  # type: ignore[union-attr]


def told(story: Story, device: str = "kiosk-1") -> tuple[Hall, list[object]]:
    """The hall and its newest event as an outlet hears of it, taken through ``device``."""
    return story.hall, [replace(story.journal[-1], device=device)]
