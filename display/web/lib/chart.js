/**
 * Charts as SVG: bars, with a line over them where there is a second figure, and a limit where there is one.
 *
 * `barChart({title, rows, line, limit, aim})`: `rows` are `{name, value, tone}`, `line` values one for each row, `null` for no
 * value. Tones: "bad" is an alarm, "careful" is none. `limit`: not to be passed, in the colour of alarms; `aim`: to be reached. Every chart says in words what it shows, and `figure` puts its table behind it: a picture alone tells nothing to
 * somebody who does not see it. Names are text in two lines, shortened to their place; whole ones stand in the table. A few bars are
 * drawn on a narrow sheet, which a phone shows whole; many scroll in a place of their own.
 */

import { icon } from "./icons.js";
import { language, t } from "./texts.js";
import { h } from "./view.js";

const WIDTH = 640;
const NARROW = 380;
const FEW = 6; // So many bars, with their names, have room on the narrow sheet.
const HEIGHT = 240;
const LEFT = 46;
const TOP = 22;
const FLOOR = HEIGHT - 42;
const NAME = 15; // From one line of a name to the next.
const TICKS = 4;
const LETTER = 7; // Width of a Latin letter at 13 units; a Chinese one is twice as wide.
const BROAD = 56; // No bar is broader than this.

/** A number for people, with at most this many decimals; a dash where there is none. */
export function amount(value, decimals = 1) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(language(), { maximumFractionDigits: decimals }).format(value);
}

/** 1, 2 or 5 times a power of ten: a step of the scale in which `most` needs few of them, and that its decimals can say. */
export function niceStep(most, decimals) {
  const rough = Math.max(most, 1e-9) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return Math.max([1, 2, 5, 10].find((each) => each * power >= rough) * power, 10 ** -decimals);
}

/** The words that fit, with an ellipsis where some do not. */
export function fitting(words, width) {
  const letters = [...words];
  let used = 0;
  const kept = letters.findIndex((letter) => {
    used += letter.codePointAt(0) > 0x2e80 ? 2 * LETTER : LETTER;
    return used > width;
  });
  return kept < 0 ? words : `${letters.slice(0, Math.max(kept - 1, 1)).join("")}…`;
}

/** A name in at most two lines, each of which fits: parted between words where there are some. */
export function twoLines(words, width) {
  const parts = words.split(" ");
  let first = parts.shift();
  while (parts.length && fitting(`${first} ${parts[0]}`, width) === `${first} ${parts[0]}`) first += ` ${parts.shift()}`;
  if (fitting(first, width) === first || first.charCodeAt(0) <= 0x2e80) return [first, parts.join(" ")].filter(Boolean).map((line) => fitting(line, width));
  const most = Math.max(Math.floor(width / (2 * LETTER)), 1);
  return [[...words].slice(0, most).join(""), fitting([...words].slice(most).join("").trim(), width)];
}

export function barChart({ title, rows, line = null, limit = null, aim = null, decimals = 1 }) {
  const values = [...rows.map((row) => row.value), ...(line ?? []), limit, aim].filter((value) => value !== null && value !== undefined);
  const step = niceStep(Math.max(...values, 0), decimals);
  const top = Math.max(Math.ceil(Math.max(...values, 0) / step), 1) * step;
  const y = (value) => FLOOR - ((FLOOR - TOP) * value) / top;
  const few = rows.length <= FEW;
  const wide = few ? NARROW : WIDTH;
  const place = (wide - LEFT) / Math.max(rows.length, 1);
  const middle = (index) => LEFT + place * (index + 0.5);
  return h("svg", { class: few && "few", viewBox: `0 0 ${wide} ${HEIGHT}`, preserveAspectRatio: "xMinYMid", role: "img", "aria-label": told(title, rows, decimals) },
    scale(step, top, y, decimals, wide),
    rows.map((row, index) => bar(row, { x: middle(index), place, y, decimals, quiet: line !== null })),
    line && lineOver(line, middle, y),
    Object.entries({ limit, aim }).map(([mark, at]) => at !== null && h("line", { class: mark, x1: LEFT, x2: wide, y1: y(at), y2: y(at) })),
    h("line.axis", { x1: LEFT, x2: wide, y1: FLOOR, y2: FLOOR }));
}

