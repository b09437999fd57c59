/** What citizens said: how many are satisfied, why others are not, each rating with its reasons. Nothing tells who gave it. */

import { get } from "./lib/api.js";
import { amount, barChart, figure, table } from "./lib/chart.js";
import { timeOfDay } from "./lib/format.js";
import { MANY, nameOf } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { signedIn } from "./lib/session.js";
import { language, said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { centreHeader } from "./centre-nav.js";
import { shareWords } from "./centre-parts.js";
import { PeriodPage } from "./centre-period.js";

const SCORES = [5, 4, 3, 2, 1];
const CHOICES = 50; // Halls in the list, where they are searched for.
const COLUMNS = ["time", "hall", "counter", "number", "items", "score", "reasons"];

class ReviewsDesk extends PeriodPage {
  address = "/reviews";
  known = [];
  rows = [];

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    const asked = this.period();
    this.hall = asked.get("hall") ?? "";
    this.most = SCORES.map(String).includes(asked.get("most")) ? asked.get("most") : "5";
    this.look();
    this.know(this.many ? this.hall : "");
  }

  /** Too many halls for one list: it holds those whose name was searched for. */
  get many() {
    return this.setup.halls > MANY;
  }

  /** The halls to choose from. */
  async know(words) {
    const asked = (this.wanted = words.trim());
    const found = this.many && !asked ? { halls: [] } : await get(this.many ? `/halls?search=${encodeURIComponent(asked)}&most=${CHOICES}` : "/halls").catch(() => ({ halls: [] }));
    if (asked !== this.wanted) return;
    this.known = found.halls;
    this.update();
  }

  get query() {
    const where = this.hall ? `hall=${encodeURIComponent(this.hall)}` : `node=${encodeURIComponent(this.node)}`;
    return `${this.days}&${where}&most=${this.most}`;
  }

  look(before = "") {
    return this.ask(`/staff/reviews?${this.query}&before=${before}`, (found) => {
      this.found = found;
      this.rows = before ? [...this.rows, ...found.reviews] : found.reviews;
    });
  }

  title() {
    return t("page.reviews.title");
  }

  view() {
    if (!this.session || this.from === undefined) return h("main.desk.compare");
    return h("main.desk.compare", centreHeader(this, "reviews", this.title()), this.choices(), this.problem && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), this.problem),
      this.found && [this.sums(), this.found.total.rated > 0 && [h("div.charts", { key: "charts" }, this.levels(), this.reasons()), this.byHall()], this.list()]);
  }

  choices() {
    const select = (name, words, options, change) => h("label", words, h("select", { name, on: { change: (event) => this.choose(change(event.target.value)) } }, options.map(([value, said_]) => h("option", { key: `o${value}`, value, selected: value === this[name] }, said_))));
    const nodes = [["", said(this.setup.names)], ...this.setup.nodes.map((each) => [each.id, said(each.names) || each.id])];
    const unlisted = this.hall && !this.known.some((each) => each.hall === this.hall) ? [[this.hall, this.hall]] : [];
    const halls = [["", t("page.reviews.every_hall")], ...unlisted, ...this.known.map((each) => [each.hall, nameOf(each)])];
    const levels = SCORES.map((score) => [String(score), score === 5 ? t("page.reviews.every_score") : t(score === 1 ? "page.reviews.only" : "page.reviews.and_worse", { level: tCode("rating", String(score)) })]);
    return h("div.choices", { key: "choices" }, this.day("from", t("page.compare.from")), this.day("to", t("page.compare.to")),
      select("node", t("page.compare.node"), nodes, (node) => ({ node, hall: "" })),
      this.many && h("label", { key: "find" }, t("page.centre.find"), h("input", { type: "search", name: "find", maxlength: 60, autocomplete: "off", on: { input: (event) => this.know(event.target.value) } })),
      select("hall", t("page.compare.hall"), halls, (hall) => ({ hall })), select("most", t("page.reviews.score"), levels, (most) => ({ most })),
      h("span.spread"), !this.problem && h("a.button", { href: `/api/v1/staff/reviews.csv?${this.query}&lang=${language()}`, download: "", "data-act": "csv" }, icon("paper"), "CSV"));
  }

  sums() {
    const { total } = this.found;
    const tile = (key, value, tone) => h("div.tile", { key, class: tone }, h("span", t(`page.reviews.sum_${key}`)), h("strong", value));
    return h("section.tiles", { key: "sums", "aria-label": t("page.reviews.title") }, tile("rated", amount(total.rated)), tile("satisfied", shareWords(total.satisfied)), tile("score", amount(total.score, 2)),
      tile("bad", amount(total.bad), total.bad > 0 && "bad"), tile("complaints", amount(total.complaints), total.complaints > 0 && "bad"));
  }

  chart(key, title, rows, columns) {
    return figure(key, { title, open: this.open, toggle: (which) => this.toggle(which), chart: barChart({ title, rows, decimals: 0 }), columns, rows: rows.map((row) => [row.name, row.value]) });
  }

  levels() {
    const rows = SCORES.map((score) => ({ name: tCode("rating", String(score)), value: this.found.total.scores[score], tone: score <= 2 ? "bad" : "" }));
    return this.chart("levels", t("page.reviews.levels"), rows, [t("page.reviews.score"), t("page.compare.rated")]);
  }

  reasons() {
    const rows = this.found.reasons.map(({ reason, count }) => ({ name: tCode("rating.reason", reason), value: count, tone: "bad" }));
    return rows.length > 0 && this.chart("reasons", t("page.reviews.why"), rows, [t("page.reviews.reasons"), t("page.reviews.count")]);
  }

  byHall() {
    const title = t("page.compare.by_hall");
    const percent = (share) => (share === null ? null : Math.round(share * 1000) / 10);
    const rows = this.found.halls.filter((row) => row.rated || row.complaints).map((row) => [nameOf(row), row.rated, percent(row.satisfied), row.score, row.bad, row.complaints]);
    return h("section", { key: "by_hall" }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title },
      table([t("page.compare.hall"), ...["rated", "satisfied", "score", "bad", "complaints"].map((each) => `${t(`page.reviews.sum_${each}`)}${each === "satisfied" ? " (%)" : ""}`)], rows, title)));
  }

  list() {
    const title = t("page.reviews.each");
    if (!this.rows.length) return h("section", { key: "list" }, h("h2", title), h("p.card.soft", t("page.reviews.none")));
    const halls = new Map(this.found.halls.map((each) => [each.hall, each]));
    const items = new Map(this.found.items.map((each) => [each.code, said(each.names)]));
    const cells = (row) => [`${row.day} ${timeOfDay(row.at_ms, halls.get(row.hall)?.timezone)}`, nameOf(halls.get(row.hall) ?? row), row.counter === null ? "–" : String(row.counter), row.number || "–",
      row.items.map((code) => items.get(code) || code).join(" · ") || "–", tCode("rating", String(row.score)), row.reasons.map((code) => tCode("rating.reason", code)).join(" · ") || "–"];
    return h("section", { key: "list" }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, table(COLUMNS.map((each) => t(`page.reviews.${each}`)), this.rows.map(cells), title)),
      this.found.next && h("p", { key: "more" }, h("button", { "data-act": "more", on: { click: () => this.look(this.found.next) } }, icon("plus"), t("page.reviews.more"))));
  }
}

customElements.define("reviews-desk", ReviewsDesk);
