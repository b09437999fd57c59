/** The citizen's own page: place, range, where to go, leave, rate. */

import { aheadNote } from "./lib/ahead.js";
import { press } from "./lib/api.js";
import { complaintQuestion, complaintThanks } from "./lib/complaint.js";
import { betterHall } from "./lib/better.js";
import { closingWords, span, timeOfDay, waitRange } from "./lib/format.js";
import { face, icon } from "./lib/icons.js";
import { largeButton, restoreLarge } from "./lib/large.js";
import { lastOfPath, Page } from "./lib/page.js";
import { LEVELS, ratingChoice, reasonsChoice } from "./lib/rating.js";
import { Reminder } from "./lib/reminder.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { arrival, hurry, isUrgent, NEAR_S, planOf, stepOf, wayAsked } from "./ticket-arrival.js";
import { another } from "./ticket-over.js";

const MAY_LEAVE = new Set(["afar", "waiting", "called", "missed"]);
const PASSING = 3; // As the hub does it: as many as wait behind, at most these.
const SOON = 3; // With so few ahead, and soon, whoever went for a walk should turn back.

class TicketPage extends Page {
  static personal = true;
  link = lastOfPath();
  mode = "show"; // show | leave | pass | complain | complained | reasons
  reminder = new Reminder();
  refusal = "";
  score = null;
  reasons = [];
  way_min = wayAsked();
  plan = null; // By when to set out or be there, as this page has said it.

  ready() {
    restoreLarge();
    const link = encodeURIComponent(this.link);
    this.follow(`/live/tickets/${link}`, `/tickets/${link}`);
  }

  refused(problem) {
    if (problem.status !== 404) return;
    this.unknown = true;
    this.live.stop();
    this.update();
  }

  take(picture) {
    if (picture.state === "called" && (this.picture?.state !== "called" || picture.calls > this.picture.calls)) this.remind(picture);
    this.plan = planOf(picture, this.setup, this.way_min, this.plan);
    const step = stepOf(picture, this.plan, this.way_min, picture.at_ms);
    if (this.picture && step !== this.step && isUrgent(step)) this.reminder.call(t(step === "turn" ? "page.ticket.afar_notice_turn" : "page.ticket.afar_notice", picture));
    this.step = step;
    super.take(picture);
  }

  remind({ number, counter }) {
    this.reminder.call(t("page.ticket.notice", { number, counter }));
  }

  async beginReminding() {
    await this.reminder.begin();
    this.update();
  }

  staleBanner() {
    return this.unknown ? null : super.staleBanner();
  }

  async send(path, body, { method, then = "show" } = {}) {
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.update();
    try {
      await press(path, body, { method });
      if (path === "/ratings") this.thanked = true;
      this.mode = then;
      await this.live.pollOnce();
    } catch (problem) {
      this.refusal = problem.message;
    }
    this.pending = false;
    this.update();
  }

  leave() {
    return this.send(`/tickets/${encodeURIComponent(this.link)}`, undefined, { method: "DELETE" });
  }

  arrive(proof) {
    return this.send(`/tickets/${encodeURIComponent(this.link)}/come`, proof);
  }

  letPass() {
    return this.send(`/tickets/${encodeURIComponent(this.link)}/let-pass`);
  }

  complain() {
    return this.send("/complaints", { link: this.link }, { then: "complained" });
  }

  rate() {
    return this.send("/ratings", { link: this.link, leg: this.picture.rate, score: this.score, reasons: this.reasons });
  }

  choose(score) {
    this.score = score;
    this.reasons = [];
    if (!LEVELS.find((level) => level.score === score).reasoned) return this.rate();
    return this.turn("reasons");
  }

  turn(mode) {
    this.mode = mode;
    this.refusal = "";
    this.update();
  }

  toggle(reason) {
    this.reasons = this.reasons.includes(reason) ? this.reasons.filter((each) => each !== reason) : [...this.reasons, reason];
    this.update();
  }

  title() {
    return this.picture ? `${this.picture.number} · ${t("page.ticket.title")}` : t("page.ticket.title");
  }

