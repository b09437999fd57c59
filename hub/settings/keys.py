"""Every key of ``hall.toml``: what it means, its range and its form. The settings reference is made from this table."""

from dataclasses import dataclass, replace

from hub.core.shadow import RULES as REPLACED
from hub.settings.mistakes import Path

ID = r"[a-z0-9-]{1,32}"
"""As on the wire: an id is part of topics and file names."""

CODE = r"[a-z0-9_-]{1,32}"
"""Codes stay inside the hall, so an underscore is allowed."""

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?"

TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME_OR_NEVER = rf"|{TIME}"
NATS = r"|nats://[^\s/@,]+:[0-9]{1,5}(,nats://[^\s/@,]+:[0-9]{1,5})*|tls://[^\s/@,]+:[0-9]{1,5}(,tls://[^\s/@,]+:[0-9]{1,5})*"
LINK_KEY = r"|[A-Za-z0-9_-]{16,128}"
NETWORK = r"[0-9a-fA-F:.]{2,39}(/[0-9]{1,3})?"
PHONE = r"|[0-9+() -]{3,32}"
ALSA = r"|[A-Za-z0-9_][A-Za-z0-9_:=,.-]{0,63}"
"""Never begins with a dash: it becomes a word of a command line."""

FORMS = {
    ID: "1 to 32 of a-z, 0-9 and -",
    CODE: "1 to 32 of a-z, 0-9, - and _",
    LANGUAGE: 'a language code such as "zh" or "en"',
    r"|mqtts?://\S+": "mqtt://host:port, mqtts://host:port, or nothing for the embedded broker",
    r"|https?://\S+": "an address that begins with http:// or https://, or nothing",
    r"\S+": "a host name or address",
    TIME: 'a time of the day such as "08:00"',
    DAY: 'a day such as "2026-10-01"',
    TIME_OR_NEVER: 'a time of the day such as "08:00", or nothing',
    NATS: "nats://host:port or tls://host:port, several with commas between them, or nothing for a hall without a centre",
    LINK_KEY: "the key that `anycounter centre add-hall` printed, 16 to 128 letters, digits, - and _",
    NETWORK: 'an IP address, or a network such as "192.168.1.0/24"',
    PHONE: "a phone number, or nothing",
    ALSA: 'an ALSA device such as "default" or "plughw:1,0", or nothing',
}

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Key:
    """``low`` and ``high`` bound numbers, both included; ``form`` is a pattern of ``FORMS`` for texts."""

    meaning: str
    low: float | None = None
    high: float | None = None
    form: str = ""

    @property
    def range_words(self) -> str:
        """The bounds in words, or nothing."""
        return f"{self.low:g} to {self.high:g}" if self.low is not None and self.high is not None else ""


def _seconds(meaning: str, low: int = 0, high: int = DAY_S) -> Key:
    return Key(f"{meaning}, in seconds", low, high)


