/** The kiosk: line, item, take. Three touches for a ticket; everything else is beside the way and never in it. */

import { AfarCode } from "./lib/afar-code.js";
import { get, newKey, press } from "./lib/api.js";
import { moveFocus, nameOf, thingOf } from "./lib/focus.js";
import { timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { Speaker } from "./lib/speaker.js";
import { language, said, t, useLanguage } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { CODE_LENGTH } from "./lib/booking.js";
import { bookingStep, codeLetter, codeStep, findBooking } from "./kiosk-checkin.js";
import { arrived, lookUp, progressStep, Scanner } from "./kiosk-scan.js";
import { MOST_LETTERS, searchStep } from "./kiosk-search.js";
import { confirmStep, itemsStep, linesStep, priorityStep, ticketStep } from "./kiosk-steps.js";

const WALK_IN = "walk_in";
const IDLE_MS = 60000; // Enough for reading a documents list; then the next citizen starts afresh.
const WARN_MS = 20000; // The last part of it, counted down in words.
const TICKET_MS = 40000; // Time to scan the code.
const PROGRESS_MS = 20000; // Time to read how far a scanned ticket is.
const PAPER_MS = 1500; // Between two looks at what became of the paper.
const CUT_OFF_MS = 30000; // Without the hub this long, nobody is made to try.
const PATIENCE_MS = 12000; // Longer than this a citizen walks away; the same key makes a second touch safe.

const STEPS = {
  lines: linesStep, search: searchStep, items: itemsStep, confirm: confirmStep, priority: priorityStep, ticket: ticketStep, progress: progressStep,
  code: codeStep, booking: bookingStep,
};
const PROMPTS = { lines: "choose", search: "choose", items: "choose", confirm: "confirm", ticket: "ticket" }; // Step -> what is said of it.
const LIMITS_MS = { ticket: TICKET_MS, progress: PROGRESS_MS };

class TicketKiosk extends Page {
  static early = "/board";
  async ready() {
    this.home = language();
    this.reset();
    this.addEventListener("pointerdown", () => this.touched());
    this.afar = new AfarCode(this.setup, () => this.update());
    this.speaker = new Speaker(this.setup.spoken);
    this.addEventListener("focusin", ({ target }) => this.speaker.on && this.speaker.say(nameOf(target), language(), thingOf(target)));
    this.scanner = new Scanner((link, kind) => this.showProgress(link, kind), (code) => this.showBooking(code));
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.follow("/live", "/board");
    await this.loadItems();
  }

  reset() {
    Object.assign(this, { step: "lines", line: "", at: 0, basket: [], priority: WALK_IN, ticket: null, refusal: "", typed: "", scanned: null, paper: "", code: "", booking: null, refused: "" });
    delete document.documentElement.dataset.large;
    if (this.speaker) this.speaker.on = false;
    this.speaker?.hush();
    this.touched();
  }

  touched() {
    this.touched_ms = performance.now();
  }

  /** The catalogue with its waits; an old one stays when the hub does not answer. */
  async loadItems() {
    try {
      const { items, short_first, better } = await get("/items");
      Object.assign(this, { items, short_first, better, heard_ms: performance.now() });
    } catch {
      this.items ??= [];
    }
    this.update();
  }

  get chosen() {
    return this.basket.map((code) => this.items.find((item) => item.code === code)).filter(Boolean);
  }

  go(step, change = {}) {
    Object.assign(this, { step, refusal: "", at: 0 }, change);
    this.prompt();
    this.loadItems();
  }

  type(typed) {
    Object.assign(this, { typed, at: 0 });
    this.update();
  }

  /** What to do now, aloud, for whoever asked for that. */
  prompt() {
    if (this.speaker.on) this.speaker.prompt(this.picture?.open === false ? "closed" : PROMPTS[this.step] ?? "choose", language());
  }

  help(on) {
    this.speaker.on = on;
    if (on) this.prompt();
    else this.speaker.hush();
    this.update();
  }

  /** Keys: those of a scanner; four for whoever does not touch the screen: up, down, Enter, and Escape for a step back. */
  pressed(event) {
    this.touched();
    if (this.scanner.key(event) || moveFocus(this, event.key)) event.preventDefault();
    else if (this.step === "search" && /^[a-z]$/i.test(event.key)) this.type((this.typed + event.key.toUpperCase()).slice(0, MOST_LETTERS));
    else if (this.step === "search" && event.key === "Backspace") this.type(this.typed.slice(0, -1));
    else if (this.step === "code") this.pressedCode(event);
    else if (event.key === "Escape" && this.step !== "lines") this.back();
  }

  /** On a keyboard a code ends with Enter: a scanner types there as well, and what it types begins like a code. */
  pressedCode(event) {
    if (codeLetter(event.key)) this.setCode((this.code + codeLetter(event.key)).slice(0, CODE_LENGTH));
    else if (event.key === "Backspace") this.setCode(this.code.slice(0, -1));
    else if (event.key === "Escape") this.back();
    else if (event.key === "Enter" && this.code.length === CODE_LENGTH) {
      event.preventDefault();
      this.showBooking(this.code);
    }
  }

  async showProgress(link, kind) {
    let scanned = await lookUp(link, kind);
    if (scanned.state === "afar") scanned = await arrived(link, await this.afar.ask());
    this.reset();
    this.go("progress", { scanned });
  }

  setCode(code) {
    Object.assign(this, { code, refusal: "" });
    this.update();
  }

  /** The last letter that is touched looks the booking up; a wrong code makes room for the next try. */
  async typeCode(code) {
    this.setCode(code);
    if (code.length === CODE_LENGTH) await this.showBooking(code);
  }

  async showBooking(code) {
    const { booking, refusal } = await findBooking(code);
    if (booking) return this.go("booking", { booking, refused: "", code: "", basket: [], ticket: null });
    this.go("code", { code: "", booking: null, ticket: null });
    this.refusal = refusal;
    return this.update();
  }

  checkIn() {
    return this.obtain(`/bookings/${this.booking.code}/check-in`, { channel: "kiosk", language: language() });
  }

  /** An ordinary ticket for what was booked, as far as this hall still offers it. */
  takePlain() {
    const basket = this.booking.items.filter((code) => this.items.some((item) => item.code === code));
    const { line = "" } = this.items.find((item) => item.code === basket[0]) ?? {};
    this.go(basket.length ? "confirm" : "lines", { basket, line, booking: null });
  }

  chooseItem(code) {
    const full = this.basket.length >= (this.setup.rules?.max_items ?? 1);
    if (!this.basket.includes(code) && !full) this.basket = [...this.basket, code];
    this.go("confirm");
  }

  drop(code) {
    this.basket = this.basket.filter((each) => each !== code);
    this.go(this.basket.length ? "confirm" : "lines");
  }

  back() {
    if (this.step === "priority") return this.go("confirm");
    if (this.step === "confirm") return this.go(this.typed ? "search" : "items", { basket: this.basket.slice(0, -1) });
    return this.go("lines", { typed: "", code: "", booking: null });
  }

  /** A ticket about the matter whose receipt was scanned: the clerk who took it in calls it, where that delays nobody much. */
  takeForMatter() {
    const { item, link } = this.scanned;
    this.priority = WALK_IN;
    return this.obtain("/tickets", { items: [item], channel: "kiosk", language: language(), receipt: link });
  }

  takeTicket() {
    return this.obtain("/tickets", { items: this.basket, channel: "kiosk", priority: this.priority, language: language() });
  }

  async obtain(path, wish) {
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.update();
    try {
      this.ticket = await press(path, wish, { patience_ms: PATIENCE_MS, key: this.keyOf(path, wish) });
      this.step = "ticket";
      this.asked = null;
      this.followPaper(this.ticket);
      this.prompt();
    } catch (problem) {
      Object.assign(this, { refusal: problem.message, refused: problem.reason ?? "" });
      if (problem.status) this.asked = null;
    }
    this.pending = false;
    this.touched();
    this.update();
  }

  /** Looks until it is known what became of the paper; where the hall prints none, nothing is ever said of it. */
  async followPaper(ticket) {
    while (this.ticket === ticket && !this.paper) {
      const { paper = "" } = await lookUp(ticket.link);
      if (paper && this.ticket === ticket) this.paper = paper;
      this.update();
      await new Promise((resolve) => setTimeout(resolve, PAPER_MS));
    }
  }

  /** Without an answer, a second touch asks for the very same ticket; another wish is another ticket. */
  keyOf(path, wish) {
    const words = path + JSON.stringify(wish);
    if (this.asked?.words !== words) this.asked = { words, key: newKey() };
    return this.asked.key;
  }

  async done() {
    await useLanguage(this.home);
    this.reset();
    this.loadItems();
  }

  get limit_ms() {
    return LIMITS_MS[this.step] ?? IDLE_MS;
  }

  get left_ms() {
    return this.limit_ms - (performance.now() - this.touched_ms);
  }

  get untouched() {
    const large = "large" in document.documentElement.dataset;
    return this.step === "lines" && !this.basket.length && !large && language() === this.home;
  }

  update() {
    if (this.step && !this.pending && !this.untouched && this.left_ms <= 0) this.done();
    else super.update();
  }

  title() {
    return t("page.kiosk.title");
  }

  view() {
    if (!this.picture || !this.items) return h("main.kiosk");
    return h("main.kiosk", this.header(), this.content(), this.footer());
  }

  content() {
    if (!this.ticket && this.live.age_ms > CUT_OFF_MS) {
      return h("section.shut", { "data-state": "cut-off" }, icon("unlinked"), h("h2", t("page.kiosk.cut_off")), h("p", t("page.kiosk.cut_off_more")));
    }
    if (this.picture.open || this.ticket || this.scanned?.kind === "matters") return STEPS[this.step](this);
    return h("section.shut", icon("door"), h("h2", t("page.day_closed")), h("p", t("page.kiosk.ask_staff")));
  }

  header() {
    return h("header", h("div", h("h1", said(this.setup.names)), h("p", t("page.kiosk.welcome"))),
      this.afar.code && h("p.afar", { key: "afar", "data-afar": this.afar.code }, h("span", t("page.kiosk.afar")), h("b", this.afar.code)),
      h("p.time", timeOfDay(this.hall_ms, this.setup.timezone)));
  }

  footer() {
    const large = "large" in document.documentElement.dataset;
    return h("footer",
      this.step !== "lines" && !LIMITS_MS[this.step] && h("button.back", { on: { click: () => this.back() } }, icon("back"), t("page.back")),
      (this.basket.length > 0 || this.step !== "lines") && h("button", { on: { click: () => this.done() } }, icon("close"),
        LIMITS_MS[this.step] ? t("page.kiosk.finish") : t("page.kiosk.start_over")),
      this.countdown(),
      h("span.space"),
      h("button", { "aria-pressed": String(this.speaker.on), "data-act": "sound", on: { click: () => this.help(!this.speaker.on) } }, icon("recall"),
        t(this.speaker.on ? "page.kiosk.sound_off" : "page.kiosk.sound")),
      h("button", { "aria-pressed": String(large), "data-act": "large", on: { click: () => this.enlarge(!large) } }, icon("large"),
        large ? t("page.kiosk.normal") : t("page.kiosk.large")),
      this.languageMenu());
  }

  countdown() {
    if (this.untouched || (this.left_ms > WARN_MS && !LIMITS_MS[this.step])) return null;
    return h("p.countdown", { role: "status" }, t("page.kiosk.countdown", { seconds: Math.ceil(this.left_ms / 1000) }));
  }

  enlarge(large) {
    document.documentElement.toggleAttribute("data-large", large);
    this.at = 0;
    this.update();
  }
}

customElements.define("ticket-kiosk", TicketKiosk);
