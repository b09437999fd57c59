/** A day that is chosen, or stands in the page's address: what is no date is kept as it was typed, so that it can be mended. */

import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { isDay } from "./reports-period.js";

/** A browser's date field shows nothing of an impossible date: such a one stands in a field of words. */
export function dayField(name, words, value, choose) {
  const typed = Boolean(value) && !isDay(value);
  return h("label", { key: `${name}-${typed ? "typed" : "day"}` }, words, h("input", { type: typed ? "text" : "date", name, value, maxlength: typed && 40, autocomplete: "off", "aria-invalid": typed && "true",
    on: { change: (event) => event.target.value && choose(event.target.value.trim()) } }));
}

/** The hub's no to a period in its own words, and what is wrong with which field. `places`: name in the address -> words on the page. */
export function reasonOf(problem, places) {
  const faults = (problem.errors ?? []).map(({ where, what }) => t("page.fault", { place: places[where.replace("query:", "")] ?? where, what }));
  return [problem.message, ...new Set(faults)].join(" ");
}

/** Is it the hub's no, and not only no answer? */
export function isNo(problem) {
  return problem.status >= 400 && problem.status < 500;
}
