/** The screen over one counter: who is called there, or why nobody is. */

import { timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { lastOfPath, Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const FRESH_MS = 12000; // As on the hall board.

class CounterScreen extends Page {
  static early = "/board";
  number = Number(lastOfPath());

  ready() {
    this.follow("/live", "/board");
  }

  take(picture) {
    const before = this.counter;
    super.take(picture);
    const now = this.counter;
    if (before && now?.state === "calling" && (now.number !== before.number || now.calls > before.calls)) {
      this.fresh_ms = performance.now();
      this.update();
    }
  }

  get counter() {
    return this.picture?.counters.find((each) => each.counter === this.number);
  }

  title() {
    return t("page.counter.title", { counter: this.number });
  }

  view() {
    if (!this.picture) return h("main.desk");
    if (!this.counter) return h("main.desk.closed", h("p.state", icon("warning"), t("page.counter.unknown", { counter: this.number })));
    const { state } = this.counter;
    const fresh = state === "calling" && performance.now() - (this.fresh_ms ?? -FRESH_MS) < FRESH_MS;
    return h("main.desk", { class: [state, fresh && "fresh"] }, this.header(), this.body(), this.footer());
  }

  header() {
    const name = said(this.counter.names);
    const { clerk } = this.counter;
    return h("header", h("b.plate", this.number), h("div", h("h1", t("page.counter.title", { counter: this.number })),
      name !== String(this.number) && h("p", name)),
    clerk && h("p.clerk", icon("person"), t("page.counter.clerk", { clerk })), h("p.time", timeOfDay(this.hall_ms, this.setup.timezone)));
  }

  body() {
    const { state, number, calls } = this.counter;
    if (!number) return h("section.words", icon(IDLE_ICON[state] ?? "person"), h("p.state", t(`page.counter.${state}`)));
    const said_state = calls > 1 && state === "calling" ? t("page.counter.again", { times: calls }) : t(`page.counter.${state}`);
    return h("section.now", { "aria-live": "assertive" },
      h("strong.number", { key: `${number}/${calls}` }, number), h("p.state", said_state));
  }

  footer() {
    const next = this.picture.next;
    if (this.counter.state === "closed" || !next.length) return null;
    return h("footer", h("span", t("page.counter.next")), next.map((number) => h("b", { key: number }, number)));
  }
}

const IDLE_ICON = { closed: "door", paused: "hold", free: "person" };

customElements.define("counter-screen", CounterScreen);
