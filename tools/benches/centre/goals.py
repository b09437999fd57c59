"""The goals of a centre."""

from tools.benches.goals import Goal, most

GOALS = (
    Goal("msgs_per_s", "messages of 2,000 halls, heard or stored", "/s", most(5000.0), least=True),
    Goal("ack_p99_ms", "an event to its acknowledgement, p99", "ms", most(150.0)),
    Goal("stored_p99_ms", "an event to its commit in PostgreSQL, p99", "ms", most(150.0)),
    Goal("lost", "events lost", "", most(0.0)),
    Goal("duplicated", "events stored twice", "", most(0.0)),
)

BESIDES = (
    ("board_age_p99_s", "a standing to the wall that shows it, p99", "s"),
    ("rss_mb", "memory of the centre", "MB"),
    ("rows_per_s", "events a second that the store alone takes", "/s"),
)
