/** Booking an appointment on the phone: item, time, what to bring, a code. With a code in its address: that booking. */

import { get, newKey, press } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { keep, kept } from "./lib/kept.js";
import { largeButton, restoreLarge } from "./lib/large.js";
import { Page } from "./lib/page.js";
import { language, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { bookedStep, cancelledStep, confirmStep, itemsStep, linesStep, timesStep } from "./book-steps.js";

const CODE_PATH = /^\/book\/(\w{8})$/;
const MINE = "anycounter.booking"; // The code of the last booking that this browser made.
const STEPS = { lines: linesStep, items: itemsStep, times: timesStep, confirm: confirmStep, booked: bookedStep, cancelled: cancelledStep };
const BEFORE = { items: "lines", times: "items", confirm: "times" };

class BookingPage extends Page {
  static personal = true;

  async ready() {
    restoreLarge();
    this.start();
    const code = CODE_PATH.exec(location.pathname)?.[1];
    await this.attempt(async () => {
      if (code) await this.showBooking(code);
      else this.items = (await get("/items")).items;
    });
  }

  start() {
    Object.assign(this, { step: "lines", line: "", item: null, offer: null, time: "", booking: null, sure: false, refusal: "", asked: null });
    this.mine = kept(MINE);
  }

  /** Ask the hub for something; its no, or its silence, is said on the page. */
  async attempt(work) {
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.update();
    try {
      await work();
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status) this.asked = null;
      if (problem.reason === "booking_unknown") this.forget();
    }
    this.pending = false;
    this.update();
  }

  forget() {
    keep(MINE, "");
    this.mine = "";
  }

  async showBooking(code) {
    this.booking = await get(`/bookings/${encodeURIComponent(code)}`);
    this.step = "booked";
    history.replaceState(null, "", `/book/${this.booking.code}${location.search}`);
  }

  showMine() {
    return this.attempt(() => this.showBooking(this.mine));
  }

  go(step, change = {}) {
    Object.assign(this, { step, refusal: "" }, change);
    scrollTo(0, 0);
    this.update();
  }

  chooseItem(item) {
    this.go("times", { item, offer: null });
    return this.chooseDay("");
  }

  chooseDay(day) {
    return this.attempt(async () => {
      this.offer = await get(day ? `/slots?day=${encodeURIComponent(day)}` : "/slots");
    });
  }

  /** Without an answer, a second touch asks for the very same place; another wish is another booking. */
  book() {
    const wish = { items: [this.item.code], day: this.offer.day, time: this.time, language: language() };
    const words = JSON.stringify(wish);
    if (this.asked?.words !== words) this.asked = { words, key: newKey() };
    return this.attempt(async () => {
      const { code } = await press("/bookings", wish, { key: this.asked.key });
      keep(MINE, code);
      await this.showBooking(code);
    });
  }

  cancelBooking() {
    return this.attempt(async () => {
      await press(`/bookings/${this.booking.code}`, undefined, { method: "DELETE" });
      this.forget();
      this.step = "cancelled";
    });
  }

  async again() {
    history.replaceState(null, "", `/book${location.search}`);
    this.start();
    await this.attempt(async () => {
      this.items = (await get("/items")).items;
    });
  }

  title() {
    return t("page.book.title");
  }

  view() {
    return h("main.my.book", { "data-step": this.step }, this.header(), this.content(),
      this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), h("span", this.refusal)), this.below());
  }

  content() {
    if (this.step === "lines" && this.items && !this.setup.booking) return h("section.over", icon("calendar"), h("h2", t("page.book.off")), h("p", t("page.book.come_anyway")));
    if (this.step === "lines" && !this.items) return null;
    return STEPS[this.step](this);
  }

  header() {
    return h("header", h("h1", said(this.setup.names)), largeButton(this), this.languageMenu());
  }

  below() {
    const before = BEFORE[this.step];
    if (before) return h("button.back", { "data-act": "back", on: { click: () => this.go(before) } }, icon("back"), t("page.back"));
    if (this.refusal && !this.items && !this.booking) return h("button.primary", { "data-act": "again", on: { click: () => this.again() } }, icon("calendar"), t("page.book.another"));
    return null;
  }
}

customElements.define("booking-page", BookingPage);
