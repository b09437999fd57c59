"""What webhooks could not tell yet, for administrators: how much waits, since when, why, and what was given up."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from hub.centre.outbox import Message
from hub.centre.web.call import CentreCall
from hub.centre.webhooks import Webhooks
from hub.web.call import Reply, json_reply

MOST = 200


class HookDesk:
    """Handlers that look at the webhooks."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    async def show_hooks(self, call: CentreCall) -> Reply:
        """Webhooks, how much each has waiting and has given up, and what was not delivered."""
        outbox = self._webhooks.outbox
        counts = await asyncio.to_thread(outbox.counts)
        found = await asyncio.to_thread(outbox.undelivered, MOST)
        places = {each.key: place_of(each.url) for each in self._webhooks.hooks}
        hooks = [
            {
                "hook": each.key, "to": places[each.key], "events": each.events, "waiting": counts.get(each.key, (0, 0))[0],
                "given_up": counts.get(each.key, (0, 0))[1],
            }
            for each in self._webhooks.hooks
        ]  # fmt: skip
        halls = call.parts.pictures.halls
        named = {each.hall: now for each in found if (now := halls.get(each.hall))}
        return json_reply({
            "hooks": hooks, "at_ms": halls.wall_ms(),
            "undelivered": [undelivered_shown(each, places.get(each.hook, "")) for each in found],
            "halls": {hall: now.card.names for hall, now in named.items() if now.card},
        })  # fmt: skip


def place_of(url: str) -> str:
    """Scheme and host of an address: its path may hold a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"


def undelivered_shown(told: Message, to: str) -> dict[str, Any]:
    return {
        "delivery": told.delivery, "to": to, "event": told.event, "hall": told.hall, "at_ms": told.at_ms, "tries": told.tries,
        "next_ms": told.due_ms, "given_up_ms": told.given_up_ms, "why": told.why,
    }  # fmt: skip
