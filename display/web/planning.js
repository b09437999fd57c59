/** The supervisor's planner: a question to simulated days of this hall, its progress, its answer in words, tables and charts. */

import { get, press } from "./lib/api.js";
import { barChart, figure, table } from "./lib/chart.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { language, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { deskHeader } from "./supervisor-nav.js";

const LOOK_MS = 1000; // While something is simulated.
const QUESTIONS = ["day", "counters", "windows", "booked", "surge", "ill", "mixed", "policy", "reform"];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const BESIDES = { booked: ["booked"], surge: ["line"], ill: ["ill"], reform: ["windows"] }; // What a question asks for besides.
const NUMBERS = { visits: [1, 20000, 500], counters: [1, 200], days: [2, 200, 60], booked: [1, 100, 25], ill: [1, 200, 2], windows: [1, 400, 54] };

class PlanningDesk extends Page {
  static personal = true;
  plan = null;
  what = "day";
  like = "";
  line = "";
  typed = {};
  problem = "";
  open = new Set();

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    await this.look();
    setInterval(() => this.plan?.running && this.look(), LOOK_MS);
  }

  async look() {
    await this.say(() => get("/planning"));
  }

  async send(path, body = {}) {
    if (this.pending) return;
    this.pending = true;
    this.update();
    await this.say(() => press(`/planning/${path}`, body));
    this.pending = false;
    this.update();
  }

  async say(asking) {
    try {
      this.plan = await asking();
      this.problem = "";
    } catch (problem) {
      this.problem = problem.message;
      this.refused(problem);
    }
    this.update();
  }

  start(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const wish = { what: this.what, like: this.like, line: this.what === "surge" ? this.line : "" };
    for (const name of Object.keys(NUMBERS)) if (form.get(name)) wish[name] = Number(form.get(name));
    this.send("start", wish);
  }

  toggle(key) {
    if (!this.open.delete(key)) this.open.add(key);
    this.update();
  }

  title() {
    return t("page.planning.title");
  }

  view() {
    if (!this.session) return h("main.desk.planning");
    return h("main.desk.planning", deskHeader(this, "planning"), this.refusal(), this.question(), this.going(), this.answer());
  }

  refusal() {
    const words = this.problem || this.plan?.refusal;
    return words && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), words);
  }

  question() {
    return h("section.card", { key: "question" }, h("h2", t("page.planning.ask")), h("p.soft", t("page.planning.about")),
      h("form.ask", { on: { submit: (event) => this.start(event) } },
        this.choice("what", this.what, QUESTIONS.map((each) => [each, t(`page.planning.what.${each}`)]), (value) => (this.what = value)),
        this.choice("like", this.like, [["", t("page.planning.so_many")], ...WEEKDAYS.map((each) => [each, t(`page.planning.like.${each}`)])], (value) => (this.like = value)),
        !this.like && this.number("visits"), this.number("counters", this.setup.counters.length),
        (BESIDES[this.what] ?? []).map((name) => (name === "line" ? this.lineChoice() : this.number(name))), this.number("days"),
        h("div.whole", h("button.primary", { "data-act": "start", disabled: this.pending || this.plan?.running }, icon("clock"), t("page.planning.start")))));
  }

  choice(name, value, options, chosen) {
    const change = (event) => {
      chosen(event.target.value);
      this.update();
    };
    return h("label", { key: name }, t(`page.planning.field.${name}`), h("select", { name, on: { change } },
      options.map(([code, words]) => h("option", { key: code, value: code, selected: code === value }, words))));
  }

  number(name, usual = NUMBERS[name][2]) {
    const [min, max] = NUMBERS[name];
    const input = (event) => (this.typed[name] = event.target.value);
    return h("label", { key: name }, t(`page.planning.field.${name}`),
      h("input", { type: "number", name, min, max, value: this.typed[name] ?? String(usual), required: true, on: { input } }));
  }

  lineChoice() {
    const lines = this.setup.lines.map(({ code, names }) => [code, said(names)]);
    return this.choice("line", this.line, [["", t("page.planning.busiest_line")], ...lines], (value) => (this.line = value));
  }

  going() {
    if (!this.plan?.running) return null;
    const { done, total, what } = this.plan;
    return h("section.card.going", { key: "going", role: "status" }, h("h2", t(`page.planning.what.${what}`)),
      h("progress", { max: Math.max(total, 1), value: done, "aria-label": t("page.planning.progress") }),
      h("p.soft", t("page.planning.simulated", { done, total: total || "–" })),
      h("div", h("button", { "data-act": "cancel", disabled: this.pending, on: { click: () => this.send("cancel") } }, icon("close"), t("page.planning.cancel"))));
  }

  answer() {
    const report = this.plan?.report;
    if (!report) return null;
    const file = (suffix) => `/api/v1/planning.${suffix}?lang=${language()}`;
    return [
      h("section.card.told", { key: "told" }, h("h2", report.title), h("p.soft", report.subtitle), report.sentences.map((words, index) => h("p", { key: `s${index}` }, words)),
        h("div.choices", h("a.button", { href: file("pdf"), download: "", "data-act": "pdf" }, icon("paper"), "PDF"), h("a.button", { href: file("json"), download: "", "data-act": "json" }, icon("paper"), "JSON"))),
      h("div.charts", { key: "charts" }, report.charts.map((chart, index) => this.drawn(chart, `chart${index}`))),
      ...report.tables.map(({ title, columns, rows }, index) => h("section.card", { key: `table${index}` }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, table(columns, rows, title)))),
    ];
  }

  drawn({ title, rows }, key) {
    const bars = rows.map(([name, value]) => ({ name: String(name), value }));
    return figure(key, { title, chart: barChart({ title, rows: bars, decimals: 2 }), columns: [t("page.planning.column_name"), t("page.planning.column_value")], rows,
      open: this.open, toggle: (which) => this.toggle(which) });
  }
}

customElements.define("planning-desk", PlanningDesk);
