"""What a dispenser offers: the items in pages, what is chosen, and how it is put into words."""

from texts import of, word

LINES = 6
"""Items on the screen at once."""
KEYS = 12
"""Lit buttons of the panel that has one for each item; *down* goes on to the next twelve."""


class Menu:
    """Items, (code, names, documents, pool), appear only when all pages of one revision have come: half a menu would
    hide services. A new revision pushes out the old one at once: there is no room for both.
    """

    def __init__(self):
        self.open = False
        self.desired = None
        self.items = []
        self.pages = {}
        self.collecting = None
        self.revision = None
        self.dated = False
        self.documents = []
        self.reset()

    def reset(self):
        """Nobody has chosen anything."""
        self.cursor, self.chosen, self.priority = 0, [], 0

    def forget(self):
        """Lets go of all items; the next page starts a new collection."""
        self.collecting, self.revision, self.pages, self.items = None, None, {}, []
        self.reset()

    def take(self, desired):
        """The dispenser's wanted state."""
        self.desired = desired
        self._assemble()

    def take_page(self, page):
        """One page of items; a page of another revision starts a new collection."""
        if page["menu"] == self.revision:
            return
        if page["menu"] != self.collecting:
            self.collecting, self.revision, self.pages, self.items = page["menu"], None, {}, []
        self.pages[page["page"]] = [(i["code"], i["names"], i["documents"], i["pool"]) for i in page["items"]]
        self._assemble()

    def move(self, name):
        """*up*, *down*; *add* marks or unmarks the item under the cursor; *back* unmarks all."""
        if name in ("up", "down") and self.items:
            self.cursor = (self.cursor + (1 if name == "down" else -1)) % len(self.items)
        elif name == "add" and self.items:
            code = self.items[self.cursor][0]
            self.chosen = [c for c in self.chosen if c != code] if code in self.chosen else (self.chosen + [code])[:8]
        elif name == "back":
            self.chosen = []

    def on_keys(self):
        """How many of the twelve keys have an item."""
        return min(KEYS, len(self.items) - self.cursor // KEYS * KEYS) if self.open else 0

    def pick(self, name):
        """*i1* to *i12* choose one of twelve items at once. Whether there is one."""
        place = self.cursor // KEYS * KEYS + int(name[1:]) - 1
        if place < len(self.items):
            self.chosen = [self.items[place][0]]
        return place < len(self.items)

    def choose(self):
        """The choice is made: what is marked, or else the item under the cursor. Whether there is any."""
        if not self.chosen and self.items:
            self.chosen = [self.items[self.cursor][0]]
        return bool(self.chosen)

    def next_priority(self):
        """The next priority class, around to everyone's."""
        self.priority = (self.priority + 1) % max(1, len(self.desired["priorities"]))

    def priority_code(self):
        """The chosen class; the first is everyone's."""
        priorities = self.desired["priorities"]
        return priorities[self.priority]["code"] if priorities else "walk_in"

    def next_language(self, language):
        """The language after this one."""
        languages = self.desired["languages"] or [language]
        place = languages.index(language) if language in languages else -1
        return languages[(place + 1) % len(languages)]

    def lines(self, stage, language):
        """The screen of a stage."""
        if self.desired is None or (self.open and not self.items):
            return (word(language, "starting"),)
        if not self.open:
            return (of(self.desired["text"], language) or word(language, "hall_closed"),)
        if stage == "asking":
            return (word(language, "asking"),)
        return self._confirm_lines(language) if stage == "confirm" else self._choice_lines(language)

    def wait_words(self, waits, language):
        """People ahead and the range of the wait."""
        ahead = word(language, "ahead").format(waits["ahead"])
        if waits["p50_s"] is None or waits["p80_s"] is None:
            return ahead + " " + word(language, "wait_unknown")
        return ahead + " " + word(language, "wait").format(waits["p50_s"] // 60, -(-waits["p80_s"] // 60))

    def _assemble(self):
        if self.desired is None:
            return
        self.open = self.desired["open"]
        wanted = range(self.desired["pages"])
        whole = self.collecting == self.desired["menu"] and all(n in self.pages for n in wanted)
        if whole and self.revision != self.collecting:
            self.items = [item for n in wanted for item in self.pages[n]]
            self.revision, self.pages = self.collecting, {}
            self.reset()

    def _choice_lines(self, language):
        first = max(0, min(self.cursor - LINES + 1, len(self.items) - LINES))
        lines = [word(language, "choose")]
        for place, item in enumerate(self.items[first : first + LINES]):
            here = ">" if first + place == self.cursor else " "
            mark = "*" if item[0] in self.chosen else " "
            lines.append(here + mark + of(item[1], language))
        return tuple(lines)

    def _confirm_lines(self, language):
        items = [item for item in self.items if item[0] in self.chosen]
        lines = [of(item[1], language) for item in items]
        lines.append(word(language, "documents").format(sum(item[2] for item in items)))
        lines += self.documents
        pool = items[0][3]
        if self.dated:
            lines.append(word(language, "wait_unknown"))
        elif pool < len(self.desired["waits"]):
            lines.append(self.wait_words(self.desired["waits"][pool], language))
        lines.append(self._confirm_words(language))
        return tuple(lines)

    def _confirm_words(self, language):
        if not self.priority:
            return word(language, "confirm")
        names = self.desired["priorities"][self.priority]["names"]
        return word(language, "priority_confirm").format(of(names, language))
