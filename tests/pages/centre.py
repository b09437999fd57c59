"""What tests of a centre's pages share: its pages, a morning in a hall, messages that nobody took, pictures for eyes."""

import os
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Page

from hub.core import commands as c
from hub.core.catalogue import Place
from tests.centre.test_boards import FromStory
from tests.centre.world import DAY, CentreWorld
from tests.core.story import Story, setup

PHONE, DESK = (390, 844), (1280, 900)


PAGES = {
    "/halls": ("", PHONE, ".found li"),
    "/halls?hall=town&from=city": ("", DESK, ".details .accepts"),
    "/": ("watcher", DESK, ".hall-tile"),
    "/node/east": ("watcher", PHONE, ".hall-tile"),
    "/hall/city": ("chief", DESK, ".chart"),
    "/hall/village": ("watcher", PHONE, ".seat"),
    "/hall/village?desk": ("watcher", DESK, ".seat"),
    f"/compare?from=2025-11-01&to={DAY}": ("watcher", DESK, "section table"),
    f"/reviews?from={DAY}&to={DAY}": ("watcher", DESK, "section table"),
    f"/reviews?from={DAY}&to={DAY}&hall=village": ("watcher", PHONE, "section .soft"),
    "/webhooks": ("chief", DESK, "section table"),
    "/signin": ("", PHONE, "form"),
}
"""Address -> who looks, how large the screen is, what is there when the page is."""


async def picture(page: Page, name: str) -> None:
    """For somebody's eyes, where they ask for it."""
    if folder := os.environ.get("CENTRE_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def undelivered(centre: CentreWorld) -> None:
    """Two messages that wait, one that was given up."""
    for seq in (3, 4, 5):
        centre.web.webhooks.tell("rewritten", "town", {"seq": seq})
    await centre.web.webhooks.keep()
    (line,) = centre.web.webhooks.lines
    while not centre.outbox.undelivered(1)[0].tries:
        await line.step()
    first = centre.outbox.undelivered(1)[0]
    centre.outbox.give_up(replace(first, why=""), "status_503", centre.clock.ms)


def morning(centre: CentreWorld) -> FromStory:
    """The village with a citizen at each of two counters, three who wait, one who is on the way, and events that are not here yet."""
    hall = FromStory(centre, "village", Story(replace(setup(), place=Place(remote=True, url="https://hall.example"))))
    hall.story.open(1, 2, 3)
    hall.story.serving(1)
    hall.story.take("pension")
    hall.story.do(c.CallNext(2))
    hall.story.do(c.PauseCounter(3, "lunch"))
    for item in ("card", "benefit", "card"):
        hall.story.take(item)
    hall.story.do(c.TakeTicket(("card",), c.Channel.PHONE, "afar", afar=True))
    hall.send()
    hall.hear(ahead=4)
    return hall
