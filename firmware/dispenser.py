"""The ticket dispenser, as citizens use it: choose, see what is needed and how long it takes, confirm, take the number."""

import json

from issuer import Issuer
from menu import Menu
from texts import word

IDLE_MS = 30_000
"""Somebody walked away: the next one starts from the beginning, in the hall's language."""
RESULT_MS = 8_000
HELP_MS = 10_000
"""A second press of *help* within this calls the staff."""
CALLED_MS = 120_000
TRACKS = {"choose": 1, "confirm": 2, "asking": 3, "result": 4}
LANGUAGE_TRACKS = {"zh": 0, "en": 10}
"""What is spoken at each stage, counted from the language's first track; closed is 5."""


class Dispenser(Issuer):
    """Buttons: up, down, add, ok, back, priority, language, help, i1 to i12. Stages: choose, confirm, asking, result."""

    def __init__(self, language):
        Issuer.__init__(self, language)
        self.home = language
        self.menu = Menu()
        self.stage = "choose"
        self.until_ms = None
        self.help_ms = self.called_ms = None
        self.lit = 0

    def start(self, kept, now_ms):
        """Waits for the menu of the hub; with numbers in hand it looks for the one that it had."""
        if kept is None:
            return self.redraw()
        self.offline.start(kept)
        return self.redraw() + ([("look", "m")] if self.offline.lease else [])

    def button(self, name, now_ms):
        """One of the buttons."""
        if name == "help":
            return self._help(now_ms)
        if self.stage == "asking" or not self.menu.open:
            return []
        effects = self._home() if self.stage == "result" else []
        if effects and name[0] != "i":
            return effects
        self.until_ms = now_ms + IDLE_MS
        if name == "language":
            self.language = self.menu.next_language(self.language)
        elif name == "priority":
            self.menu.next_priority()
        elif name == "ok" and self.stage == "confirm":
            return self._ask(now_ms)
        elif name == "ok":
            self.stage = "confirm" if self.menu.choose() else "choose"
        elif self.stage == "confirm":
            self._leave(name)
        elif name[0] == "i":
            self.stage = "confirm" if self.menu.pick(name) else "choose"
        else:
            self.menu.move(name)
        return effects + self.redraw() + self._look()

    def message(self, type, body, now_ms):
        """A new menu, new waits, numbers, a ticket to print, a piece of the pack; or the hub's last will."""
        effects = []
        if type == "dispenser":
            self.menu.take(body)
            effects = self.offline.take(body["lease"]) + [("pack", body["pack"])]
        elif type == "menu":
            self.menu.take_page(body)
        elif type == "cmd":
            return self._print(body, now_ms)
        elif type == "chunk":
            return [("chunk", body)]
        elif type == "hub" and not body["online"]:
            self.away = True
        return effects + self.redraw()

    def looked(self, key, raw, now_ms):
        """A text of the pack: the menu of before, or the documents of what was chosen."""
        if key[:2] == "d/":
            self.menu.documents = raw.decode().split("\n") if raw else []
        elif raw and self.menu.desired is None:
            self.menu.take(json.loads(raw.decode()))
            return [("look", "m/0")]
        elif raw and not self.menu.items:
            self.menu.take_page(json.loads(raw.decode()))
            return self.redraw() if self.menu.items else [("look", "m/%d" % len(self.menu.pages))]
        return self.redraw()

    def relieve(self):
        """A menu without room is no menu."""
        self.menu.forget()

    def tick(self, now_ms):
        """Goes back to the beginning when nobody is there."""
        effects = Issuer.tick(self, now_ms)
        self.menu.dated = self.hub_away(now_ms)
        if self.called and now_ms >= self.called_ms:
            self.called = ""
            effects += self.state()
        if self.until_ms is None or now_ms < self.until_ms or self.stage == "asking":
            return effects
        return effects + self._home()

    def wait_of(self, given):
        """People ahead and the range, in words."""
        return self.menu.wait_words(given, self.language)

    def result(self, colour, lines, now_ms):
        """What came of it, for a while."""
        self.stage, self.until_ms = "result", now_ms + RESULT_MS
        beep = "ok" if colour == "green" else "refused"
        return [("lamp", "ok", colour), ("beep", beep), ("show", lines)]

    def redraw(self):
        """The screen of the stage; a result stays."""
        if self.stage == "result":
            return []
        if self.stage == "confirm" and not self.menu.chosen:
            self.stage = "choose"
        lines = self.menu.lines(self.stage, self.language)
        return self._lights() + [("show", lines + ((word(self.language, "printer"),) if self.fault else ()))]

    def _lights(self):
        """The keys that choose an item now are lit, all alike."""
        lit = self.menu.on_keys() if self.stage == "choose" else 0
        changed = range(min(lit, self.lit), max(lit, self.lit))
        effects = [("lamp", "i%d" % (key + 1), "white" if key < lit else "off") for key in changed]
        self.lit = lit
        return effects

    def _ask(self, now_ms):
        self.stage = "asking"
        effects = [("lamp", "ok", "amber")] + self.redraw()
        return effects + self.ask(self.menu.chosen, self.menu.priority_code(), now_ms)

    def _leave(self, name):
        if name == "back":
            self.stage = "choose"
            self.menu.chosen = []

    def _look(self):
        """The documents of the first item chosen, in words, from flash."""
        self.menu.documents = []
        if self.stage != "confirm":
            return []
        return [("look", "d/" + self.menu.chosen[0] + "/" + self.language)]

    def _help(self, now_ms):
        track = LANGUAGE_TRACKS.get(self.language, 0) + (TRACKS[self.stage] if self.menu.open else 5)
        effects = [("speak", track)]
        if self.help_ms is not None and now_ms - self.help_ms < HELP_MS:
            self.called, self.called_ms = "help", now_ms + CALLED_MS
            effects += [("show", (word(self.language, "staff_called"),))] + self.state()
        self.help_ms = now_ms
        return effects

    def _print(self, body, now_ms):
        if body["seq"] is not None and body["seq"] in self.given_up:
            return [("done", body["id"], False, "given_up")]
        effects = [("done", body["id"], True, ""), ("print", body["id"], body["ticket"], body["data"])]
        return effects + self.coming(body["seq"], body["ticket"], now_ms)

    def _home(self):
        self.stage, self.until_ms, self.language = "choose", None, self.home
        self.menu.reset()
        return [("lamp", "ok", "off")] + self.redraw()
