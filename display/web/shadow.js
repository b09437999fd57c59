/** The second policy beside the first: whom it would have called on the live hall or on a past day, why, and the day as a whole. */

import { get } from "./lib/api.js";
import { amount } from "./lib/chart.js";
import { timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { reasonWords } from "./lib/why.js";
import { reasonOf } from "./day-field.js";
import { deskHeader } from "./supervisor-nav.js";

const SOON_MS = 1000; // While something is being judged.
const AGAIN_MS = 30000; // While the day goes on, or the hub does not answer.
const PER_SECOND = new Set(["booked_weight"]);

class ShadowDesk extends Page {
  static personal = true;
  days = [];
  shadow = null;
  problem = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    const asked = new URLSearchParams(location.search).get("day");
    await this.look(asked ?? "");
  }

  /** The picture of a day ("": the newest), and again as soon as it may have changed. */
  async look(day) {
    clearTimeout(this.timer);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const [{ days }, shadow] = await Promise.all([get("/replay/days"), get(day ? `/shadow?day=${encodeURIComponent(day)}` : "/shadow").catch((problem) => problem)]);
      if (turn !== this.turn) return; // Another day was chosen meanwhile.
      this.days = days;
      this.typed = day;
      if (shadow instanceof Error) throw shadow;
      this.shadow = shadow;
      this.problem = "";
    } catch (problem) {
      if (turn !== this.turn) return;
      this.problem = reasonOf(problem, { day: t("page.report.column_day") });
      this.refused(problem);
    }
    this.update();
    const growing = this.problem || (this.shadow?.on && !this.shadow.over);
    if (this.shadow?.running || growing) this.timer = setTimeout(() => this.look(day), this.shadow?.running && !this.problem ? SOON_MS : AGAIN_MS);
  }

  choose(day) {
    this.shadow = null;
    this.update();
    this.look(day);
  }

  title() {
    return t("page.shadow.title");
  }

  view() {
    if (!this.session) return h("main.desk.shadow");
    return h("main.desk.shadow", deskHeader(this, "shadow"), this.refusal(), !this.shadow && this.problem && this.days.length > 0 && this.dayChoice(), this.shadow && (this.shadow.on ? [this.dayChoice(), this.heading(), this.tiles(), this.whole(), this.differences()] : this.none()));
  }

  refusal() {
    const words = this.problem || (this.shadow?.failed && t("page.shadow.failed"));
    return words && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), words);
  }

  /** A hall without a second policy: what it would be, and how to have one. */
  none() {
    return h("section.card", { key: "none" }, h("h2", t("page.shadow.none")), h("p", t("page.shadow.about")), h("p", t("page.shadow.how")),
      h("p", h("a.button.primary", { href: "/settings#shadow" }, icon("keyboard"), t("page.shadow.to_settings"))));
  }

  dayChoice() {
    const chosen = this.shadow ? this.shadow.day : this.typed;
    const days = this.days.includes(chosen) || !chosen ? this.days : [...this.days, chosen];
    return h("div.choices", { key: "days" }, h("label", t("page.report.column_day"), h("select", { name: "day", on: { change: (event) => this.choose(event.target.value) } },
      [...days].reverse().map((day) => h("option", { key: day, value: day, selected: day === chosen }, day)))));
  }

  heading() {
    const { names, over, running, calls } = this.shadow;
    return h("section.card.heading", { key: "heading" },
      h("h2", said(names) || t("page.shadow.second")),
      (!over || running) && h("div.state", !over && h("span.chip.brand", icon("clock"), t("page.report.not_over")), running && h("span.chip.warn", { role: "status" }, icon("clock"), t("page.shadow.running"))),
      h("p.soft", t("page.shadow.about")),
      calls && (calls.changes.length ? h("ul.changed", calls.changes.map((change) => h("li", { key: `${change.what}${change.weight}` }, this.nameOf(change), " ",
        h("b", t("page.shadow.instead", { second: this.value(change, change.second), first: this.value(change, change.first) })))))
        : h("p", t("page.shadow.unchanged"))));
  }

  nameOf({ what, weight }) {
    return weight ? t("page.shadow.weight", { name: this.className(what) }) : t(`page.settings.field_${what}`);
  }

  value({ what, weight }, value) {
    return weight || PER_SECOND.has(what) ? amount(value, 2) : amount(value, 1);
  }

  className(code) {
    return said(this.setup.priorities.find((each) => each.code === code)?.names ?? {}) || (code === "booked" ? t("page.shadow.booked") : code);
  }

  tiles() {
    const { calls } = this.shadow;
    if (!calls) return null;
    const share = calls.judged ? `${amount((100 * calls.different) / calls.judged)} %` : "–";
    const tile = (key, value) => h("div.tile", { key }, h("span", t(`page.shadow.${key}`)), h("strong", value));
    return h("section.tiles", { key: "tiles" }, tile("judged", calls.judged), tile("same", calls.same), tile("different", calls.different), tile("share", share),
      calls.chosen > 0 && tile("chosen", calls.chosen), calls.unexplained > 0 && tile("unexplained", calls.unexplained));
  }

  whole() {
    const { whole, calls, running } = this.shadow;
    if (!calls) return null;
    const title = t("page.shadow.whole");
    if (!whole) return h("section.card", { key: "whole" }, h("h2", title), h("p.soft", { role: running && "status" }, t(running ? "page.shadow.running" : "page.report.empty")));
    const columns = ["policy", "visits", "mean", "p95", "worst", "over_15", "load"].map((each) => t(`page.shadow.column_${each}`));
    return h("section.card.whole", { key: "whole" }, h("h2", title), h("p.soft", t("page.shadow.whole_more", { visits: whole.visits, runs: whole.runs })),
      h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, h("table", { "aria-label": title },
        h("thead", h("tr", columns.map((words, index) => h("th", { key: words, scope: "col", class: index > 0 && "number" }, words)))),
        h("tbody", whole.rows.map((row) => [this.figures(row, t(`page.shadow.row_${row.name}`), "all"), row.classes.map((each) => this.figures(each, this.className(each.code), ""))])))));
  }

  figures(of, name, kind) {
    const cells = [amount(of.visits, 0), ...[of.mean_s, of.p95_s, of.worst_s].map((seconds) => amount(seconds / 60)), amount(of.over_15 * 100), kind && amount(of.load_ratio, 2)];
    return h("tr", { class: kind }, h("th", { scope: "row" }, name), cells.map((cell) => h("td.number", cell)));
  }

  differences() {
    const { calls } = this.shadow;
    if (!calls) return null;
    const title = t("page.shadow.differences");
    const columns = ["time", "counter", "called", "would"].map((each) => t(`page.shadow.column_${each}`));
    const list = calls.differences;
    return h("section.card.differences", { key: "differences" }, h("h2", title, h("b", calls.different)), list.length < calls.different && h("p.soft", t("page.shadow.newest", { shown: list.length })),
      list.length ? h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, h("table", { "aria-label": title }, h("thead", h("tr", columns.map((words) => h("th", { key: words, scope: "col" }, words)))),
        h("tbody", list.map((each) => this.difference(each))))) : h("p.soft", t(calls.judged ? "page.shadow.no_difference" : "page.shadow.no_call")));
  }

  difference({ at_ms, counter, number, why, other, other_why, elsewhere }) {
    return h("tr", { key: `${at_ms}-${number}` }, h("td", timeOfDay(at_ms, this.setup.timezone)), h("td", counter),
      h("td", h("strong", number), h("span.soft", this.reason(why))),
      h("td", h("strong", other || t("page.shadow.nobody")), other_why && h("span.soft", this.reason(other_why)), elsewhere !== null && h("span", t("page.shadow.elsewhere", { number, counter: elsewhere }))));
  }

  /** The reason that is kept with a call, in the reader's language; points are told where they decided. */
  reason(why) {
    const words = reasonWords(why);
    return why.rule === "accumulated" ? `${words} · ${t("page.shadow.points", { points: amount(why.score, 0) })}` : words;
  }
}

customElements.define("shadow-desk", ShadowDesk);
