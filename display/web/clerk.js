/** The clerk's console: everything by one key, everything shown beside its key. */

import { get, press, Problem, STALE_PRESS_MS } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn, signOut } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { ACTIONS, allowed, mainAction } from "./clerk-actions.js";
import { atDesk, queueAside } from "./clerk-desk.js";
import { PANELS } from "./clerk-panels.js";

const REMEMBERED = "anycounter.counter"; // This terminal's counter, so that a reload comes back to it.
const SETTLE_MS = 1500; // Wait this long for the picture that a press leads to, before the next press is taken.
const DOUBLE_PRESS_MS = 2000; // A finger that slips twice must not pass over the citizen whom the first press called.

const SENDING_MS = 900; // A press that is under way for longer says so.

class ClerkConsole extends Page {
  quiet_until_ms = 0;
  static personal = true;
  panel = null;
  refusal = "";
  number = 0;

  async ready() {
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.session = await signedIn();
    this.items = (await get("/items").catch(() => ({ items: [] }))).items;
    const known = Number(sessionStorage.getItem(REMEMBERED));
    if (!(known && (await this.isMine(known)))) this.leave();
  }

  /** Work on at a counter that this clerk has open already. */
  async isMine(number) {
    const picture = await get(`/counters/${number}`).catch(() => null);
    if (picture?.clerk !== this.session?.user) return false;
    this.sitDown(number);
    return true;
  }

  sitDown(number) {
    this.number = number;
    this.refusal = "";
    sessionStorage.setItem(REMEMBERED, String(number));
    this.follow(`/live/counters/${number}`, `/counters/${number}`);
  }

  leave() {
    this.number = 0;
    this.panel = null;
    sessionStorage.removeItem(REMEMBERED);
    this.follow("/live", "/board");
  }

  take(picture) {
    if (this.number && picture.clerk !== this.session?.user && !this.pending) return this.leave();
    if (picture.current?.leg !== this.picture?.current?.leg) this.panel = null;
    if (this.unheard) this.refusal = this.unheard = "";
    return super.take(picture);
  }

  async open(number) {
    try {
      await press(`/counters/${number}/open`);
      this.sitDown(number);
    } catch (problem) {
      if (problem.reason === "already_open" && (await this.isMine(number))) return;
      this.refusal = problem.message;
      if (problem.status === 401) this.refused(problem);
    }
    this.update();
  }

  /** One press; the next one is taken when its effect is on the screen. */
  async act(name, body = {}) {
    const again = name === "next" && this.picture.state === "calling" && performance.now() < this.quiet_until_ms;
    if (this.pending || again) return;
    this.pending = true;
    this.pressed_ms = performance.now();
    this.refusal = "";
    this.update();
    const seen = this.picture.crev;
    try {
      await press(`/counters/${this.number}/${name}`, { ...body, seen }, { patience_ms: STALE_PRESS_MS });
      this.panel = null;
      if (name === "next") this.quiet_until_ms = performance.now() + DOUBLE_PRESS_MS;
      if (name !== "note") await this.settled(seen); // A note changes nothing that a key depends on.
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.refusal = problem.message;
      this.unheard = problem.status === 0; // Said until the hub is heard again.
      if (problem.status === 401) this.refused(problem);
    }
    this.pending = false;
    if (name === "close" && !this.refusal) this.leave();
    this.update();
  }

  settled(seen) {
    return new Promise((resolve) => {
      const started_ms = performance.now();
      const look = () => {
        if (this.picture?.crev !== seen || performance.now() - started_ms > SETTLE_MS) resolve();
        else setTimeout(look, 30);
      };
      if (!this.live.socket) this.live.pollOnce();
      look();
    });
  }

  show(panel) {
    this.refusal = "";
    this.panel = panel ? { name: panel, ...PANELS[panel].start(this) } : null;
    this.update();
  }

  pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.number || !this.picture) return;
    if (event.code === "Escape") return this.show(null);
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (this.panel) {
      if (PANELS[this.panel.name].key?.(this, event, typing)) event.preventDefault();
      return;
    }
    if (event.code === "KeyQ" && !typing && this.picture.receipts?.length) return window.print();
    const action = ACTIONS.find((each) => each.code === event.code);
    if (typing || event.repeat || !action) return;
    event.preventDefault();
    if (allowed(this, action)) action.run(this);
  }

  title() {
    return this.number ? t("page.clerk.at", { counter: this.number }) : t("page.clerk.title");
  }

  view() {
    if (!this.session) return h("main.clerk");
    return h("main.clerk", this.header(), this.number ? this.desk() : this.choice());
  }

  header() {
    const state = this.number ? this.picture?.state : null;
    return h("header.bar",
      this.number ? h("b.plate", this.number) : icon("counter"),
      h("div", h("h1", this.title()), h("p", this.session.name || this.session.user)),
      state && h("span.chip", { class: STATE_TONE[state], "data-state": state }, t(`page.counter_state.${state}`)),
      this.picture?.help && h("span.chip.warn", icon("bell"), t("page.clerk.help_asked")),
      this.pending && performance.now() - this.pressed_ms > SENDING_MS && h("span.chip.warn", { role: "status" }, icon("unlinked"), t("page.clerk.sending")),
      h("span.space"), this.languageMenu(),
      h("button.quiet", { on: { click: signOut } }, icon("leave"), t("page.sign_out")));
  }

  /** Which counter? A number and Enter, or a touch. */
  choice() {
    if (!this.picture) return null;
    const open = (event) => {
      event.preventDefault();
      const number = Number(new FormData(event.target).get("counter"));
      if (number) this.open(number);
    };
    return h("section.choose.card", h("h2", t("page.clerk.choose")),
      !this.picture.open && h("p.refusal", icon("door"), t("page.day_closed")),
      this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal),
      h("form", { on: { submit: open } },
        h("label", t("page.clerk.counter_number"), h("input", { name: "counter", inputmode: "numeric", pattern: "[0-9]+", required: true, autocomplete: "off", focus: true })),
        h("button.primary", t("page.clerk.open"), h("kbd", "⏎"))),
      h("ul.counters", this.picture.counters.map((each) => h("li", h("button", { key: `c${each.counter}`, on: { click: () => this.open(each.counter) } },
        h("b", each.counter), h("span", said(each.names)), h("span.chip", { class: STATE_TONE[each.state] }, t(`page.counter_state.${each.state}`)))))));
  }

  desk() {
    if (!this.picture) return null;
    const panel = this.panel && PANELS[this.panel.name];
    return h("div.desk",
      h("section.work", this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal),
        panel ? panel.view(this, this.panel) : atDesk(this)),
      queueAside(this),
      this.keys());
  }

  keys() {
    const main = mainAction(this.picture);
    return h("nav.keys", { "aria-label": t("page.clerk.keys") }, ACTIONS.map((action) => h("button", {
      key: action.name, "data-act": action.name, class: action.name === main && "primary",
      disabled: this.pending || !allowed(this, action), on: { click: () => action.run(this) } },
    icon(action.icon), h("span", action.label(this)), h("kbd", action.key))));
  }
}

export const STATE_TONE = { closed: "", free: "good", calling: "warn", serving: "brand", paused: "warn" };

customElements.define("clerk-console", ClerkConsole);
