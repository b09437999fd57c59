/** What pages say of a hall of a centre: how it is, how long one waits, how far it is. Old waits are never said. */

import { minutesWords, span, timeOfDay, waitRange } from "./format.js";
import { icon } from "./icons.js";
import { language, said, t, tCode } from "./texts.js";
import { h } from "./view.js";

export const SHORT_S = 900; // The 15 minutes of the service circle.
export const LONG_S = 1800;
export const MANY = 300; // Halls of a centre from which on no page asks for all of them.

/** short, middle, long; unknown while no fresh wait is known. */
export function grade({ state, p80_s }) {
  if (state !== "open" || p80_s === null || p80_s === undefined) return "unknown";
  return p80_s <= SHORT_S ? "short" : p80_s <= LONG_S ? "middle" : "long";
}

/** The hall with the wait of an item, where its items wait differently. */
export function forItem(hall, item) {
  const wait = hall.waits[hall.kinds[hall.items.indexOf(item)]];
  return wait ? { ...hall, ...wait } : hall;
}

/** The wait in words, or why none is told. */
export function waitWords(hall) {
  if (hall.state === "open") return waitRange(hall);
  return t(`page.halls.state_${hall.state}`, { time: timeOfDay(hall.heard_ms, hall.timezone || "Asia/Shanghai") });
}

/** The wait as a mark of shape, tone and words: none of them alone says it. */
export function waitMark(hall) {
  return h("span.wait-mark", { class: grade(hall) }, shape(grade(hall)), h("span", waitWords(hall)));
}

const SHAPES = { short: "M12 3a9 9 0 1 0 .01 0z", middle: "M4 4h16v16H4z", long: "M12 2.5L23 21.5H1z", unknown: "M12 3l9 9-9 9-9-9z" };

/** A circle, a square, a triangle or an empty diamond. */
export function shape(of) {
  return h("svg.shape", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false", class: of }, h("path", { d: SHAPES[of] }));
}

export function nameOf(hall) {
  return said(hall.names) || hall.hall || "";
}

/** Items by what one reads: in Chinese by pinyin, elsewhere by the letters of the name. */
export function byReading(items) {
  const { compare } = new Intl.Collator(language() === "zh" ? "zh-u-co-pinyin" : language());
  return items.map((item) => [said(item.names) || item.code, item]).sort(([a], [b]) => compare(a, b)).map(([, item]) => item);
}

export function levelWords(level) {
  return level ? tCode("level", level) : "";
}

/** "16 min on foot, 0.9 km"; no minutes of a way that nobody goes. */
export function wayWords({ minutes, how, metres }) {
  if (minutes === 0 && metres === 0) return t("page.halls.you");
  const known = minutes !== null && minutes !== undefined;
  if (!known && how !== "far") return t("page.halls.way_unknown");
  const words = t(`page.halls.way_${how}`, { time: known ? minutesWords(minutes) : "" });
  return metres ? `${words} · ${t("page.halls.kilometres", { km: (metres / 1000).toFixed(how === "far" ? 0 : 1) })}` : words;
}

/** The earliest that a turn should be reckoned with: half of the wait that half of all turns keep to. At once, where none is known. */
export function early_s({ p50_s }) {
  return (p50_s ?? 0) / 2;
}

/** May a place be given up before one is there? Nobody knows without both figures. */
export function outlasts({ minutes, how }, hold_s, wait) {
  return hold_s > 0 && (how === "far" || (minutes ?? 0) * 60 > hold_s + early_s(wait));
}

/** Why no ticket from afar is offered to whoever has such a way. */
export function outlastsWords({ minutes, how }, hold_s, wait) {
  const [held, early] = [hold_s, early_s(wait)].map((seconds) => minutesWords(Math.floor(seconds / 60)));
  if (how === "far") return t("page.afar.far", { held });
  return t(early_s(wait) < 60 ? "page.afar.too_far" : "page.afar.too_far_early", { time: minutesWords(minutes), early, held });
}

/** A wait of whoever starts now: so many minutes of way, then the wait there. */
export function withWay({ p50_s, p80_s }, minutes) {
  return { p50_s: p50_s + minutes * 60, p80_s: p80_s + minutes * 60 };
}

/** Way and wait in one range, from the very figures that the wait is told from. `afar`: is the other ticket told of as well? */
export function calledIn(hall, afar) {
  return t(afar ? "page.halls.called_in_arrival" : "page.halls.called_in", { wait: waitRange(withWay(hall, hall.reach.minutes)) });
}

/** The same with a ticket from afar that is taken now: its wait runs while its citizen is on the way. */
export function calledInFromAfar({ p50_s, p80_s, reach: { minutes } }) {
  return t("page.halls.called_in_afar", { wait: waitRange({ p50_s: Math.max(minutes * 60, p50_s), p80_s: Math.max(minutes * 60, p80_s) }) });
}

/** What the next hours are likely to bring, hour by hour; says where nobody can know. */
export function nextHours(hall) {
  const known = hall.next_hours.filter((each) => each.high_s !== null);
  if (!known.length) return h("p.soft", t("page.halls.next_unknown"));
  return h("dl.next-hours", hall.next_hours.map((each) => h("div", { key: each.hour }, h("dt", `${String(each.hour).padStart(2, "0")}:00`),
    h("dd", each.high_s === null ? t("page.halls.hour_unknown") : usual(each)))));
}

function usual({ low_s, high_s }) {
  const from = Math.floor(low_s / 60);
  const to = Math.ceil(high_s / 60);
  return from === to ? t("page.minutes", { minutes: to }) : t("page.wait.range", { from, to });
}

/** Chips for what is wrong with a hall, most urgent first. */
export function alarmChips(alarms) {
  return Object.entries(alarms).map(([code, count]) => h("span.chip.bad", { key: code }, icon("warning"), tCode("page.centre.alarm", code), count > 1 && ` ${count}`));
}

/** "Not heard for 3 min", counted by the page's own clock. */
export function silence(hall, now_ms) {
  if (!hall.heard_ms) return t("page.centre.never");
  return t("page.centre.silent", { span: span(Math.max(0, (now_ms - hall.heard_ms) / 1000)), time: timeOfDay(hall.heard_ms, "Asia/Shanghai") });
}
