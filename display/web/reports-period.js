/** Days, weeks and months as ISO dates; plain calendar, no time zone in it. */

const DAY_MS = 86400000;

export const KINDS = ["day", "week", "month"];

const iso = (at) => new Date(at).toISOString().slice(0, 10);
const stamp = (day) => Date.parse(`${day}T00:00:00Z`);

/** The first and last day of the day, week (from Monday) or month around a day; what is no day is told as it is, for the hub to refuse. */
export function periodOf(kind, day) {
  if (!isDay(day)) return { first: day, last: day };
  if (kind === "week") {
    const monday = stamp(day) - ((new Date(stamp(day)).getUTCDay() + 6) % 7) * DAY_MS;
    return { first: iso(monday), last: iso(monday + 6 * DAY_MS) };
  }
  if (kind === "month") {
    const [year, month] = day.split("-").map(Number);
    return { first: `${day.slice(0, 7)}-01`, last: iso(Date.UTC(year, month, 0)) };
  }
  return { first: day, last: day };
}

/** A day of the period before (-1) or after (1). */
export function stepped(kind, day, step) {
  const { first, last } = periodOf(kind, day);
  return iso(step < 0 ? stamp(first) - DAY_MS : stamp(last) + DAY_MS);
}

/** Is it a date that exists? */
export function isDay(text) {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text ?? "") && !Number.isNaN(stamp(text)) && iso(stamp(text)) === text;
}

/** Today in the hall's time zone. */
export function today(timeZone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(Date.now());
}
