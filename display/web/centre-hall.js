/** One hall as the centre sees it: now, its board, today by hour, the months, reviews, claims, and how its link is. */

import { get } from "./lib/api.js";
import { amount, barChart, figure } from "./lib/chart.js";
import { span, waitRange } from "./lib/format.js";
import { alarmChips, levelWords, nameOf, nextHours, silence } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { lastOfPath, Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { language, said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { boardOf } from "./centre-board.js";
import { centreHeader, crumbs } from "./centre-nav.js";
import { adviceOf, claimsOf, storeAlarm } from "./centre-parts.js";
import { dayField, reasonOf } from "./day-field.js";

const MONTHS = 12;
const SCORES = [5, 4, 3, 2, 1];

class CentreHall extends Page {
  static personal = true;
  open = new Set();
  months = [];
  unfit = ""; // Why there are no files of the days that were chosen.

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    const id = lastOfPath();
    this.follow(`/live/halls/${id}`, `/staff/halls/${id}`);
    const asked = new URLSearchParams(location.search);
    for (const name of ["from", "to"]) if (asked.has(name)) this[name] = asked.get(name);
    if (asked.has("from") || asked.has("to")) this.check(id);
    const to = new Date().toISOString().slice(0, 10);
    const from = new Date(Date.now() - MONTHS * 31 * 86400000).toISOString().slice(0, 8);
    this.months = (await get(`/staff/comparison?hall=${id}&from=${from}01&to=${to}`).catch(() => ({ months: [] }))).months;
  }

  refused(problem) {
    super.refused(problem);
    this.problem = problem.message;
    this.update();
  }

  toggle(key) {
    if (!this.open.delete(key)) this.open.add(key);
    this.update();
  }

  title() {
    return this.picture ? nameOf(this.picture) : t("page.centre.hall");
  }

  view() {
    if (!this.session) return h("main.desk.wall");
    const { picture } = this;
    return h("main.desk.wall", centreHeader(this, "", this.title()), !picture && this.problem && h("p.refusal", { role: "alert" }, icon("warning"), this.problem),
      picture && [storeAlarm(this), crumbs(this, picture.path, nameOf(picture)), this.heading(picture), this.now(picture), picture.surge && h("section", { key: "surge" }, h("ul", adviceOf(picture))), boardOf(picture, this.hall_ms),
        h("div.charts", { key: "charts" }, this.today(picture), this.ofMonths(), this.reviews(picture)), this.next(picture), claimsOf(picture.claims, { worst: false }), this.files(picture), this.session.role === "administrator" && this.link(picture)]);
  }

  heading(hall) {
    const marks = [hall.state !== "open" && h("span.chip.warn", { key: "state" }, icon("unlinked"), hall.state === "closed" ? t("page.centre.closed") : silence(hall, this.hall_ms)), ...alarmChips(hall.alarms)].filter(Boolean);
    const told = [hall.rewritten > 0 && t("page.centre.rewritten", { seq: hall.rewritten }), hall.alarms.fenced && t("page.centre.fenced"), hall.clock_off_s > 0 && t("page.centre.clock_off", { span: span(hall.clock_off_s) })].filter(Boolean);
    return h("section", { key: "heading" }, h("p.soft", [levelWords(hall.level), said(hall.address), hall.phone].filter(Boolean).join(" · ")), marks.length > 0 && h("p.marks", marks), told.map((words) => h("p.refusal", { key: words }, icon("warning"), words)));
  }

  now(hall) {
    if (hall.state !== "open") return null;
    const tile = (key, value, tone) => h("div.tile", { key, class: tone }, h("span", t(`page.centre.sum_${key}`)), h("strong", value));
    return h("section.tiles", { key: "now" }, tile("wait", waitRange(hall)), tile("waiting", amount(hall.waiting)), tile("open", `${hall.serving} / ${hall.open}`), tile("over_15", amount(hall.over_15), hall.over_15 > 0 && "bad"),
      tile("longest", span(hall.longest_s)), tile("served", amount(hall.served)), tile("overdue", amount(hall.overdue), hall.overdue > 0 && "bad"), tile("score", hall.score === null ? "–" : `${amount(hall.score, 2)} (${hall.rated})`));
  }

  today(hall) {
    const title = t("page.centre.today", { day: hall.day });
    if (!hall.today.length) return h("section", { key: "today" }, h("h2", title), h("p.card.soft", t("page.centre.nothing")));
    const wait = (row) => (row.served ? row.wait_s / row.served / 60 : null);
    const rows = hall.today.map((row) => ({ name: `${row.hour}`, value: row.visits }));
    return figure("today", { title, open: this.open, toggle: (key) => this.toggle(key), chart: barChart({ title, rows, line: hall.today.map(wait), decimals: 0 }),
      marks: [["bar", t("page.centre.visits")], ["line", t("page.centre.mean_wait")]], columns: [t("page.compare.hour"), t("page.compare.visits"), t("page.compare.served"), t("page.compare.wait")],
      rows: hall.today.map((row) => [`${String(row.hour).padStart(2, "0")}:00`, row.visits, row.served, wait(row)]) });
  }

  next(hall) {
    return h("section", { key: "next" }, h("h2", t("page.halls.next")), nextHours(hall));
  }

  ofMonths() {
    if (!this.months.length) return null;
    const title = t("page.centre.months");
    const wait = (row) => (row.wait_s === null ? null : Math.round(row.wait_s / 6) / 10);
    return figure("months", { title, open: this.open, toggle: (key) => this.toggle(key), chart: barChart({ title, rows: this.months.map((row) => ({ name: row.day, value: wait(row) })) }),
      marks: [["bar", t("page.centre.mean_wait")]], columns: [t("page.compare.month"), t("page.compare.visits"), t("page.compare.wait"), t("page.compare.score")],
      rows: this.months.map((row) => [row.day, row.visits, wait(row), row.score]) });
  }

  reviews(hall) {
    const counts = SCORES.map((score) => hall.today.reduce((total, row) => total + (row.ratings[score] ?? 0), 0));
    const title = t("page.centre.reviews");
    const all = h("p", { key: "all" }, h("a.button", { href: `/reviews?hall=${hall.hall}` }, icon("star"), t("page.reviews.title")));
    if (!counts.some(Boolean)) return h("section", { key: "reviews" }, h("h2", title), h("p.card.soft", t("page.centre.no_reviews")), all);
    const rows = SCORES.map((score, index) => ({ name: tCode("rating", String(score)), value: counts[index], tone: score <= 2 ? "bad" : "" }));
    return h("div", { key: "reviews" }, figure("reviews", { title, open: this.open, toggle: (key) => this.toggle(key), chart: barChart({ title, rows, decimals: 0 }), columns: [t("page.compare.score"), t("page.compare.rated")], rows: rows.map((row) => [row.name, row.value]) }), all);
  }

  /** The hall's events and hours of some days, as files. */
  files(hall) {
    this.from ??= hall.day;
    this.to ??= hall.day;
    const day = (name, words) => dayField(name, words, this[name], (value) => this.choose(hall.hall, { [name]: value }));
    const file = (path, suffix, words) => h("a.button", { key: `${path}.${suffix}`, href: `/api/v1/staff/${path}.${suffix}${path.includes("/") ? "?" : `?hall=${hall.hall}&`}${this.days}&lang=${language()}`, download: "" }, icon("paper"), words);
    return h("section", { key: "files" }, h("h2", t("page.centre.files")), this.unfit && h("p.refusal", { key: "unfit", role: "alert" }, icon("warning"), this.unfit), h("div.choices", day("from", t("page.compare.from")), day("to", t("page.compare.to")),
      !this.unfit && ["csv", "jsonl"].map((suffix) => [file(`halls/${hall.hall}/events`, suffix, t(`page.centre.file_events_${suffix}`)), file("hours", suffix, t(`page.centre.file_hours_${suffix}`))])));
  }

  get days() {
    return ["from", "to"].filter((name) => this[name] !== undefined).map((name) => `${name}=${encodeURIComponent(this[name])}`).join("&");
  }

  choose(id, change) {
    Object.assign(this, change);
    this.update();
    return this.check(id);
  }

  /** A link to a file cannot say why it is none: the same period is asked for beforehand. */
  async check(id) {
    const { days } = this;
    const unfit = await get(`/staff/comparison?hall=${id}&${days}`).then(() => "", (problem) => reasonOf(problem, { from: t("page.compare.from"), to: t("page.compare.to") }));
    if (days !== this.days) return;
    this.unfit = unfit;
    this.update();
  }

  link({ link }) {
    const refused = Object.entries(link.refused).map(([reason, count]) => `${reason} ${count}`).join(", ");
    return h("section.card", { key: "link" }, h("h2", t("page.centre.link")), h("p", t("page.centre.link_words", { epoch: link.epoch, seq: link.seq, stored: link.stored })), refused && h("p", t("page.centre.link_refused", { refused })));
  }
}

customElements.define("centre-hall", CentreHall);
