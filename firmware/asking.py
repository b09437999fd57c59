"""One question to the hub over plain HTTP/1.0: JSON there, JSON back."""

import asyncio
import json

CONNECT_S = 5
ANSWER_S = 10
ANSWER_MAX = 8192


class NoAnswer(Exception):
    """The other side is not the hub, or says nothing that can be read."""


async def post(host, port, path, message):
    """(status, answer); raises ``NoAnswer`` or ``OSError``, never anything else."""
    body = json.dumps(message).encode()
    head = "POST {} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), CONNECT_S)
        try:
            writer.write(head.format(path, host, len(body)).encode() + body)
            await writer.drain()
            raw = await asyncio.wait_for(_whole(reader), ANSWER_S)
        finally:
            writer.close()
    except asyncio.TimeoutError:
        raise NoAnswer("silent") from None
    return answer_in(raw)


def answer_in(raw):
    """(status, answer) in the bytes of a response; raises ``NoAnswer``. An answer that is no object counts as {}."""
    head, _, body = raw.partition(b"\r\n\r\n")
    words = head.split(b"\r\n")[0].split(b" ")
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit() or len(words[1]) != 3:
        raise NoAnswer("no http")
    try:
        answer = json.loads(body.decode())
    except (ValueError, UnicodeError, RuntimeError):  # RuntimeError: brackets nested deeper than the parser goes
        raise NoAnswer("no json") from None
    return int(words[1]), answer if isinstance(answer, dict) else {}


async def _whole(reader):
    """Everything until the other side closes."""
    raw = b""
    while True:
        piece = await reader.read(1024)
        if not piece:
            return raw
        raw += piece
        if len(raw) > ANSWER_MAX:
            raise NoAnswer("too long")
