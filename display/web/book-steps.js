/** What each step of a booking shows. Each takes the page and gives its section. */

import { CODE_LENGTH, dayWords } from "./lib/booking.js";
import { timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

function choice(key, act, words, ...more) {
  return h("button.choose", { key, ...act }, h("b", words), more);
}

/** What is it about? */
export function linesStep(page) {
  const lines = page.setup.lines.filter((line) => page.items.some((item) => item.line === line.code));
  return h("section.step",
    page.mine?.length === CODE_LENGTH && h("button.primary", { "data-act": "mine", on: { click: () => page.showMine() } }, icon("calendar"), t("page.book.mine")),
    h("h2", t("page.book.which_line")),
    lines.map((line) => choice(line.code, { "data-line": line.code, on: { click: () => page.go("items", { line: line.code }) } }, said(line.names))));
}

export function itemsStep(page) {
  const items = page.items.filter((item) => item.line === page.line);
  return h("section.step", h("h2", t("page.book.which_item")),
    items.map((item) => choice(item.code, { "data-item": item.code, on: { click: () => page.chooseItem(item) } }, said(item.names),
      item.documents.length > 0 && h("span.soft", icon("paper"), t("page.kiosk.documents_count", { documents: item.documents.length })))));
}

/** When? Days first, each with its free places; then the times of one. */
export function timesStep(page) {
  const { offer, item } = page;
  if (!offer) return h("section.step", h("h2", t("page.book.when")), !page.refusal && h("p.soft", t("page.kiosk.taking")));
  return h("section.step", h("p.soft", said(item.names)), h("h2", t("page.book.when")),
    !offer.days.length && h("p", t("page.book.none")),
    h("div.days", { role: "group", "aria-label": t("page.book.day") }, offer.days.map((each) => dayButton(page, each))),
    offer.day ? h("div.times", { role: "group", "aria-label": dayWords(offer.day) }, offer.slots.map((slot) => slotButton(page, slot)))
      : offer.days.length > 0 && h("p", t("page.book.none")));
}

function dayButton(page, { day, left }) {
  const here = page.offer.day === day;
  return h("button", { key: day, "data-day": day, "aria-pressed": String(here), disabled: !left && !here, on: { click: () => page.chooseDay(day) } },
    h("b", dayWords(day)), h("span", left ? t("page.book.places", { left }) : t("page.book.full")));
}

function slotButton(page, { time, left }) {
  return h("button", { key: time, "data-time": time, disabled: !left, on: { click: () => page.go("confirm", { time }) } },
    h("b", time), h("span", left ? t("page.book.places", { left }) : t("page.book.full")));
}

/** Is this right? What to bring is said before it is booked. */
export function confirmStep(page) {
  return h("section.step", h("h2", t("page.book.confirm")), when(page.offer.day, page.time), h("p.lead", said(page.item.names)), documents(page.item.documents),
    h("button.primary", { "data-act": "book", disabled: page.pending, on: { click: () => page.book() } }, icon("check"), t("page.book.book")));
}

function when(day, time) {
  return h("p.when", icon("calendar"), h("span", dayWords(day)), h("b", time));
}

function documents(list) {
  if (!list.length) return h("p.soft", t("page.kiosk.no_documents"));
  return [h("p", t("page.book.bring")), h("ul.items", list.map((each) => h("li", icon("check"), said(each))))];
}

/** The booking: its code to type, to scan, to keep. */
export function bookedStep(page) {
  const { booking } = page;
  const times = { from: timeOfDay(booking.from_ms, page.setup.timezone), until: timeOfDay(booking.until_ms, page.setup.timezone) };
  return [
    h("section.ticket", { "aria-live": "polite" }, h("h2", t("page.book.booked")), when(booking.day, booking.time),
      h("p", booking.names.map(said).join(" · ")), h("div.tear"),
      booking.number ? h("p.state", t("page.book.come", { number: booking.number })) : proof(booking, times)),
    h("section.step", documents(booking.documents)),
    !booking.number && cancelling(page),
  ];
}

function proof({ code }, times) {
  const halves = [code.slice(0, CODE_LENGTH / 2), code.slice(CODE_LENGTH / 2)];
  return [
    h("p", t("page.book.code")),
    h("strong.code", { "data-code": code }, halves.map((half) => h("span", half))),
    h("img", { src: `/api/v1/bookings/${encodeURIComponent(code)}/qr.svg`, alt: t("page.book.qr"), width: 200, height: 200 }),
    h("p", t("page.book.how", times)),
    h("p.soft", t("page.book.keep")),
  ];
}

function cancelling(page) {
  if (!page.sure) return h("button.quiet", { "data-act": "cancel", on: { click: () => page.go("booked", { sure: true }) } }, icon("leave"), t("page.book.cancel"));
  return h("section.sure", h("h2", t("page.book.cancel_sure")),
    h("button.primary", { on: { click: () => page.go("booked", { sure: false }) } }, t("page.book.stay")),
    h("button.danger", { "data-act": "cancel-sure", disabled: page.pending, on: { click: () => page.cancelBooking() } }, t("page.book.cancel")));
}

export function cancelledStep(page) {
  return h("section.over", { role: "status" }, icon("check"), h("h2", t("page.book.cancelled")),
    h("button.primary", { "data-act": "again", on: { click: () => page.again() } }, icon("calendar"), t("page.book.another")));
}
