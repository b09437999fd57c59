"""What everybody may read: board, items, setup, texts, health, figures."""

import msgspec

from hub.web.call import Call, Reply, json_reply
from hub.web.metrics import CONTENT_TYPE
from hub.web.pictures import BOARD, HALL, ITEMS, Pictures, Topic, setup_picture
from hub.web.problems import Problem


class PublicPictures:
    """Handlers that answer with a picture made once for all."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    async def board(self, call: Call) -> Reply:
        """The hall board."""
        return self._reply(BOARD)

    async def items(self, call: Call) -> Reply:
        """The catalogue, with the wait of a ticket taken now."""
        return self._reply(ITEMS)

    async def hall(self, call: Call) -> Reply:
        """The hall as its supervisor sees it."""
        return self._reply(HALL)

    def _reply(self, topic: Topic) -> Reply:
        made = self._pictures.json(topic)
        if made is None:
            raise Problem(404, "not_found")
        return Reply(made)


async def show_setup(call: Call) -> Reply:
    """How the hall is set up: names, lines, priorities, counters, languages, the rules that pages need."""
    return json_reply(setup_picture(call.hall, call.parts.languages(), call.parts.voice, call.parts.bench))


async def show_texts(call: Call) -> Reply:
    """All words of one language."""
    words = call.parts.texts.words.get(call.http.match_info["language"])
    if words is None:
        raise Problem(404, "language_unknown")
    return Reply(msgspec.json.encode(words), headers={"Cache-Control": "no-cache"})


async def show_health(call: Call) -> Reply:
    """Is the hub able to store what people do? 503 where it is not."""
    failing = call.parts.service.failing
    body = {"status": "failing" if failing else "ok", "epoch": call.hall.epoch, "rev": call.hall.seq}
    return json_reply(body, 503 if failing else 200)


async def show_metrics(call: Call) -> Reply:
    """Figures for Prometheus."""
    return Reply(call.parts.metrics.text(), content_type=CONTENT_TYPE)
