/** Halls and months side by side, with the claims of the reform: on the screen, on paper, as files. */

import { amount, barChart, figure, table } from "./lib/chart.js";
import { nameOf } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { signedIn } from "./lib/session.js";
import { language, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { centreHeader } from "./centre-nav.js";
import { claimsOf } from "./centre-parts.js";
import { PeriodPage } from "./centre-period.js";

const COLUMNS = ["visits", "served", "wait", "within_15", "on_the_spot", "service", "documents", "rated", "score", "bad"];
const CHARTED = 20;

class CompareDesk extends PeriodPage {
  address = "/compare";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    this.period();
    this.look();
  }

  get query() {
    return `${this.days}&node=${encodeURIComponent(this.node)}`;
  }

  look() {
    return this.ask(`/staff/comparison?${this.query}`, (found) => (this.found = found));
  }

  title() {
    return t("page.compare.title");
  }

  view() {
    if (!this.session || this.from === undefined) return h("main.desk.compare");
    return h("main.desk.compare", centreHeader(this, "compare", this.title()), this.choices(), this.problem && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), this.problem),
      this.found && (this.found.total.visits ? this.figures() : h("p.card.soft", { key: "empty" }, t("page.compare.empty"))));
  }

  choices() {
    const file = (suffix, what = "comparison") => `/api/v1/staff/${what}.${suffix}?${this.query}&lang=${language()}`;
    return h("div.choices", { key: "choices" }, this.day("from", t("page.compare.from")), this.day("to", t("page.compare.to")),
      h("label", t("page.compare.node"), h("select", { name: "node", on: { change: (event) => this.choose({ node: event.target.value }) } },
        h("option", { value: "", selected: !this.node }, said(this.setup.names)), this.setup.nodes.map((each) => h("option", { key: each.id, value: each.id, selected: each.id === this.node }, said(each.names) || each.id)))),
      h("span.spread"), h("button", { "data-act": "print", on: { click: () => print() } }, icon("printer"), t("page.report.print")),
      !this.problem && [h("a.button", { href: file("csv"), download: "", "data-act": "csv" }, icon("paper"), "CSV"), h("a.button", { href: file("pdf"), download: "", "data-act": "pdf" }, icon("paper"), "PDF"),
      ["csv", "jsonl"].map((suffix) => h("a.button", { key: suffix, href: file(suffix, "hours"), download: "" }, icon("paper"), t(`page.centre.file_hours_${suffix}`)))]);
  }

  figures() {
    const { halls, count, months, hours, claims } = this.found;
    const more = count - halls.length;
    const chart = (key, title, rows) => figure(key, { title, open: this.open, toggle: (which) => this.toggle(which), chart: barChart({ title, rows: rows.map(([name, row]) => ({ name, value: minutes(row.wait_s) })) }),
      columns: [t("page.compare.hall"), t("page.compare.wait")], rows: rows.map(([name, row]) => [name, minutes(row.wait_s)]) });
    return [h("div.charts", { key: "charts" }, chart("waits", t("page.compare.chart_waits"), halls.slice(0, CHARTED).map((row) => [nameOf(row), row])),
      months.length > 1 && chart("months", t("page.compare.chart_months"), months.map((row) => [row.day, row]))),
      this.side("by_hall", t("page.compare.hall"), halls.map((row) => [nameOf(row), row])),
      more > 0 && h("p.soft", { key: "more" }, t("page.compare.more", { count: more })),
      this.side("by_month", t("page.compare.month"), months.map((row) => [row.day, row])),
      this.side("by_hour", t("page.compare.hour"), hours.map((row) => [`${String(row.hour).padStart(2, "0")}:00`, row])), claimsOf(claims, { title: t("page.compare.claims") })];
  }

  side(key, first, rows) {
    const title = t(`page.compare.${key}`);
    return h("section", { key }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, table([first, ...COLUMNS.map((each) => t(`page.compare.${each}`))], rows.map(([name, row]) => [name, ...cells(row)]), title)));
  }
}

function minutes(seconds) {
  return seconds === null ? null : Math.round(seconds / 6) / 10;
}

function cells(row) {
  const percent = (share) => (share === null ? null : Math.round(share * 1000) / 10);
  return [row.visits, row.served, minutes(row.wait_s), percent(row.within_15), percent(row.on_the_spot), minutes(row.service_s), row.documents, row.rated, row.score, row.bad].map((cell) => (cell === null ? amount(null) : cell));
}

customElements.define("compare-desk", CompareDesk);
