"""What a centre costs as it grows, as a table and as a chart."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tools.benches.figures import Figures

HALLS = (10, 100, 1000, 10_000)
A_HALL = 0.26
"""Messages a second of a hall of a province at its peak: 1,963 halls send 167 events and 340 standings a second."""

PARTS = (
    ("cpu_intake", "worker", "#1f5fa8"),
    ("cpu_web", "web node", "#7fb2e5"),
    ("cpu_broker", "broker", "#d9822b"),
    ("cpu_postgres", "PostgreSQL", "#4b8b3b"),
)
COLUMNS = (
    ("halls", "halls", "{:,.0f}"), ("msgs_per_s", "messages/s", "{:,.0f}"), ("ack_p99_ms", "ack p99 ms", "{:.1f}"),
    ("stored_p99_ms", "stored p99 ms", "{:.0f}"), ("board_age_p99_s", "wall p99 s", "{:.2f}"),
    ("cpu_intake", "worker cores", "{:.3f}"), ("cpu_web", "web cores", "{:.3f}"), ("cpu_broker", "broker cores", "{:.3f}"),
    ("cpu_postgres", "PostgreSQL cores", "{:.3f}"), ("rss_intake_mb", "worker MB", "{:.0f}"),
    ("rss_web_mb", "web MB", "{:.0f}"), ("rss_broker_mb", "broker MB", "{:.0f}"), ("lost", "lost", "{:.0f}"),
    ("duplicated", "twice", "{:.0f}"),
)  # fmt: skip

WIDTH, HEIGHT, LEFT, TOP, GAP = 640, 320, 60, 30, 24


def table(runs: Sequence[Figures]) -> str:
    """A Markdown table, a row for each number of halls."""
    head = "| " + " | ".join(title for _, title, _ in COLUMNS) + " |"
    rows = ["| " + " | ".join(how.format(run[key]) for key, _, how in COLUMNS) + " |" for run in runs]
    return "\n".join([head, "|" + "---:|" * len(COLUMNS), *rows])


def chart(runs: Sequence[Figures]) -> str:
    """SVG: cores that each part uses, a bar for each number of halls."""
    most = max(sum(run[key] for key, _, _ in PARTS) for run in runs)
    top = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 100) if step >= most)
    bottom, room = HEIGHT - 50, HEIGHT - 50 - TOP
    bar = (WIDTH - LEFT - GAP) / len(runs) - GAP
    drawn = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = bottom - share * room
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - GAP}" stroke="#ccc"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share * top:g}</text>')
    for index, run in enumerate(runs):
        x, y = LEFT + GAP / 2 + index * (bar + GAP), float(bottom)
        for key, _, colour in PARTS:
            high = run[key] / top * room
            y -= high
            drawn.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{high:.1f}" fill="{colour}"/>')
        middle = x + bar / 2
        drawn.append(f'<text x="{middle:.1f}" y="{bottom + 18}" text-anchor="middle">{run["halls"]:,.0f} halls</text>')
        drawn.append(
            f'<text x="{middle:.1f}" y="{bottom + 34}" text-anchor="middle">{run["msgs_per_s"]:,.0f} messages/s</text>'
        )
    for index, (_, name, colour) in enumerate(PARTS):
        x = LEFT + index * 130
        drawn.append(f'<rect x="{x}" y="8" width="12" height="12" fill="{colour}"/>')
        drawn.append(f'<text x="{x + 18}" y="19">{escape(name)}</text>')
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" '
        f'fill="#222">\n<title>Processor cores of a centre as it grows</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )
