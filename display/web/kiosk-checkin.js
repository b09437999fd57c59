/** Checking in at the kiosk: a booking's code, scanned or typed, becomes a ticket. */

import { get } from "./lib/api.js";
import { CODE_LENGTH, CODE_LETTERS, dayWords } from "./lib/booking.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const PER_ROW = 8;
const TOO_LATE = "booking_late";

/** The booking of a code as `{booking}`, or why there is none as `{refusal}`. */
export async function findBooking(code) {
  try {
    return { booking: await get(`/bookings/${encodeURIComponent(code)}`) };
  } catch (problem) {
    return { refusal: problem.message };
  }
}

/** Is this a key of a code? In capitals, or "". */
export function codeLetter(key) {
  const letter = key.toUpperCase();
  return letter.length === 1 && CODE_LETTERS.includes(letter) ? letter : "";
}

/** The code: the scanner is always listening, the keys are for whoever has it on paper. */
export function codeStep(kiosk) {
  const rows = [...CODE_LETTERS].reduce((found, letter, at) => (at % PER_ROW ? found.at(-1).push(letter) : found.push([letter]), found), []);
  return h("section.step.search.checkin", h("h2", t("page.kiosk.booking_how")),
    h("output.typed", { "aria-live": "polite", "aria-label": t("page.kiosk.search_typed") }, kiosk.code || h("span.soft", t("page.kiosk.booking_example"))),
    h("div.none", kiosk.refusal && h("p.refusal", { role: "alert" }, icon("warning"), kiosk.refusal)),
    h("div.letters", rows.map((row) => h("div", row.map((letter) => letterKey(kiosk, letter)))), h("div", eraseKey(kiosk))));
}

function letterKey(kiosk, letter) {
  const full = kiosk.code.length >= CODE_LENGTH;
  return h("button", { key: letter, "data-letter": letter, disabled: full, on: { click: () => kiosk.typeCode(kiosk.code + letter) } }, letter);
}

function eraseKey(kiosk) {
  return h("button.erase", { key: "erase", "data-letter": "erase", disabled: !kiosk.code, on: { click: () => kiosk.typeCode(kiosk.code.slice(0, -1)) } },
    icon("back"), t("page.kiosk.search_erase"));
}

/** The booking that was found: is it yours? One touch more, and there is the ticket. */
export function bookingStep(kiosk) {
  const { booking } = kiosk;
  return h("section.step.ticket.found", { "aria-live": "polite" },
    h("h2", t("page.kiosk.booking_yours")),
    h("p.lead", dayWords(booking.day)),
    h("strong.number", booking.time),
    h("p.lead", booking.names.map(said).join(" · ")),
    booking.documents.length > 0 && h("ul.documents", booking.documents.map((each) => h("li", icon("check"), said(each)))),
    kiosk.refusal && h("p.refusal", { role: "alert" }, icon("warning"), kiosk.refusal),
    kiosk.refused === TOO_LATE ? plainButton(kiosk) : takeButton(kiosk));
}

function takeButton(kiosk) {
  const words = kiosk.booking.number ? "page.kiosk.booking_again" : "page.kiosk.booking_take";
  return h("button.primary.big", { "data-act": "check-in", disabled: kiosk.pending, on: { click: () => kiosk.checkIn() } },
    icon("ticket"), t(kiosk.pending ? "page.kiosk.taking" : words));
}

/** Too late for the slot, never too late for the queue: the same items, an ordinary ticket. */
function plainButton(kiosk) {
  return h("button.primary.big", { "data-act": "plain", on: { click: () => kiosk.takePlain() } }, icon("ticket"), t("page.kiosk.booking_plain"));
}
