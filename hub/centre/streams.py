"""The two streams of a centre, and who takes from them."""

import asyncio
import logging

import nats.errors
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import APIError, BadRequestError, NotFoundError

from hub.uplink import shapes

log = logging.getLogger(__name__)

EVENTS, NOW, WORKERS = "EVENTS", "NOW", "intake"
"""Events wait on the disk. Standings are in memory, for whoever starts: after ten seconds all have come again."""

MOST_OF_A_HALL = 2000
"""Messages of one hall that may wait: 128,000 events. More are refused, so that a flooding hall fills no disk of others."""

DUPLICATES_S = 600
"""How long a message id is remembered; what comes again later is told apart by the store."""

ACK_WAIT_S = 10.0
UNDER_WAY = 5000
"""Of all workers together; each takes half a thousand at most."""


MAY_CHANGE = (
    "subjects",
    "discard",
    "discard_new_per_subject",
    "max_msgs_per_subject",
    "duplicate_window",
    "num_replicas",
)
"""Of a stream that is there already."""

SOON = (10005, 10058)
"""NATS's own codes of what passes: not enough members yet, and another process that made the stream in the same moment."""

ALONE = 10074
"""More than one copy, and the server is in no cluster."""

AGAIN_S = 0.5
"""Between two attempts while a cluster elects its leader, or starts."""


async def ensure(stream: JetStreamContext, replicas: int = 1) -> None:
    """Make or change both streams and the workers' consumer, as soon as the broker can; any number of processes at once."""
    refusals = 0
    while True:
        try:
            await _ensure(stream, replicas)
        except (nats.errors.Error, APIError, OSError) as refused:
            if is_mistake(refused):
                raise
            refusals += 1
            log.log(
                logging.WARNING if refusals == 1 else logging.DEBUG,
                "the broker is not ready: %s",
                refused or "no answer",
            )
            await asyncio.sleep(AGAIN_S)
        else:
            return


def is_mistake(refused: Exception) -> bool:
    """Will waiting not help? Such as more copies than there are members, or a connection that was closed."""
    wrong = isinstance(refused, BadRequestError) and refused.err_code not in SOON
    alone = isinstance(refused, APIError) and refused.err_code == ALONE
    return wrong or alone or isinstance(refused, nats.errors.ConnectionClosedError)


async def _ensure(stream: JetStreamContext, replicas: int) -> None:
    events = StreamConfig(
        name=EVENTS, subjects=[shapes.EVENTS_FOR_ALL], retention=RetentionPolicy.WORK_QUEUE, storage=StorageType.FILE,
        discard=DiscardPolicy.NEW, discard_new_per_subject=True, max_msgs_per_subject=MOST_OF_A_HALL,
        duplicate_window=DUPLICATES_S, num_replicas=replicas,
    )  # fmt: skip
    now = StreamConfig(
        name=NOW,
        subjects=[shapes.NOW_FOR_ALL],
        storage=StorageType.MEMORY,
        max_msgs_per_subject=1,
        num_replicas=replicas,
    )
    for config in (events, now):
        try:
            known = (await stream.stream_info(str(config.name))).config
        except NotFoundError:
            await stream.add_stream(config)
        else:
            if any(getattr(known, field) != getattr(config, field) for field in MAY_CHANGE):
                await stream.update_stream(config)
    consumer = ConsumerConfig(
        durable_name=WORKERS, ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT_S, max_ack_pending=UNDER_WAY
    )
    await stream.add_consumer(EVENTS, consumer)
