"""Asks the network where the hub is."""

import asyncio
import socket

from mdns import GROUP, PACKET_MAX, BadPacket, hubs, query

ASKS = 3
WAIT_S = 1
LOOK_S = 0.05


async def find(hall, to=GROUP):
    """(address, port, texts) of the hall's hub, of any hub where ``hall`` is ""; raises ``OSError`` where none answers."""
    asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        asked.setblocking(False)
        place = socket.getaddrinfo(to[0], to[1])[0][-1]
        for _ in range(ASKS):
            asked.sendto(query(), place)
            for _ in range(int(WAIT_S / LOOK_S)):
                await asyncio.sleep(LOOK_S)
                for hub in _heard(asked):
                    if not hall or hub[2].get("hall") == hall:
                        return hub
    finally:
        asked.close()
    raise OSError("no hub answers")


def _heard(asked):
    """The hubs of one packet; none where nothing has come, or nothing that can be read."""
    try:
        return hubs(asked.recvfrom(PACKET_MAX)[0])
    except (OSError, BadPacket):
        return []
