/** A scanner at the kiosk types what it reads and ends with Enter: a ticket or a receipt shows how far it is, a booking checks in. */

import { aheadNote } from "./lib/ahead.js";
import { get, press } from "./lib/api.js";
import { waitRange } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { owedOf, stateOf } from "./receipt-parts.js";

const CODE = /\/(t|m)\/([\w-]{16,64})$/;
const KINDS = { t: "tickets", m: "matters" };
const BOOKING = /\/book\/([0-9A-Z]{8})$/i;
const GAP_MS = 1000; // A scanner types fast, a busy machine hears it slowly; what comes slower still is no scan.

export class Scanner {
  typed = "";
  last_ms = 0;

  /** `scanned(link, kind)` gets a link, and whether it is one of `tickets` or of `matters`; `booked(code)` the code of a booking. */
  constructor(scanned, booked) {
    Object.assign(this, { scanned, booked });
  }

  /** One key of the keyboard that the scanner is; whether it ended a code of ours. */
  key({ key }) {
    const now_ms = performance.now();
    if (now_ms - this.last_ms > GAP_MS) this.typed = "";
    this.last_ms = now_ms;
    if (key.length === 1) this.typed += key;
    if (key !== "Enter") return false;
    const found = CODE.exec(this.typed);
    const code = BOOKING.exec(this.typed)?.[1];
    this.typed = "";
    if (found) this.scanned(found[2], KINDS[found[1]]);
    if (code) this.booked(code.toUpperCase());
    return Boolean(found || code);
  }
}

/** What the ticket's or the receipt's own page shows, or that there is none. */
export async function lookUp(link, kind = "tickets") {
  try {
    return { kind, link, ...await get(`/${kind}/${encodeURIComponent(link)}`) };
  } catch (problem) {
    return { kind, refusal: problem.message };
  }
}

/** A ticket from afar that is scanned here is here: checked in with this screen's own code. A kiosk that is told none says what to do. */
export async function arrived(link, code) {
  if (code) await press(`/tickets/${encodeURIComponent(link)}/come`, { code }, { patience_ms: 5000 }).catch(() => null); // What came of it is looked up.
  const scanned = await lookUp(link);
  return { ...scanned, arrived: scanned.state === "waiting" };
}

/** How far what was scanned is. */
export function progressStep(kiosk) {
  return kiosk.scanned.kind === "matters" ? matterStep(kiosk) : ticketStep(kiosk);
}

function matterStep(kiosk) {
  const { scanned, setup } = kiosk;
  if (scanned.refusal) return h("section.shut", icon("paper"), h("h2", t("page.matter.unknown")), h("p", scanned.refusal));
  return h("section.step.matter", { "aria-live": "polite" },
    h("h2", t("page.kiosk.progress")),
    h("p.lead", said(scanned.names)),
    stateOf(scanned, setup), owedOf(scanned),
    h("p.soft", t("page.matter.number"), " ", h("b", scanned.matter)),
    kiosk.picture.open && kiosk.items.some((each) => each.code === scanned.item) && ticketOf(kiosk));
}

function ticketOf(kiosk) {
  return [h("p.soft", { key: "why" }, t("page.matter.ticket_more")), kiosk.refusal && h("p.refusal", { key: "no", role: "alert" }, icon("warning"), kiosk.refusal),
    h("button.primary.big", { key: "take", "data-act": "take", disabled: kiosk.pending, on: { click: () => kiosk.takeForMatter() } }, icon("ticket"), t("page.matter.ticket"))];
}

function ticketStep({ scanned }) {
  if (scanned.refusal) return h("section.shut", icon("ticket"), h("h2", t("page.ticket.unknown")), h("p", scanned.refusal));
  const { number, names, state, counter, ahead, wait } = scanned;
  return h("section.step.ticket", { "aria-live": "polite", "data-state": state },
    h("h2", t(scanned.arrived ? "page.kiosk.arrived" : "page.kiosk.progress")),
    h("strong.number", number),
    h("p.lead", names.map((each) => said(each)).join(" · ")),
    h("p.state", t(`page.ticket.${state}`, { counter: counter ?? "" })),
    state === "waiting" && h("dl.wait", h("div", h("dt", t("page.ahead")), h("dd", ahead)), h("div", h("dt", t("page.wait.title")), h("dd", waitRange(wait)))),
    state === "waiting" && aheadNote(scanned),
    state === "missed" && h("p.lead", t("page.ticket.missed_more")),
    state === "afar" && h("p.lead", t("page.kiosk.not_arrived")));
}