function told(title, rows, decimals) {
  return `${title}: ${rows.map((row) => `${row.name} ${amount(row.value, decimals)}`).join(", ")}`.slice(0, 2000);
}

function scale(step, top, y, decimals, wide) {
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return ticks.map((tick) => [
    h("line.grid", { x1: LEFT, x2: wide, y1: y(tick), y2: y(tick) }),
    h("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, amount(tick, decimals)),
  ]);
}

function bar(row, { x, place, y, decimals, quiet }) {
  const width = Math.min(place * 0.66, BROAD);
  const value = row.value ?? 0;
  return [
    h("rect.bar-of", { class: row.tone, x: x - width / 2, y: y(value), width, height: Math.max(FLOOR - y(value), 0), rx: 2 }),
    !quiet && place > 26 && h("text.value", { x, y: y(value) - 5, "text-anchor": "middle" }, amount(row.value, decimals)),
    twoLines(row.name, place - 2).map((words, line) => h("text", { x, y: FLOOR + 18 + line * NAME, "text-anchor": "middle" }, words)),
  ];
}

function lineOver(line, middle, y) {
  const points = line.map((value, index) => (value === null || value === undefined ? null : [middle(index), y(value)])).filter(Boolean);
  return [
    points.length > 1 && h("polyline.line-of", { points: points.map((point) => point.join(",")).join(" ") }),
    points.map(([cx, cy]) => h("circle.point", { cx, cy, r: 4 })),
  ];
}

/** Which mark means what: `legend(["bar", words], ["line", words])`; others are bad, careful, limit and aim. */
export function legend(...entries) {
  return h("p.legend", entries.map(([mark, words]) => h("span", sample(mark), " ", words)));
}

function sample(mark) {
  const drawn = ["bar", "bad", "careful"].includes(mark) ? h("rect.bar-of", { class: mark !== "bar" && mark, x: 2, y: 1, width: 20, height: 10, rx: 2 })
    : h("line", { class: mark === "line" ? "line-of" : mark, x1: 0, x2: 24, y1: 6, y2: 6 });
  return h("svg", { viewBox: "0 0 24 12", "aria-hidden": "true" }, drawn);
}

/** A chart with its title and, on demand and on paper, the table behind it. `open`: a Set of keys; `toggle(key)`. */
export function figure(key, { title, chart, marks, columns, rows, open, toggle }) {
  const shown = open.has(key);
  return h("figure.chart.card", { key }, h("figcaption", h("span", title), h("button.quiet", { type: "button", "aria-expanded": String(shown),
    "data-act": `table-${key}`, on: { click: () => toggle(key) } }, icon("paper"), t(shown ? "page.chart.hide_table" : "page.chart.show_table"))),
  h("div.drawn", { tabindex: 0, role: "group", "aria-label": title }, chart), marks && legend(...marks),
  h("div.behind.wide", { hidden: !shown }, table(columns, rows, title)));
}

const SHORT = 12; // Letters: what a first column of dates or codes holds in one line.

/** A table of words and numbers; numbers stand on the right. */
export function table(columns, rows, title) {
  const isNumber = columns.map((_, index) => index > 0 && rows.some((row) => typeof row[index] === "number") && rows.every((row) => typeof row[index] !== "string"));
  const named = rows.some((row) => String(row[0] ?? "").length > SHORT);
  return h("table", { "aria-label": title }, h("thead", h("tr", columns.map((column, index) => h("th", { scope: "col", class: isNumber[index] && "number" }, column)))),
    h("tbody", rows.map((row) => h("tr", row.map((cell, index) => h("td", { class: [isNumber[index] && "number", index === 0 && (named ? "named" : "short")] }, typeof cell === "number" ? amount(cell, 2) : cell ?? "–"))))));
}
