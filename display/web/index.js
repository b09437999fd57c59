/** The list of pages: what each is for and where it belongs. */

import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const FOR_CITIZENS = [["kiosk", "/kiosk"], ["board", "/board"]];
const FOR_STAFF = [["clerk", "/clerk"], ["supervisor", "/supervisor"], ["matters", "/matters"], ["report", "/reports"], ["replay", "/replay"], ["planning", "/planning"], ["shadow", "/shadow"], ["settings", "/settings"], ["devices", "/devices"]];
const BOOK = ["book", "/book"]; // Only where the hall takes bookings.
const AFAR = ["afar", "/afar"]; // Only where the hall gives tickets from afar.
const BENCH = ["bench", "/bench"]; // Only where the hall's settings switch it on.

class PageList extends Page {
  static personal = true;

  view() {
    return h("main.pages",
      h("header", h("div", h("h1", said(this.setup.names)), h("p.soft", t("page.index.about"))), this.languageMenu()),
      this.group("page.index.citizens", [...FOR_CITIZENS, ...(this.setup.booking ? [BOOK] : []), ...(this.setup.afar.on ? [AFAR] : [])]), this.group("page.index.staff", this.setup.bench ? [...FOR_STAFF, BENCH] : FOR_STAFF), this.counters());
  }

  group(title, pages) {
    return h("section", h("h2", t(title)), h("div.tiles", pages.map(([name, path]) => h("a.card.tile", { href: path },
      icon(ICONS[name]), h("h3", t(`page.${name}.title`)), h("p.soft", t(`page.index.${name}`))))));
  }

  counters() {
    return h("section", h("h2", t("page.index.counters")), h("p.soft", t("page.index.counters_more")),
      h("ul", this.setup.counters.map(({ number }) => h("li.card",
        h("b", t("page.counter.title", { counter: number })),
        h("a", { href: `/counter/${number}` }, icon("board"), t("page.index.screen")),
        h("a", { href: `/pad/${number}` }, icon("star"), t("page.index.pad"))))));
  }
}

const ICONS = { kiosk: "kiosk", board: "board", book: "calendar", afar: "phone", clerk: "keyboard", supervisor: "person", matters: "check", report: "paper", replay: "undo", planning: "clock", shadow: "swap", settings: "keyboard", devices: "device", bench: "device" };

customElements.define("page-list", PageList);