KEYS = {
    "hall": Key("id of the hall, part of every topic", form=ID),
    "names": Key("name of the hall in each language"),
    "timezone": Key("IANA time zone of the business day"),
    "closes": Key(
        "when the counters end; told to whoever may not be called before; empty: nobody knows", form=TIME_OR_NEVER
    ),
    "languages": Key("languages of screens and paper, the first is the hall's own"),
    "languages[]": Key("a language", form=LANGUAGE),
    "notices": Key("texts that the hall display shows in turn"),
    "facts": Key("published facts (八公开) that hold for every item which does not state its own"),
    "lines": Key("business lines (业务线)"),
    "lines[].code": Key("code of the line", form=CODE),
    "lines[].names": Key("name of the line in each language"),
    "items": Key("service items (事项)"),
    "items[].code": Key("code of the item; it stays the same for ever, statistics hang on it", form=CODE),
    "items[].names": Key("name of the item in each language"),
    "items[].line": Key("code of its business line", form=CODE),
    "items[].depth": Key("how far it gets while the citizen is in the hall (办理深度)"),
    "items[].mean_s": _seconds("expected service time until the hall has learned its own", low=10, high=14_400),
    "items[].documents": Key("what the citizen must bring, told before the wait (一次性告知)"),
    "items[].levels": Key("levels that accept it: province, city, county, township, village; empty: all"),
    "items[].facts": Key("published facts (八公开) of this item"),
    "items[].limit_days": Key("working days in which a time-limited one is decided; 0: none is promised", 0, 365),
    "items[].also": Key(
        'everyday words that people search for it with, in whatever language, such as ["社保卡", "pension"]; at most 16'
    ),
    "items[].also[]": Key("a word of at most 40 letters"),
    "priorities": Key("priority classes; `walk_in` must be one of them"),
    "priorities[].code": Key("code of the class", form=CODE),
    "priorities[].names": Key("name of the class in each language"),
    "priorities[].conditions": Key("who may claim it, in each language; shown before it is chosen"),
    "priorities[].weight": Key("points gained for each second of waiting; a walk-in gains 1", 0.1, 100),
    "counters": Key("counters (窗口)"),
    "counters[].number": Key("number that is shown and called", 1, 999),
    "counters[].names": Key("name in each language, where it has one"),
    "counters[].items": Key("codes of the items that it serves; empty: every item (无差别)"),
    "counters[].items[]": Key("code of an item", form=CODE),
    "counters[].overflow": Key("codes of items that it helps out with after its own; only with `items`"),
    "counters[].overflow[]": Key("code of an item", form=CODE),
    "counters[].direction": Key("how to get there, in each language"),
    "rules": Key("the numbers that a hall may change"),
    "rules.assignment": Key("who starts a call: the clerk's *next* key, or the hub after a rest"),
    "rules.start_required": Key("does the clerk press *start*? Without it, service counts from the call"),
    "rules.rest_s": _seconds("with `auto`: the clerk's rest between two tickets", high=3600),
    "rules.walk_s": _seconds("walk from the seat to the counter, until learned", high=600),
    "rules.max_wait_s": _seconds("who has waited longer goes first"),
    "rules.means_ratio": Key("item means that differ more than so many times are taken into account", 1, 100),
    "rules.booked_weight": Key("points per second of a booked ticket", 0.1, 100),
    "rules.booking_tolerance_s": _seconds("how much before its slot a booking begins to count", high=7200),
    "rules.overflow_after_s": _seconds(
        "how much later a ticket came than another, as a counter sees it that helps out"
    ),
    "rules.first_asked_s": _seconds(
        "how much earlier (later) a citizen came, for a counter, who comes back to its clerk (another one); 0: never",
        high=3600,
    ),
    "rules.missed_penalty_s": _seconds("taken off the age of a ticket that comes back after a miss"),
    "rules.missed_expires_s": _seconds("after which a missed or held ticket counts as abandoned"),
    "rules.miss_after_s": _seconds("after which a call is missed by itself; 0: never", high=3600),
    "rules.undo_s": _seconds("how long a slip of the clerk can be taken back", high=120),
    "rules.stale_press_s": _seconds("age from which a press is refused", low=1, high=120),
    "rules.rating_window_s": _seconds("how long a finished leg can be rated"),
    "rules.complaint_due_s": _seconds("opening time after which a complaint should have had its answer"),
    "rules.matter_remind_days": Key("a matter is reminded of so many working days before its due day", 0, 60),
    "rules.matter_warn_days": Key("a matter is warned of so many working days before its due day", 0, 60),
    "rules.max_items": Key("items on one ticket at most", 1, 50),
    "rules.max_waiting": Key("tickets that wait at most; then no more are issued", 1, 100_000),
    "booking": Key("appointments (预约)"),
    "booking.on": Key("can citizens book a slot?"),
    "booking.slot_minutes": Key("length of a slot, in minutes", 5, 240),
    "booking.per_slot": Key("places in each slot", 1, 50),
    "booking.days_ahead": Key("how many days before it a day can be booked; 0: on the day itself alone", 0, 31),
    "booking.hours": Key("parts of the day that have slots, in order"),
    "booking.hours[].begins": Key("when the first slot of this part begins", form=TIME),
    "booking.hours[].ends": Key("when the last slot of this part has ended", form=TIME),
    "booking.weekdays": Key("days of the week that have slots, 1 (Monday) to 7"),
    "booking.weekdays[]": Key("a day of the week", 1, 7),
    "booking.closed": Key("days without slots, such as public holidays"),
    "booking.closed[]": Key("such a day", form=DAY),
    "booking.checkin_early_s": _seconds("how long before its slot a citizen can check in", high=7200),
    "booking.checkin_late_s": _seconds("how long after the beginning of its slot a citizen can check in", high=7200),
    "roster": Key("when counters are at work, so that waits are told right before breaks and shifts; it binds nobody"),
    "roster[].counters": Key("numbers of the counters"),
    "roster[].counters[]": Key("number of a counter", 1, 999),
    "roster[].begins": Key("when their shift begins", form=TIME),
    "roster[].ends": Key("when it ends; the hall's last shift goes on while somebody waits", form=TIME),
    "roster[].breaks": Key("their breaks, in order"),
    "roster[].breaks[].begins": Key("when a break begins", form=TIME),
    "roster[].breaks[].ends": Key("when it ends", form=TIME),
    "roster[].weekdays": Key("days of the week, 1 (Monday) to 7; empty: every day"),
    "roster[].weekdays[]": Key("a day of the week", 1, 7),
    "hub": Key("the hub itself"),
    "hub.data_dir": Key("folder of the journal and the credentials; empty: `var/` and the hall's id"),
    "hub.announce": Key("tell the network where the hub is (mDNS), where the broker listens to more than this machine"),
    "web": Key("pages and HTTP interface"),
    "web.host": Key("address to listen on", form=r"\S+"),
    "web.port": Key("port to listen on; 0: one that the system gives", 0, 65_535),
    "web.public_url": Key("address under which phones reach the hub, for links and QR codes", form=r"|https?://\S+"),
    "web.screens": Key(
        "addresses or networks of the hall's own boards and kiosks: these alone are told the check-in code"
    ),
    "web.screens[]": Key('such as "192.168.1.20" or "192.168.1.0/24"; never that of a proxy', form=NETWORK),
    "web.bench": Key("serve the page `/bench`, which hands keys of devices made for it to a supervisor's browser"),
    "broker": Key("MQTT broker"),
    "broker.url": Key("the hall's own broker; empty: the embedded one", form=r"|mqtts?://\S+"),
    "broker.host": Key("address that the embedded broker listens on", form=r"\S+"),
    "broker.port": Key("port of the embedded broker; 0: one that the system gives", 0, 65_535),
    "broker.tls": Key("does the embedded broker prove who it is? Devices learn at pairing how to check it"),
    "serial": Key("buses of keypads and evaluation pads on a serial port (RS-485)"),
    "serial[].name": Key("name of the bus in the journal", form=ID),
    "serial[].port": Key("its serial device, such as /dev/ttyUSB0"),
    "serial[].profile": Key("make of the keypads: the name of a shipped profile, such as ff68, or the path of one"),
    "serial[].counters": Key("address on the bus = number of its counter"),
    "place": Key("where the hall is; a centre shows it to citizens"),
    "place.level": Key("level of the hall: village, township, county, city or province"),
    "place.address": Key("street address in each language"),
    "place.phone": Key("phone number of the hall", form=PHONE),
    "place.latitude": Key("degrees north (WGS 84); without it the hall is on no map", -90, 90),
    "place.longitude": Key("degrees east (WGS 84)", -180, 180),
    "place.directions": Key("how to get there, in each language"),
    "place.remote": Key(
        "may citizens take a ticket from afar? Only where `place.url` or `web.public_url` is there as well"
    ),
    "place.url": Key(
        "address under which citizens who are not there reach the hall's pages; empty: `web.public_url`",
        form=r"|https?://\S+",
    ),
    "afar": Key("tickets from afar (远程取号), where `place.remote` allows them"),
    "afar.most": Key("how many the hall holds at once whose citizens are not there yet", 1, 1000),
    "afar.per_address": Key(
        "how many of those one network address holds; phones of one provider may share one", 1, 1000
    ),
    "afar.hold_s": _seconds("how long a place is held after its turn has come; then the ticket is cancelled", 60, 7200),
    "afar.radius_m": Key("how near a phone must be to check in by its position, in metres", 20, 5000),
    "afar.code_s": _seconds(
        "how long boards and kiosks show one check-in code; the one before is taken as well", 60, 3600
    ),
    "centre": Key("the centre one level up; a hall needs none"),
    "centre.url": Key("where the centre listens, of a cluster all addresses with commas; empty: no centre", form=NATS),
    "centre.key": Key("this hall's key at the centre", form=LINK_KEY),
    "centre.authority": Key("file with the certificate of the centre's authority, for tls://"),
    "centre.bytes_a_second": Key("most bytes sent in a second, on average", 500, 100_000_000),
    "area": Key("parts of the hall, each with a board (`/board?area=CODE`) and a voice; none: the hall is one"),
    "area[].code": Key("code of the area, part of the board's address", form=CODE),
    "area[].names": Key("name of the area in each language"),
    "area[].counters": Key("numbers of its counters; each counter is in one area"),
    "voice": Key("spoken calls"),
    "voice.on": Key("are calls spoken?"),
    "voice.languages": Key("languages of the voice, the first says every call twice; empty: those of the hall"),
    "voice.languages[]": Key("a language of the hall", form=LANGUAGE),
    "voice.device": Key("ALSA device of the hub's own loudspeaker; empty: the boards speak", form=ALSA),
    "voice.area": Key("code of the area that the hub's loudspeaker stands in; empty: the whole hall"),
    "voice.clips": Key("folder of the hall's own clips, made by `tools/voice`; what it lacks comes from the pack"),
    "voice.loudness": Key("how loud from which time of the day on; empty: always 100"),
    "voice.loudness[].at": Key("from this time on", form=TIME),
    "voice.loudness[].percent": Key("share of the full loudness, in percent", 0, 100),
    "voice.self_test": Key("when the voice is tried each morning; empty: never", form=TIME_OR_NEVER),
    "shadow": Key("a second policy that only looks: what it would have called is told on `/shadow`"),
    "shadow.names": Key("name of this policy in each language"),
    "shadow.weights": Key("class = its points per second in this policy, from 0.1 to 100"),
    "peripherals": Key("what is plugged into this Pi"),
    "peripherals.link_base": Key("address before a ticket's link in the QR code", form=r"|https?://\S+"),
    "peripherals.printer": Key("a receipt printer on a serial port"),
    "peripherals.printer.port": Key("its serial device, such as /dev/ttyUSB0"),
    "peripherals.printer.baud": Key("its speed", 1200, 921_600),
    "peripherals.printer.rtscts": Key("does it use hardware flow control?"),
    "peripherals.printer.device": Key("its id in the journal", form=ID),
    "peripherals.printer.channels": Key("tickets of these channels are printed here"),
    "peripherals.printer.devices": Key("tickets of these devices only; empty: of all"),
    "peripherals.printer.devices[]": Key("id of a device", form=ID),
    "peripherals.printer.confirms": Key("does it answer `GS r` behind the text?"),
    "peripherals.printer.answer_s": Key("patience for one status byte, in seconds", 0.1, 60),
    "peripherals.printer.finish_s": Key("patience for a whole ticket, in seconds", 1, 300),
    "peripherals.printer.paper": Key("what paper and character set allow"),
    "peripherals.printer.paper.columns": Key("characters in a line: 32, 42 or 48"),
    "peripherals.printer.paper.encoding": Key("gb18030 or gbk"),
    "peripherals.printer.paper.qr_dots": Key("dots of one QR module", 1, 16),
    "peripherals.printer.paper.cut": Key("does it have a cutter?"),
    "peripherals.led": Key("an RS-485 bus with LED panels"),
    "peripherals.led.port": Key("its serial device"),
    "peripherals.led.baud": Key("its speed", 1200, 921_600),
    "peripherals.led.brightness": Key("brightness of all panels", 0, 15),
    "peripherals.led.panels": Key("the panels on the bus"),
    "peripherals.led.panels[].address": Key("its address on the bus", 1, 254),
    "peripherals.led.panels[].counter": Key("the counter it hangs above; without it: the hall's newest call", 1, 999),
    "peripherals.led.panels[].language": Key("language of its words", form=LANGUAGE),
    "peripherals.lamps": Key("call lamps on GPIO pins"),
    "peripherals.lamps[].counter": Key("the counter that it belongs to", 1, 999),
    "peripherals.lamps[].pin": Key("GPIO number", 0, 27),
    "peripherals.lamps[].active_high": Key("false for a relay board that switches on at low level"),
    "peripherals.buttons": Key("push buttons between a GPIO pin and ground"),
    "peripherals.buttons[].pin": Key("GPIO number", 0, 27),
    "peripherals.buttons[].use": Key("what a press asks for: the counter's next ticket, or a ticket for fixed items"),
    "peripherals.buttons[].device": Key("its id in the journal", form=ID),
    "peripherals.buttons[].counter": Key("the counter, for `next`", 0, 999),
    "peripherals.buttons[].items": Key("codes of the items, for `ticket`"),
    "peripherals.buttons[].items[]": Key("code of an item", form=CODE),
    "peripherals.buttons[].language": Key("language of the ticket, for `ticket`", form=LANGUAGE),
}

KEYS |= {
    f"shadow.{name}": replace(KEYS[f"rules.{name}"], meaning=f"instead of `rules.{name}`; none: as the hall")
    for name in REPLACED
}

FACTS = ("window", "policy", "steps", "fee", "limit", "phone", "supervision")
"""The published facts (八公开) beside the item itself, which is its name: window, policy basis, steps, fee basis,
promised time limit, service phone, supervision phone."""

LEVELS = ("province", "city", "county", "township", "village")


def key_of(path: Path) -> str:
    """The name of a path in ``KEYS``: list indexes become ``[]``."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
