/** The citizen's own page: place, range, where to go, leave, rate. */

import { press } from "./lib/api.js";
import { span, timeOfDay, waitRange } from "./lib/format.js";
import { face, icon } from "./lib/icons.js";
import { lastOfPath, Page } from "./lib/page.js";
import { LEVELS, ratingChoice, reasonsChoice } from "./lib/rating.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const MAY_LEAVE = new Set(["waiting", "called", "missed"]);
const BUZZ_MS = [300, 150, 300]; // A phone in a pocket is told as well.

class TicketPage extends Page {
  static personal = true;
  link = lastOfPath();
  mode = "show"; // show | leave | reasons
  refusal = "";
  score = null;
  reasons = [];

  ready() {
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
    if (picture.state === "called" && (this.picture?.state !== "called" || picture.calls > this.picture.calls)) this.buzz();
    super.take(picture);
  }

  /** Browsers let a page buzz only once it has been touched. */
  buzz() {
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS);
  }

  staleBanner() {
    return this.unknown ? null : super.staleBanner();
  }

  async send(path, body, method) {
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.update();
    try {
      await press(path, body, { method });
      if (path === "/ratings") this.thanked = true;
      this.mode = "show";
      await this.live.pollOnce();
    } catch (problem) {
      this.refusal = problem.message;
    }
    this.pending = false;
    this.update();
  }

  leave() {
    return this.send(`/tickets/${encodeURIComponent(this.link)}`, undefined, "DELETE");
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
    return h("main.my", { "data-state": this.picture.state }, this.header(), this.card(), this.items(),
      this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal), this.below());
  }

  header() {
    return h("header", h("span", said(this.setup.names)), this.languageMenu());
  }

  card() {
    const { number, state, counter } = this.picture;
    return h("section.ticket", { "aria-live": "polite" },
      h("p", t("page.ticket.your_number")), h("strong.number", number),
      h("div.tear"),
      counter && state === "called" ? this.goTo(counter) : h("p.state", t(`page.ticket.${state}`, { counter: counter ?? "" })),
      state === "waiting" && this.place(),
      state === "missed" && h("p", t("page.ticket.missed_more")));
  }

  goTo(counter) {
    return h("div.go", { key: `go-${this.picture.calls}` }, h("p", t("page.ticket.go_to")), h("strong", counter), h("p", t("page.counter.after")));
  }

  place() {
    const { ahead, wait, arrived_ms } = this.picture;
    return h("dl",
      h("div", h("dt", t("page.ahead")), h("dd", { "data-fact": "ahead" }, ahead)),
      h("div", h("dt", t("page.wait.title")), h("dd", waitRange(wait))),
      h("div.small", h("dt", t("page.ticket.since")), h("dd", `${timeOfDay(arrived_ms, this.setup.timezone)} · ${span((this.hall_ms - arrived_ms) / 1000)}`)));
  }

  items() {
    return h("ul.items", this.picture.names.map((names) => h("li", icon("paper"), said(names))));
  }

  below() {
    if (this.mode === "leave") return this.confirmLeave();
    if (this.picture.rate) return this.rating();
    if (this.thanked) return h("section.rating", { role: "status" }, face(5), h("h1", t("page.pad.thanks")));
    if (!MAY_LEAVE.has(this.picture.state)) return null;
    return h("button.quiet", { "data-act": "leave", on: { click: () => this.turn("leave") } }, icon("leave"), t("page.ticket.leave"));
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
