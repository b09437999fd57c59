/** Taking a ticket on the phone before coming to the hall: item, what is promised, take. The ticket's own page does the rest. */

import { get, newKey, press } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { outlasts, outlastsWords } from "./lib/halls.js";
import { keep, kept } from "./lib/kept.js";
import { largeButton, restoreLarge } from "./lib/large.js";
import { Page } from "./lib/page.js";
import { language, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { confirmStep, holding, itemsStep, linesStep, priorityStep } from "./afar-steps.js";
import { wayAsked } from "./ticket-arrival.js";

const MINE = "anycounter.afar"; // The link of the last ticket that this browser took.
const STEPS = { lines: linesStep, items: itemsStep, confirm: confirmStep, priority: priorityStep };
const BEFORE = { items: "lines", confirm: "lines", priority: "confirm" };
const AGAIN_MS = 15000; // Waits change with each call.
const WALK_IN = "walk_in";

class AfarPage extends Page {
  static personal = true;
  step = "lines";
  line = "";
  find = "";
  item = null;
  priority = WALK_IN;
  refusal = "";
  asked = null;
  way_min = wayAsked(); // As the page that one comes from knew it.

  async ready() {
    restoreLarge();
    if (!this.setup.afar.on) return;
    await Promise.all([this.ask(), this.findMine()]);
    const wanted = new URLSearchParams(location.search).get("item");
    const item = this.items?.find((each) => each.code === wanted);
    if (item) this.choose(item);
    setInterval(() => this.ask(), AGAIN_MS);
  }

  /** The items with their waits now, and whether the hall is open; the last ones stay while no answer comes. */
  async ask() {
    try {
      const [{ items, short_first }, { open, at_ms }] = await Promise.all([get("/items"), get("/board")]);
      Object.assign(this, { items, short_first, open, at_ms });
      if (this.item) this.item = items.find((each) => each.code === this.item.code) ?? null;
      if (!this.items.length || (!this.item && this.step === "confirm")) this.step = "lines";
    } catch (problem) {
      if (!this.items) this.refusal = problem.message;
    }
    this.update();
  }

  /** A ticket that this browser took, while its citizen may still come with it. */
  async findMine() {
    const link = kept(MINE);
    const ticket = link ? await get(`/tickets/${encodeURIComponent(link)}`).catch(() => null) : null;
    this.mine = ["afar", "waiting", "called"].includes(ticket?.state) ? link : "";
  }

  go(step, change = {}) {
    Object.assign(this, { step, refusal: "" }, change);
    scrollTo(0, 0);
    this.update();
  }

  look(words) {
    this.find = words;
    this.update();
  }

  choose(item) {
    this.go("confirm", { item });
  }

  /** Without an answer, a second touch asks for the very same ticket; another wish is another ticket. */
  async take() {
    if (this.pending) return;
    const wish = { items: [this.item.code], channel: "phone", priority: this.priority, language: language(), afar: true };
    const words = JSON.stringify(wish);
    if (this.asked?.words !== words) this.asked = { words, key: newKey() };
    Object.assign(this, { pending: true, refusal: "" });
    this.update();
    try {
      const { link } = await press("/tickets", wish, { key: this.asked.key });
      keep(MINE, link);
      location.assign(ticketPath(link, this.way_min));
      return;
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status) this.asked = null;
    }
    this.pending = false;
    this.update();
  }

  title() {
    return t("page.afar.title");
  }

  view() {
    return h("main.my.book.afar", { "data-step": this.step }, h("header", h("h1", said(this.setup.names)), largeButton(this), this.languageMenu()), this.content(),
      this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), h("span", this.refusal)),
      this.items && BEFORE[this.step] && h("button.back", { "data-act": "back", on: { click: () => this.go(BEFORE[this.step]) } }, icon("back"), t("page.back")));
  }

  /** Why whoever waits so long should take no ticket here; "" where one can be there in time. */
  tooFar(wait) {
    const way = { minutes: this.way_min };
    const { hold_s } = this.setup.afar;
    return outlasts(way, hold_s, wait) ? outlastsWords(way, hold_s, wait) : "";
  }

  content() {
    if (!this.setup.afar.on) return h("section.over", icon("ticket"), h("h2", t("page.afar.off")), h("p", t("page.afar.off_more")));
    if (!this.items) return null;
    const mine = this.mine && h("a.button.primary", { key: "mine", "data-act": "mine", href: ticketPath(this.mine, this.way_min) }, icon("ticket"), t("page.afar.mine"));
    if (!this.open) return [mine, h("section.over", { key: "shut" }, icon("door"), h("h2", t("page.day_closed")))];
    const far = this.items.map(({ wait }) => this.tooFar(wait));
    if (far.length && far.every(Boolean)) return [mine, h("section.over", { key: "far" }, icon("clock"), h("h2", far[0]))];
    return [this.step === "lines" && [mine, holding(this)], STEPS[this.step](this)];
  }
}

function ticketPath(link, way_min) {
  const asked = new URLSearchParams({ lang: language() });
  if (way_min !== null) asked.set("way", way_min);
  return `/t/${encodeURIComponent(link)}?${asked}`;
}

customElements.define("afar-page", AfarPage);
