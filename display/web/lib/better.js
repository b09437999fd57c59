/** Another hall that calls sooner than the wait that this very page shows: said where it helps, and only while it is true. */

import { minutesWords, waitRange } from "./format.js";
import { icon } from "./icons.js";
import { said, t } from "./texts.js";
import { h } from "./view.js";

const WORTH_MIN = 5; // Nobody is sent elsewhere to save less; as the hub has it.

/** Minutes of a wait, as the page rounds them. */
function minutes(wait) {
  return Math.ceil(wait.p80_s / 60);
}

/** Do way and wait there save enough of a wait here? A wait that nobody knows is no reason to go. */
function isWorth(better, wait) {
  return wait?.p80_s !== null && wait?.p80_s !== undefined && better.minutes + minutes(better.wait) + WORTH_MIN <= minutes(wait);
}

/** One line, or nothing. `better`: as the hub tells it, or null. `wait`: `{p80_s}` of this hall, as it is shown beside the offer. */
export function betterHall(better, wait) {
  if (!better || !isWorth(better, wait)) return null;
  const way = t(`page.halls.way_${better.how}`, { time: minutesWords(better.minutes) });
  return h("p.better", { key: "better", role: "status" }, icon("arrow"), h("span", t(better.closes ? "page.kiosk.better_closes" : "page.kiosk.better", { hall: said(better.names), way, wait: waitRange(better.wait), time: better.closes })));
}
