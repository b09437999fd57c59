"""Figures for whoever watches many halls, in the Prometheus text format. No user, no ticket, no address is in them."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from hub.core.hall import Hall

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Bounds around the goal of 25 ms for one ticket in a hundred."""


class WebMetrics:
    """What is counted of requests and live connections. A registry of its own: two hubs in one process do not mix."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "anycounter_http_requests", "Requests answered", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "anycounter_http_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=registry
        )
        self._refused = Counter("anycounter_refused", "Commands that the hall refused", ["reason"], registry=registry)
        self.readers = Gauge("anycounter_live_readers", "Open live connections", registry=registry)
        self.dropped = Counter("anycounter_live_dropped", "Live connections that read too slowly", registry=registry)
        self.encoded = Counter("anycounter_live_encoded", "Live pictures encoded", ["kind"], registry=registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; ``route`` is the pattern, never the address with a link in it."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)


class Metrics(WebMetrics):
    """Those of a hub: also how its hall is."""

    def __init__(self, hall: Callable[[], Hall], failing: Callable[[], bool]) -> None:
        super().__init__()
        registry = self._registry
        waiting = Gauge("anycounter_waiting", "Tickets that wait", registry=registry)
        waiting.set_function(lambda: len(hall().waiting))
        issued = Gauge("anycounter_issued", "Tickets of the day", registry=registry)
        issued.set_function(lambda: len(hall().tickets))
        at_work = Gauge("anycounter_counters_at_work", "Counters with a clerk at work", registry=registry)
        at_work.set_function(lambda: len(hall().open_counters()))
        revision = Gauge("anycounter_revision", "Number of the last event", registry=registry)
        revision.set_function(lambda: hall().seq)
        journal = Gauge("anycounter_journal_failing", "1 while nothing can be stored", registry=registry)
        journal.set_function(lambda: float(failing()))