  view() {
    if (this.unknown) return h("main.my", this.header(), h("section.over", icon("ticket"), h("h2", t("page.ticket.unknown")), h("p", t("page.ticket.unknown_more"))));
    if (!this.picture) return h("main.my");
    return h("main.my", { "data-state": this.picture.state }, this.header(), this.card(), this.items(), this.receipts(),
      this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal), this.below());
  }

  header() {
    return h("header", h("h1", said(this.setup.names)), largeButton(this), this.languageMenu());
  }

  card() {
    const { number, state, counter, turn_ms } = this.picture;
    const queued = state === "waiting" || (state === "afar" && !turn_ms); // Whose turn has come waits no longer.
    return h("section.ticket", { "aria-live": "polite" },
      h("p", t("page.ticket.your_number")), h("strong.number", number),
      h("div.tear"),
      counter && state === "called" ? this.goTo(counter) : h("p.state", this.stateWords()),
      state === "afar" && hurry(this.picture, this.plan, this.setup, this.way_min, this.hall_ms),
      state === "waiting" && this.soon(),
      queued && this.place(), state === "waiting" && !this.live.stale && betterHall(this.picture.better, this.picture.wait),
      queued && this.closing(),
      state === "missed" && h("p", t("page.ticket.missed_more")), another(this));
  }

  /** How near the turn is; where no counter is at work nobody's is, however few wait. */
  soon() {
    if (!this.picture.at_work) return h("p.nobody", { key: "nobody" }, icon("clock"), t("page.ticket.no_counter"));
    const { ahead, wait } = this.picture;
    return ahead < SOON && wait.p50_s !== null && wait.p50_s < NEAR_S && h("p.soon", { key: "soon" }, icon("bell"), t("page.ticket.soon"));
  }

  stateWords() {
    const { state, counter, turn_ms } = this.picture;
    return state === "cancelled" && turn_ms ? t("page.ticket.lapsed") : t(`page.ticket.${state}`, { counter: counter ?? "" });
  }

  goTo(counter) {
    return h("div.go", { key: `go-${this.picture.calls}` }, h("p", t("page.ticket.go_to")), h("strong", counter), h("p", t("page.counter.after")));
  }

  closing() {
    const words = closingWords(this.picture.in_time, this.setup, this.picture.wait, this.hall_ms);
    return words && h("p.closing", { key: "closing", role: "status" }, icon("clock"), words);
  }

  place() {
    const { ahead, wait, arrived_ms } = this.picture;
    return [h("dl",
      h("div", h("dt", t("page.ahead")), h("dd", { "data-fact": "ahead" }, ahead)),
      h("div", h("dt", t("page.wait.title")), h("dd", waitRange(wait))),
      h("div.small", h("dt", t("page.ticket.since")), h("dd", `${timeOfDay(arrived_ms, this.setup.timezone)} · ${span((this.hall_ms - arrived_ms) / 1000)}`))),
    aheadNote(this.picture)];
  }

  items() {
    return h("ul.items", this.picture.names.map((names) => h("li", icon("paper"), said(names))));
  }

  /** The matters that came of it: each has a page of its own, which lives longer than this one. */
  receipts() {
    return this.picture.receipts.map(({ link, matter, names }) => h("a.button.receipt", { key: matter, href: `/m/${encodeURIComponent(link)}` },
      icon("paper"), h("span", h("b", t("page.matter.follow")), said(names))));
  }

  below() {
    if (this.mode === "leave") return this.confirmLeave();
    if (this.mode === "pass") return this.confirmPass();
    if (this.mode === "complained") return complaintThanks();
    if (this.mode === "complain") {
      return complaintQuestion(this.picture.last_counter, { pending: this.pending, back: () => this.turn("show"), send: () => this.complain() });
    }
    return [this.picture.state === "afar" && arrival(this), this.picture.rate ? this.rating() : this.thanked && this.thanks(), this.choices()];
  }

  thanks() {
    return h("section.rating", { role: "status" }, face(5), h("h1", t("page.pad.thanks")));
  }

  /** What else the citizen may do: nothing of it is in the way of the number. */
  choices() {
    const { state, behind, last_counter } = this.picture;
    const people = Math.min(behind, PASSING);
    return h("nav.choices", { "aria-label": t("page.ticket.choices") },
      MAY_LEAVE.has(state) && this.reminding(),
      people > 0 && this.choice("pass", "swap", t("page.ticket.pass", { people })),
      MAY_LEAVE.has(state) && this.choice("leave", "leave", t("page.ticket.leave")),
      last_counter && this.mode !== "reasons" && this.choice("complain", "speech", t("page.complain")));
  }

  choice(mode, glyph, words) {
    return h("button.quiet", { key: mode, "data-act": mode, on: { click: () => this.turn(mode) } }, icon(glyph), words);
  }

  reminding() {
    if (this.reminder.on) return h("p.reminding", { role: "status", key: "reminding" }, icon("bell"), h("b", t("page.ticket.remind_on")), h("span", t("page.ticket.remind_more")));
    return h("button", { key: "remind", "data-act": "remind", on: { click: () => this.beginReminding() } }, icon("bell"), t(this.picture.state === "afar" ? "page.ticket.remind_near" : "page.ticket.remind"));
  }

  confirmPass() {
    const people = Math.min(this.picture.behind, PASSING);
    return h("section.sure", h("h2", t("page.ticket.pass_sure", { people })), h("p", t("page.ticket.pass_more")),
      h("button", { on: { click: () => this.turn("show") } }, t("page.ticket.stay")),
      h("button.primary", { "data-act": "pass-sure", disabled: this.pending || !people, on: { click: () => this.letPass() } }, t("page.ticket.pass_yes")));
  }

  confirmLeave() {
    return h("section.sure", h("h2", t("page.ticket.leave_sure")), h("p", t("page.ticket.leave_more")),
      h("button.primary", { on: { click: () => this.turn("show") } }, t("page.ticket.stay")),
      h("button.danger", { "data-act": "leave-sure", disabled: this.pending, on: { click: () => this.leave() } }, t("page.ticket.leave_yes")));
  }

  rating() {
    if (this.mode === "reasons") {
      return h("section.rating", reasonsChoice(this.reasons, (reason) => this.toggle(reason)),
        h("div.buttons", h("button", { on: { click: () => this.turn("show") } }, icon("back"), t("page.back")),
          h("button.primary", { disabled: this.pending, on: { click: () => this.rate() } }, icon("check"), t("page.rate.send"))));
    }
    return h("section.rating", h("h1", t("page.rate.question")), h("p", t("page.rate.anonymous")), ratingChoice((score) => this.choose(score)));
  }
}

customElements.define("ticket-page", TicketPage);
