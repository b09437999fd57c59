/** A scanner at the kiosk types what it reads and ends with Enter: a ticket shows how far it is, a booking checks in. */

import { get } from "./lib/api.js";
import { waitRange } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const BOOKING = /\/book\/([0-9A-Z]{8})$/i;
const TICKET = /\/t\/([\w-]{16,64})$/;
const GAP_MS = 1000; // A scanner types fast, a busy machine hears it slowly; what comes slower still is no scan.

export class Scanner {
  typed = "";
  last_ms = 0;

  /** `scanned(link)` gets the link of a ticket, `booked(code)` the code of a booking. */
  constructor(scanned, booked) {
    Object.assign(this, { scanned, booked });
  }

  /** One key of the keyboard that the scanner is; whether it ended the code of one of them. */
  key({ key }) {
    const now_ms = performance.now();
    if (now_ms - this.last_ms > GAP_MS) this.typed = "";
    this.last_ms = now_ms;
    if (key.length === 1) this.typed += key;
    if (key !== "Enter") return false;
    const link = TICKET.exec(this.typed)?.[1];
    const code = BOOKING.exec(this.typed)?.[1];
    this.typed = "";
    if (link) this.scanned(link);
    if (code) this.booked(code.toUpperCase());
    return Boolean(link || code);
  }
}

/** What the ticket's own page shows, or that there is no such ticket. */
export async function lookUp(link) {
  try {
    return await get(`/tickets/${encodeURIComponent(link)}`);
  } catch (problem) {
    return { refusal: problem.message };
  }
}

/** How far a scanned ticket is. */
export function progressStep(kiosk) {
  const { scanned } = kiosk;
  if (scanned.refusal) return h("section.shut", icon("ticket"), h("h2", t("page.ticket.unknown")), h("p", scanned.refusal));
  const { number, names, state, counter, ahead, wait } = scanned;
  return h("section.step.ticket", { "aria-live": "polite", "data-state": state },
    h("h2", t("page.kiosk.progress")),
    h("strong.number", number),
    h("p.lead", names.map((each) => said(each)).join(" · ")),
    h("p.state", t(`page.ticket.${state}`, { counter: counter ?? "" })),
    state === "waiting" && h("dl.wait", h("div", h("dt", t("page.ahead")), h("dd", ahead)), h("div", h("dt", t("page.wait.title")), h("dd", waitRange(wait)))),
    state === "missed" && h("p.lead", t("page.ticket.missed_more")));
}
