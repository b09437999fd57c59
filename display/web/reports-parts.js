/** Parts of a report: figures on tiles, charts with their tables, ratings and complaints. Each takes the page. */

import { amount, barChart, figure, table } from "./lib/chart.js";
import { icon } from "./lib/icons.js";
import { said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

const SUMS = ["tickets", "served", "missed", "cancelled", "p50", "p90", "over_15"];
const LONG_MIN = 15; // What the bureaus count as a long wait.
const UNEVEN = 1.5; // A counter that does half as much again as the mean stands out.
const KEPT = 0.8; // Share of promised ranges that shall hold.
const KEPT_WITHIN = 0.1; // An hour that keeps fewer by more than this is bad; one that keeps more promised too carefully.
const LOW_ROWS = 200; // More than anybody reads; the files have all.

const minutes = (seconds) => (seconds === null || seconds === undefined ? null : Math.round(seconds / 6) / 10);
const share = (part) => (part === null || part === undefined ? "–" : `${amount(part * 100)} %`);
const words = (columns) => columns.map((column) => t(`page.report.column_${column}`));
const sums = (row) => [row.tickets, row.served, row.missed, row.cancelled, minutes(row.wait_p50_s), minutes(row.wait_p90_s), row.over_15_min];
const hourOf = (row) => `${String(row.hour).padStart(2, "0")}:00`;

export function reportParts(page) {
  const { days } = page.report;
  return [tiles(page.report), h("div.charts", { key: "charts" },
    days.length > 1 && daysChart(page), waitsChart(page), ticketsChart(page), linesChart(page), loadChart(page), ratingsChart(page), promisesChart(page)),
  learned(page.report), lowRatings(page.report), complaints(page.report)];
}

function tiles({ total, load_ratio, ratings }) {
  return h("section.tiles", { key: "tiles" },
    tile("tickets", total.tickets), tile("served", total.served),
    tile("missed", `${total.missed} (${share(total.tickets ? total.missed / total.tickets : null)})`),
    tile("p50", amount(minutes(total.wait_p50_s))),
    tile("p90", amount(minutes(total.wait_p90_s))),
    tile("over_15", total.over_15_min, total.over_15_min && "bad"),
    tile("service", amount(minutes(total.service_mean_s))),
    tile("load_ratio", amount(load_ratio, 2), load_ratio > UNEVEN && "bad"),
    tile("score", ratings.rated_share === null ? amount(ratings.score_mean, 2) : t("page.report.score_of", { score: amount(ratings.score_mean, 2), rated: share(ratings.rated_share) })));
}

function tile(key, value, tone) {
  return h("div.tile", { key, class: tone }, h("span", t(`page.report.column_${key}`)), h("strong", value));
}

function drawn(page, key, { rows, line, limit, aim, decimals, marks, columns, cells }) {
  const title = t(`page.report.${key}`);
  return figure(key, { title, chart: barChart({ title, rows, line, limit, aim, decimals }), marks, columns: words(columns), rows: cells,
    open: page.open, toggle: (which) => page.toggle(which) });
}

const waitMarks = () => [["bar", t("page.report.column_p90")], ["line", t("page.report.column_p50")], ["limit", t("page.report.limit")]];

/** Waits of some rows: 90 % as bars, the median as a line, 15 minutes as the limit. */
function waits(page, key, rows, names, first) {
  return drawn(page, key, {
    rows: rows.map((row, index) => ({ name: names[index], value: minutes(row.wait_p90_s), tone: minutes(row.wait_p90_s) > LONG_MIN && "bad" })),
    line: rows.map((row) => minutes(row.wait_p50_s)), limit: LONG_MIN, marks: waitMarks(),
    columns: [first, ...SUMS], cells: rows.map((row, index) => [names[index], ...sums(row)]),
  });
}

function daysChart(page) {
  const { days } = page.report;
  return waits(page, "by_day", days, days.map((row) => (days.length > 7 ? row.day.slice(8) : row.day.slice(5))), "day");
}

function waitsChart(page) {
  const { hours } = page.report;
  return waits(page, "by_hour", hours, hours.map(hourOf), "hour");
}

function linesChart(page) {
  const { lines } = page.report;
  return waits(page, "by_line", lines, lines.map((row) => said(row.names) || t("page.report.no_line")), "line");
}

function ticketsChart(page) {
  const { hours } = page.report;
  return drawn(page, "tickets_by_hour", {
    rows: hours.map((row) => ({ name: hourOf(row), value: row.tickets })), line: hours.map((row) => row.missed), decimals: 0,
    marks: [["bar", t("page.report.column_tickets")], ["line", t("page.report.column_missed")]],
    columns: ["hour", "tickets", "missed"], cells: hours.map((row) => [hourOf(row), row.tickets, row.missed]),
  });
}

function loadChart(page) {
  const { counters } = page.report;
  const hours = (row) => Math.round(row.worked_s / 36) / 100;
  return drawn(page, "by_counter", {
    rows: counters.map((row) => ({ name: String(row.counter), value: hours(row), tone: row.load > UNEVEN && "bad" })),
    limit: page.report.load_mean_s === null ? null : page.report.load_mean_s / 3600,
    marks: [["bar", t("page.report.worked_hours")], ["limit", t("page.report.mean_of_all")]],
    columns: ["counter", "name", "served", "missed", "worked", "load", "rated", "score"],
    cells: counters.map((row) => [row.counter, said(row.names), row.served, row.missed, minutes(row.worked_s), row.load, row.rated, row.score_mean]),
  });
}

function ratingsChart(page) {
  const { levels } = page.report.ratings;
  return drawn(page, "ratings", {
    rows: levels.map((row) => ({ name: t(`rating.${row.score}`), value: row.count, tone: row.score <= 2 && "bad" })), decimals: 0,
    columns: ["level", "count", "share"], cells: levels.map((row) => [t(`rating.${row.score}`), row.count, row.share === null ? null : Math.round(row.share * 1000) / 10]),
  });
}

/** Each 2 and 1 with its reasons. Nothing tells who gave it. */
function lowRatings({ ratings }) {
  const { low, reasons } = ratings;
  if (!low.length) return null;
  return h("section.card.low", { key: "low" }, h("h2", t("page.report.low"), h("b", low.length)),
    h("ul.reasons", reasons.map(({ reason, count }) => h("li.chip.bad", { key: `r${reason}` }, tCode("rating.reason", reason), " ", h("b", count)))),
    h("div.wide", table(words(["day", "counter", "level", "reason"]), low.slice(0, LOW_ROWS).map((row) => [row.day, row.counter, t(`rating.${row.score}`),
      row.reasons.map((reason) => tCode("rating.reason", reason)).join(" · ") || "–"]), t("page.report.low"))));
}

/** What citizens were told of their wait, and how often it held. */
function promisesChart(page) {
  const { hours, total } = page.report.promises;
  if (!total.promised) return null;
  const percent = (value) => (value === null ? null : Math.round(value * 1000) / 10);
  return drawn(page, "promises", {
    rows: hours.map((row) => ({ name: hourOf(row), value: percent(row.in_p80), tone: keptTone(row) })), aim: KEPT * 100, decimals: 0,
    marks: [...["", "bad", "careful"].map((tone) => [tone || "bar", keptWords(tone)]), ["aim", t("page.report.promises_goal")]],
    columns: ["hour", "promised", "in_p50", "in_p80", "error", "kept"],
    cells: hours.map((row) => [hourOf(row), row.promised, percent(row.in_p50), percent(row.in_p80), minutes(row.error_s), keptWords(keptTone(row))]),
  });
}

/** Kept as often as promised (""), too seldom (bad), or so often that the ranges could be shorter (careful). */
function keptTone({ in_p80 }) {
  if (in_p80 < KEPT - KEPT_WITHIN) return "bad";
  return in_p80 > KEPT + KEPT_WITHIN ? "careful" : "";
}

function keptWords(tone) {
  return t(`page.report.kept_${tone || "bar"}`);
}

/** What the forecast uses today of past days, in sentences. */
function learned({ learned: lessons, promises }) {
  const percent = (factor) => Math.round(factor * 100);
  const { through: day, days, hour, item, boosting } = lessons;
  const lines = [!days ? t("page.report.learned_none") : t(`page.report.learned_${lessons.history ? "days" : "few"}`, { days, day })];
  if (hour && item) {
    const known = promises.items.find((row) => row.item === item.item);
    lines.push(t("page.report.learned_range", { p80: percent(lessons.p80), hour: hourOf(hour), by_hour: percent(hour.p80),
      item: (known && said(known.names)) || item.item, by_item: percent(item.p80) }));
  }
  if (days) {
    const { state, error_s, base_error_s } = boosting;
    lines.push(t(`page.report.learned_${state}`, { days: boosting.days, error: amount(minutes(error_s)), base: amount(minutes(base_error_s)) }));
  }
  return h("section.card.learned", { key: "learned" }, h("h2", t("page.report.learned")), lines.map((line, key) => h("p", { key }, line)));
}

function complaints({ complaints: rows }) {
  if (!rows.length) return null;
  return h("section.card", { key: "complaints" }, h("h2", h("span", icon("speech"), " ", t("page.report.complaints"))),
    h("div.wide", table(words(["counter", "made", "answered"]), rows.map((row) => [row.counter, row.made, row.answered]), t("page.report.complaints"))));
}
