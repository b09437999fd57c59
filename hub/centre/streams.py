"""The two streams of a centre, and who takes from them."""

from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from hub.uplink import shapes

EVENTS, NOW, WORKERS = "EVENTS", "NOW", "intake"
"""Events wait on the disk. Standings are in memory, for whoever starts: after ten seconds all have come again."""

MOST_OF_A_HALL = 2000
"""Messages of one hall that may wait: 128,000 events. More are refused, so that a flooding hall fills no disk of others."""

DUPLICATES_S = 600
"""How long a message id is remembered; what comes again later is told apart by the store."""

ACK_WAIT_S = 10.0
UNDER_WAY = 5000
"""Of all workers together; each takes half a thousand at most."""


async def ensure(stream: JetStreamContext, replicas: int = 1) -> None:
    """Make or change both streams and the workers' consumer."""
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
            await stream.stream_info(str(config.name))
        except NotFoundError:
            await stream.add_stream(config)
        else:
            await stream.update_stream(config)
    consumer = ConsumerConfig(
        durable_name=WORKERS, ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT_S, max_ack_pending=UNDER_WAY
    )
    await stream.add_consumer(EVENTS, consumer)
