/** The supervisor's reports: a day, week or month in figures, on the screen, on paper and as files. */

import { get } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { language, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { dayField, isNo, reasonOf } from "./day-field.js";
import { reportParts } from "./reports-parts.js";
import { isDay, KINDS, periodOf, stepped, today } from "./reports-period.js";
import { deskHeader } from "./supervisor-nav.js";

const RETRY_MS = 10000; // While the hub does not answer.
const AGAIN_MS = 60000; // A day that is not over grows; its figures are no clock.

class ReportsDesk extends Page {
  static personal = true;
  kind = "day";
  report = null;
  problem = "";
  open = new Set();

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    const asked = new URLSearchParams(location.search);
    if (KINDS.includes(asked.get("kind"))) this.kind = asked.get("kind");
    this.day = asked.get("day") || (await this.newest());
    this.look();
    setInterval(() => this.report?.over === false && this.look(), AGAIN_MS);
    setInterval(() => this.problem && this.look(), RETRY_MS);
  }

  /** The newest business day; today where there is none yet. */
  async newest() {
    const known = await get("/replay/days").catch(() => ({ days: [] }));
    return known.days.at(-1) ?? today(this.setup.timezone);
  }

  async look() {
    const { first, last } = periodOf(this.kind, this.day);
    const turn = (this.turn = `${first}/${last}`);
    try {
      const report = await get(`/reports?from=${encodeURIComponent(first)}&to=${encodeURIComponent(last)}`);
      if (turn !== this.turn) return; // Something else was chosen meanwhile.
      this.report = report;
      this.problem = "";
    } catch (problem) {
      if (turn !== this.turn) return;
      if (isNo(problem)) this.report = null;
      this.problem = reasonOf(problem, { from: t("page.report.around"), to: t("page.report.around") });
      this.refused(problem);
    }
    this.update();
  }

  choose(kind, day) {
    this.kind = kind;
    this.day = day;
    const address = new URL(location.href);
    address.searchParams.set("kind", kind);
    address.searchParams.set("day", day);
    history.replaceState(null, "", address);
    this.update();
    this.look();
  }

  toggle(key) {
    if (!this.open.delete(key)) this.open.add(key);
    this.update();
  }

  title() {
    return t("page.report.title");
  }

  view() {
    if (!this.session || !this.day) return h("main.desk.reports", this.problem && this.refusal());
    return h("main.desk.reports", deskHeader(this, "reports"), this.choices(), this.problem && this.refusal(), this.report && [
      this.heading(), this.report.total.tickets ? reportParts(this) : h("p.card.soft", { key: "empty" }, t("page.report.empty"))]);
  }

  refusal() {
    return h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), this.problem);
  }

  /** On paper this is the title. */
  heading() {
    const { first, last, over } = this.report;
    return h("section.heading", { key: "heading" }, h("h2", h("span", said(this.setup.names)), h("span", first === last ? first : `${first} – ${last}`)),
      !over && h("p", h("span.chip.warn", icon("clock"), t("page.report.not_over"))));
  }

  choices() {
    const { first, last } = periodOf(this.kind, this.day);
    const real = isDay(this.day);
    const file = (suffix) => `/api/v1/reports.${suffix}?from=${first}&to=${last}&lang=${language()}`;
    return h("div.choices", { key: "choices" },
      h("div.toggle", { role: "group", "aria-label": t("page.report.period") }, KINDS.map((kind) =>
        h("button", { key: kind, "data-act": kind, "aria-pressed": String(kind === this.kind), on: { click: () => this.choose(kind, this.day) } }, t(`page.report.${kind}`)))),
      h("button", { "aria-label": t("page.report.earlier"), "data-act": "earlier", disabled: !real, on: { click: () => this.choose(this.kind, stepped(this.kind, this.day, -1)) } }, icon("back")),
      dayField("day", t("page.report.around"), this.day, (day) => this.choose(this.kind, day)),
      h("button", { "aria-label": t("page.report.later"), "data-act": "later", disabled: !real, on: { click: () => this.choose(this.kind, stepped(this.kind, this.day, 1)) } }, icon("arrow")),
      h("span.spread"),
      h("button", { "data-act": "print", on: { click: () => print() } }, icon("printer"), t("page.report.print")),
      real && ["csv", "pdf"].map((suffix) => h("a.button", { key: suffix, href: file(suffix), download: "", "data-act": suffix }, icon("paper"), suffix.toUpperCase())));
  }
}

customElements.define("reports-desk", ReportsDesk);
