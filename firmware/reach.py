"""The way to a broker that has no fixed address, or has to prove who it is. Loaded only for such a hall."""

import asyncio

contexts = {}
"""Of each authority, made once."""


async def opening(place, find=None):
    """The connection, not yet made, to where ``place`` leads: the hub of the ``hall``, known by its ``ca``."""
    host, port = place["host"], place["port"]
    if not host:
        host, port, _ = await (find or __import__("finding").find)(place["hall"])
    authority = place.get("ca")
    if not authority:
        return asyncio.open_connection(host, port)
    secure = __import__("secure")
    if authority not in contexts:
        contexts[authority] = secure.context(authority)
    return asyncio.open_connection(host, port, ssl=contexts[authority], server_hostname=secure.NAME)
