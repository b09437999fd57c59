/** Numbers for people. */

import { language, t } from "./texts.js";

const HOUR_MIN = 60;
const IN_MINUTES_UP_TO = 90; // "80 minutes" is still said so; longer waits keep their hours.

/** A promised wait as a range: `{p50_s, p80_s}` -> "5 to 8 min"; without an open counter it says that instead. */
export function waitRange(wait) {
  if (!wait || wait.p80_s === null || wait.p80_s === undefined) return t("page.wait.unknown");
  const high = Math.ceil(wait.p80_s / 60);
  const low = Math.min(Math.floor(wait.p50_s / 60), high);
  if (high <= 1) return t("page.wait.soon");
  if (high > IN_MINUTES_UP_TO) return t("page.wait.long", { from: hours(low), to: hours(high) });
  return low === high ? t("page.wait.about", { minutes: high }) : t("page.wait.range", { from: Math.max(low, 1), to: high });
}

/** Whole minutes in words: from an hour and a half on as hours. */
export function minutesWords(minutes) {
  return minutes > IN_MINUTES_UP_TO ? hours(minutes) : t("page.minutes", { minutes });
}

function hours(minutes) {
  const rest = minutes % HOUR_MIN;
  const whole = Math.floor(minutes / HOUR_MIN);
  return whole ? t("page.hours", { hours: whole, minutes: rest }) : t("page.minutes", { minutes: rest });
}

/** Seconds -> "2 h 5 min", "12 min" or "40 s". */
export function span(seconds) {
  if (seconds < 60) return t("page.seconds", { seconds: Math.max(0, Math.floor(seconds)) });
  return hours(Math.floor(seconds / 60));
}

const SAFE = 0.8; // A chance of a call before closing that nobody needs to be told of.
const POOR = 0.3;

/**
 * What to say of the chance to be called before the counters end; "" where it is good, or nobody knows. Without a chance
 * (`in_time`) the range `wait` is laid beside the time that is left at `at_ms`, hall time.
 */
export function closingWords(in_time, { closes, timezone }, wait, at_ms) {
  if (!closes) return "";
  const chance = in_time ?? chanceOf(wait, minutesLeft(closes, at_ms, timezone) * 60);
  if (chance >= SAFE) return "";
  return t(chance < POOR ? "page.closing.hardly" : "page.closing.may", { time: closes });
}

/** The range as a chance: half are called by its median, four fifths by its high end. Where nothing is known (NaN), nothing is feared. */
function chanceOf(wait, left_s) {
  if (left_s <= 0) return 0;
  if (Number.isNaN(left_s) || !wait || wait.p80_s === null || wait.p80_s === undefined || wait.p80_s <= left_s) return 1;
  return wait.p50_s <= left_s ? 0.5 : 0;
}

/** Minutes from hall time `at_ms` to "17:30" on the hall's wall, negative behind it; NaN while no clock is wound. */
function minutesLeft(closes, at_ms, timezone) {
  const [ends, now] = [closes, timeOfDay(at_ms, timezone)].map((time) => Number(time.slice(0, 2) || NaN) * HOUR_MIN + Number(time.slice(3)));
  return ends - now;
}

/** Have the counters of a hall ended at this time? */
export function isOver({ closes, timezone }, at_ms) {
  return Boolean(closes) && minutesLeft(closes, at_ms, timezone || "Asia/Shanghai") <= 0;
}

/** Seconds -> "4:05". */
export function clockSpan(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

let clocks = null; // Formatters, each made once; null until they are wound.

/**
 * Let clocks show times. Until then they show nothing: a browser needs 50 ms (a Raspberry Pi 300) to get ready for its
 * first date, and a screen shows who is called before it shows what time it is.
 */
export function windClocks() {
  clocks ??= new Map();
}

function format(at_ms, timeZone, shape) {
  if (!clocks) return "";
  const key = JSON.stringify([language(), timeZone, shape]);
  if (!clocks.has(key)) clocks.set(key, new Intl.DateTimeFormat(language(), { ...shape, timeZone }));
  return clocks.get(key).format(at_ms);
}

/** Hall time in ms -> "14:05" in the hall's own time zone. */
export function timeOfDay(at_ms, timeZone) {
  return format(at_ms, timeZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Hall time in ms -> the day in words. */
export function dayInWords(at_ms, timeZone) {
  return format(at_ms, timeZone, { month: "long", day: "numeric", weekday: "long" });
}

/** An ISO date -> the day in words, with its year: for what may lie in another one. */
export function dateInWords(day) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "full", timeZone: "UTC" }).format(Date.parse(day));
}

/** Hall time in ms -> day, month, year and time, for what is kept for years. */
export function dateAndTime(at_ms, timeZone) {
  return format(at_ms, timeZone, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
}

/** Hall time in ms -> "14:05"; with its day where that is not the day of `now_ms`. */
export function moment(at_ms, now_ms, timeZone) {
  const time = timeOfDay(at_ms, timeZone);
  const day = dayInWords(at_ms, timeZone);
  return day === dayInWords(now_ms, timeZone) ? time : `${day} ${time}`;
}
