"""What a board tells of its pairing over the cable, in words for whoever sits before it. Pure."""

import re
from collections.abc import Iterable, Iterator

TOLD = re.compile(r"^pairing: (pair_\w+) ?(.*)$")
WORDS = {
    "pair_wifi": "joining the Wi-Fi {more}",
    "pair_no_hub": "the hub does not answer: is it running, and does it listen to the network?",
    "pair_closed": "waiting: open the pairing window at the hub, on the page /devices",
    "pair_busy": "too many devices are asking at once, waiting",
    "pair_digits": "type these digits on the page /devices: {more}",
    "pair_wrong": "the digits were wrong, starting again",
    "pair_again": "starting again",
    "pair_done": "paired: this is {more}",
}
"""What the firmware prints -> what is said here."""


def followed(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(words, device): the board's progress; the device's name comes with the last line, before it is ""."""
    for line in lines:
        found = TOLD.match(line)
        if found and found[1] in WORDS:
            done = found[1] == "pair_done"
            yield WORDS[found[1]].format(more=found[2]), found[2] if done else ""
            if done:
                return
