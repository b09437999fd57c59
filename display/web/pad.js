/** The evaluation pad: five faces in the official order, none chosen beforehand, one rating for each service. */

import { press } from "./lib/api.js";
import { complaintQuestion, complaintThanks } from "./lib/complaint.js";
import { face, icon } from "./lib/icons.js";
import { lastOfPath, Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { LEVELS, ratingChoice, reasonsChoice } from "./lib/rating.js";

const ASK_MS = 60000; // Nobody has to rate: after this the question goes away by itself.
const THANKS_MS = 6000;
const COMPLAINT_MS = 15000; // Opened by mistake, it gives way to the question again.

class RatingPad extends Page {
  number = Number(lastOfPath());
  over = ""; // The leg that was rated here, or passed over.
  score = null;
  reasons = [];
  refusal = "";
  complaint = ""; // "" | ask | thanks

  ready() {
    this.home = document.documentElement.lang;
    this.addEventListener("pointerdown", () => this.touched());
    this.follow(`/live/counters/${this.number}`, `/counters/${this.number}`);
  }

  take(picture) {
    if (picture.rate && picture.rate !== this.picture?.rate) this.ask();
    super.take(picture);
  }

  ask() {
    Object.assign(this, { score: null, reasons: [], refusal: "", thanked_ms: null });
    this.touched();
  }

  touched() {
    this.touched_ms = performance.now();
  }

  get asking() {
    return this.picture?.rate && this.picture.rate !== this.over;
  }

  update() {
    if (this.complaint && !this.pending && performance.now() - this.touched_ms > COMPLAINT_MS) this.complaint = "";
    if (this.asking && !this.pending && performance.now() - this.touched_ms > ASK_MS) this.pass();
    if (this.thanked_ms && performance.now() - this.thanked_ms > THANKS_MS) this.thanked_ms = null;
    super.update();
  }

  /** No answer is an answer too: nothing is sent. */
  pass() {
    this.over = this.picture.rate;
    this.speak(this.home);
  }

  choose(score) {
    this.score = score;
    if (LEVELS.find((level) => level.score === score).reasoned) this.update();
    else this.send();
  }

  toggle(reason) {
    this.reasons = this.reasons.includes(reason) ? this.reasons.filter((each) => each !== reason) : [...this.reasons, reason];
    this.update();
  }

  async send() {
    if (this.pending) return;
    this.pending = true;
    const leg = this.picture.rate;
    try {
      await press("/ratings", { leg, score: this.score, reasons: this.reasons });
      this.thanked_ms = performance.now();
      this.over = leg;
    } catch (problem) {
      this.refusal = problem.message;
      this.score = null;
    }
    this.pending = false;
    this.touched();
    this.update();
  }

  async complain() {
    if (this.pending) return;
    this.pending = true;
    this.update();
    try {
      await press("/complaints", { counter: this.number });
      this.complaint = "thanks";
    } catch (problem) {
      this.refusal = problem.message;
      this.complaint = "";
    }
    this.pending = false;
    this.touched();
    this.update();
  }

  turn(complaint) {
    this.complaint = complaint;
    this.refusal = "";
    this.touched();
    this.update();
  }

  title() {
    return t("page.pad.title", { counter: this.number });
  }

  view() {
    if (!this.picture) return h("main.pad");
    return h("main.pad",
      h("header", h("b", t("page.counter.title", { counter: this.number })), h("span", said(this.setup.names))),
      this.content(), h("footer", this.languageMenu(), !this.complaint &&
        h("button.quiet", { "data-act": "complain", on: { click: () => this.turn("ask") } }, icon("speech"), t("page.complain"))));
  }

  content() {
    if (this.complaint === "thanks") return complaintThanks();
    if (this.complaint) {
      return complaintQuestion(this.number, { pending: this.pending, back: () => this.turn(""), send: () => this.complain() });
    }
    if (this.thanked_ms) return h("section.rest", { role: "status" }, face(5), h("h1", t("page.pad.thanks")), h("p", t("page.pad.thanks_more")));
    if (!this.asking) return h("section.rest", this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal), icon("star"), h("h1", t("page.pad.welcome")), h("p", t("page.pad.welcome_more")));
    const refusal = this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal);
    if (this.score) return h("section.ask", reasonsChoice(this.reasons, (reason) => this.toggle(reason)), this.sendButtons());
    return h("section.ask", h("h1", t("page.rate.question")), h("p", t("page.rate.anonymous")), refusal,
      ratingChoice((score) => this.choose(score)),
      h("button.quiet", { on: { click: () => this.pass() } }, t("page.rate.not_now")));
  }

  sendButtons() {
    return h("div.buttons",
      h("button", { on: { click: () => this.ask() || this.update() } }, icon("back"), t("page.back")),
      h("button.primary", { disabled: this.pending, on: { click: () => this.send() } }, icon("check"), t("page.rate.send")));
  }
}

customElements.define("rating-pad", RatingPad);
