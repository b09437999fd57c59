/** The supervisor's page: the hall now, what needs a hand, and the few things only a supervisor may do. */

import { AfarCode } from "./lib/afar-code.js";
import { get, press, STALE_PRESS_MS } from "./lib/api.js";
import { timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn, signOut } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { supervisorNav } from "./supervisor-nav.js";
import { adviceCard, afarList, alarms, bookingsList, complaintWords, deskCards, heldList, missedList, paperList, queueTable, tiles } from "./supervisor-parts.js";

const ADVICE_MS = 30000; // It is made each minute.
const DEVICES_MS = 10000; // Devices report every few seconds; a person looks more slowly.

class SupervisorDesk extends Page {
  static personal = true;
  devices = [];
  advice = null;
  asked = null; // {kind: call | cancel | answer | open | close, ticket, number, complaint, counter}
  refusal = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    this.afar = new AfarCode(this.setup, () => this.update());
    this.follow("/live/hall", "/hall");
    this.lookAtDevices();
    setInterval(() => this.lookAtDevices(), DEVICES_MS);
    this.lookForAdvice();
    setInterval(() => this.lookForAdvice(), ADVICE_MS);
  }

  async lookForAdvice() {
    this.advice = await get("/planning/advice").catch(() => null); // No advice is better than an old one.
    this.update();
  }

  async lookAtDevices() {
    try {
      this.devices = (await get("/devices")).devices;
    } catch (problem) {
      if (problem.status === 401) this.refused(problem);
    }
    this.update();
  }

  ask(kind, row = {}) {
    const { ticket, number, complaint, counter } = row;
    this.asked = { kind, ticket, number, complaint, counter };
    this.refusal = "";
    this.update();
  }

  dismiss() {
    this.asked = null;
    this.refusal = "";
    this.update();
  }

  async send(path, body = {}) {
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.update();
    try {
      await press(path, body, { patience_ms: STALE_PRESS_MS });
      this.asked = null;
      if (!this.live.socket) await this.live.pollOnce();
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status === 401) this.refused(problem);
    }
    this.pending = false;
    this.update();
  }

  answer(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const { kind, ticket, complaint } = this.asked;
    const reason = form.get("reason")?.trim();
    if (kind === "call") return this.send(`/counters/${form.get("counter")}/call`, { ticket, reason });
    if (kind === "cancel") return this.send(`/staff/tickets/${encodeURIComponent(ticket)}/cancel`, { reason });
    const words = form.get("words")?.replace(/\s+/g, " "); // A pasted tab is no reason for a no; nothing but blanks is the hub's to refuse.
    if (kind === "answer") return this.send(`/complaints/${encodeURIComponent(complaint)}/answer`, { words });
    return this.send(`/day/${kind}`, this.sendsHome(kind) ? { reason } : {});
  }

  title() {
    return t("page.supervisor.title");
  }

  view() {
    if (!this.picture) return h("main.hall");
    return h("main.hall", this.header(), this.question(), tiles(this),
      h("div.split", h("div.left", deskCards(this), queueTable(this)), h("aside", alarms(this), adviceCard(this), missedList(this), heldList(this), afarList(this), paperList(this), bookingsList(this))));
  }

  header() {
    const { open, day, names } = this.picture;
    return h("header.bar", h("div", h("h1", said(names)), h("p.soft", `${t("page.supervisor.title")} · ${this.session.name || this.session.user}`)),
      h("p.clock", timeOfDay(this.hall_ms, this.setup.timezone)),
      h("span.chip", { class: open ? "good" : "warn" }, t(open ? "page.supervisor.day_open" : "page.supervisor.day_closed", { day: open ? day : "" })),
      h("button", { "data-act": open ? "close-day" : "open-day", class: open ? "" : "primary", on: { click: () => this.ask(open ? "close" : "open") } },
        icon("door"), t(open ? "page.supervisor.close_day" : "page.supervisor.open_day")),
      this.languageMenu(), h("button.quiet", { on: { click: signOut } }, icon("leave"), t("page.sign_out")), supervisorNav("supervisor"));
  }

  /** What is about to be done, asked in the page itself: no pop-up. */
  question() {
    const refusal = this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal);
    if (!this.asked) return refusal;
    const { kind, number, ticket, complaint } = this.asked;
    const free = this.freeCounters();
    return h("section.card.question", { key: `${kind}/${ticket ?? complaint ?? ""}` },
      h("h2", t(`page.supervisor.ask_${kind}`, { number: number ?? "", complaint: complaint ? complaintWords(this.asked) : "" })), refusal,
      h("form", { on: { submit: (event) => this.answer(event) } },
        kind === "call" && h("label", t("page.supervisor.at_counter"), h("select", { name: "counter", required: true, focus: true }, free)),
        kind === "call" && !free.length && h("p.soft", t("page.supervisor.none_free")),
        (kind === "call" || kind === "cancel" || this.sendsHome(kind)) && h("label", t("page.supervisor.reason"),
          h("input", { name: "reason", required: true, maxlength: 200, autocomplete: "off", focus: kind !== "call" })),
        kind === "answer" && h("label", t("page.supervisor.words"),
          h("input", { name: "words", required: true, maxlength: 500, autocomplete: "off", focus: true })),
        h("button", { type: "button", on: { click: () => this.dismiss() } }, t("page.cancel")),
        h("button", { class: kind === "cancel" || kind === "close" ? ["danger", "sure"] : "primary", disabled: this.pending, "data-act": "sure" },
          t(`page.supervisor.sure_${kind}`))));
  }

  /** Does closing the day now cost somebody the place in the queue? */
  sendsHome(kind) {
    const { waiting, missed, held, afar } = this.picture;
    return kind === "close" && waiting + missed.length + held.length + afar.length > 0;
  }

  freeCounters() {
    return this.picture.desks.filter((desk) => desk.state === "free")
      .map((desk) => h("option", { key: `o${desk.counter}`, value: desk.counter }, t("page.counter.title", { counter: desk.counter })));
  }
}

customElements.define("supervisor-desk", SupervisorDesk);
