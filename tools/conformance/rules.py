"""The rules of the protocol that can be seen on the wire, each with its sentence. PROTOCOL.md's checklist is this list."""

from dataclasses import dataclass

from hub.devices.rates import PASS_BURST, PASS_PER_S
from wire.delivery import RETRY_MS
from wire.envelope import LIMITS
from wire.timing import HUB_BEAT_MS, ISSUE_EXPIRY_MS, NEXT_EXPIRY_MS, TELE_MS

ROLES = ("dispenser", "keypad", "pad", "counter_display")
ACTING = ("dispenser", "keypad", "pad")
"""Roles that people act through; a display only shows."""

BACK_S = 30
"""A device that was cut off has to be back within this, once the broker is."""
PAUSE_S = 0.3
"""Who connects again sooner than this does it without a pause: a hundred such devices keep a broker from starting."""

_GAPS = ", ".join(f"{gap // 1000}" for gap in RETRY_MS[:3])


@dataclass(frozen=True, slots=True)
class Rule:
    """``sentence``: what has to hold. ``roles``: of the device, or of the device that a hub is tried through."""

    name: str
    sentence: str
    roles: tuple[str, ...] = ROLES


DEVICE_RULES = (
    Rule("birth", "After each connect it says `birth`, with its role and the number of its last action as `last_seq`."),
    Rule("ready", "After `birth` it says `state`: `ready`, or what else it is and why."),
    Rule("will", "Its last will is `state` `lost` with the boot of this start, signed like everything else."),
    Rule("reconnect", f"A cut connection is made again by itself: not at once, and within {BACK_S} s."),
    Rule("clean", "Its session is clean: what was said while it was away does not reach it later."),
    Rule("boot", "`boot` is the same in all that it says within one start, and higher after each start."),
    Rule("signed", "All that it says is signed with its own key for the very topic and follows the message table."),
    Rule("size", f"None of its messages has more than {LIMITS['device']:,} bytes."),
    Rule("delivery", "Each topic has the QoS of the table, and is retained where the table says so and only there."),
    Rule("counts", "Messages that are no actions count up within a boot, so that an older one is known as such."),
    Rule("tele", f"It says `tele` every {TELE_MS // 1000} s."),
    Rule("forged", "What is not signed with its key for that topic changes nothing."),
    Rule("epoch", "What carries a lower epoch than it has seen changes nothing."),
    Rule("newer", "A state that is not newer than the last of its kind, by (epoch, seq), changes nothing."),
    Rule("command", "A command is answered with `done`; repeated, it is answered alike and not done again."),
    Rule("other_boot", "A command that names another boot is not done and not answered."),
    Rule("numbers", "Its actions count up one by one within a boot.", ACTING),
    Rule(
        "repeats",
        f"An action without an answer comes again after {_GAPS} s, each gap up to a quarter longer, under the same "
        "boot and seq and with the same body.",
        ACTING,
    ),
    Rule("age", "`age_ms` of a repeated action is the true time since the human acted.", ACTING),
    Rule("settled", "An action that has been answered does not come again.", ACTING),
    Rule("hastened", "After a reconnect what has no answer yet comes at once, under its old name.", ACTING),
    Rule(
        "expires",
        f"An action that has become too old is not sent any more: *next* after {NEXT_EXPIRY_MS // 1000} s, an `issue` "
        f"after {ISSUE_EXPIRY_MS // 1000} s.",
        ("dispenser", "keypad"),
    ),
    Rule("seen", "A press carries the `crev` of the state that the clerk saw.", ("keypad",)),
    Rule("kept", "A rating without an answer outlives a restart and comes again under a new name.", ("pad",)),
    Rule("printed", "A print job comes out once, however often it is sent, and `printed` tells how.", ("dispenser",)),
    Rule("given_up", "A print job for a request that it gave up is turned down: `given_up`.", ("dispenser",)),
)  # fmt: skip

HUB_RULES = (
    Rule("states", "The wanted state of a device and `hub` are retained, signed and in the shape of the table."),
    Rule("order", "But for its will, its (epoch, seq) never fall on a topic; a state that differs has a higher one."),
    Rule("beat", f"It says `hub` every {HUB_BEAT_MS // 1000} s, signed with the hall's key."),
    Rule("heartbeat", "A `tele` is answered with the device's state, the very same bytes while nothing has changed."),
    Rule("chunk", "A `fetch` is answered with a `chunk` of that file and offset; an empty one: there is no such file."),
    Rule("ack", "An action is answered with `ack`, by its boot and seq.", ACTING),
    Rule("again", "A repeated action gets the same answer again, also after the hub has started anew.", ACTING),
    Rule("forged", "What is not signed with the device's key for that topic gets no answer."),
    Rule("old_boot", "An action of an earlier boot gets no answer.", ACTING),
    Rule("role", "An action that is not this role's to say gets no answer."),
    Rule("stale", f"A *next* older than {NEXT_EXPIRY_MS // 1000} s is refused.", ("keypad",)),
    Rule("menu", "All pages of the menu that the wanted state names are retained, with its revision.", ("dispenser",)),
    Rule("own_topics", "A device hears what is said to itself and to the whole hall, and to nobody else."),
    Rule("rate", f"Of a burst no more than {PASS_BURST:.0f} and {PASS_PER_S:.0f} a second are taken."),
    Rule("will", "When the hub dies, the broker says `hub` `online: false` in its name, retained."),
    Rule("new_epoch", "After a restart its epoch is higher."),
)  # fmt: skip


def rules_of(side: str, role: str) -> tuple[Rule, ...]:
    """The rules of a ``device`` or a ``hub`` that can be tried with this role."""
    return tuple(rule for rule in (HUB_RULES if side == "hub" else DEVICE_RULES) if role in rule.roles)


def checklist(rules: tuple[Rule, ...]) -> str:
    """The rules as a list for people, with the roles where not all are meant."""
    return "\n".join(f"- `{rule.name}`{_of_roles(rule)}: {rule.sentence}" for rule in rules)


def _of_roles(rule: Rule) -> str:
    return "" if rule.roles == ROLES else " (" + ", ".join(rule.roles) + ")"
