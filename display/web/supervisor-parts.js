/** Parts of the supervisor's page. Each takes the page and gives a section. */

import { powerChips } from "./devices-table.js";
import { clockSpan, moment, span, timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

const STATE_TONE = { closed: "", free: "good", calling: "warn", serving: "brand", paused: "warn" };
const QUEUE_ROWS = 60; // More rows than anybody reads; the count above says how many there are.
const LONG_ROWS = 3; // The queue below has them all.
const BOOKING_TONE = { come: "good", to_come: "brand", not_come: "warn" };
const UNUSED = "never_started"; // Not heard since it was registered: nobody misses it.
const WELL = new Set(["ready", "online", UNUSED]);

export function tiles({ picture }) {
  const longest_s = Math.max(0, ...picture.queue.map((row) => row.waited_s));
  const over = picture.queue.filter((row) => row.over_limit).length;
  const served = picture.desks.reduce((sum, desk) => sum + desk.served, 0);
  return h("section.tiles",
    tile("page.supervisor.waiting", picture.waiting),
    tile("page.supervisor.longest", span(longest_s), over && "bad"),
    tile("page.supervisor.over_limit", over, over && "bad"),
    tile("page.supervisor.at_work", `${picture.at_work} / ${picture.desks.length}`),
    tile("page.supervisor.served", served),
    tile("page.supervisor.issued", picture.issued));
}

function tile(key, value, tone) {
  return h("div.tile", { class: tone, key }, h("span", t(key)), h("strong", value));
}

export function deskCards(page) {
  return h("section", h("h2", t("page.supervisor.counters")), h("div.desks", page.picture.desks.map((desk) => deskCard(page, desk))));
}

function deskCard(page, desk) {
  const { current } = desk;
  const since_ms = current?.started_ms || current?.called_ms;
  return h("article.deskcard", { key: `d${desk.counter}`, class: [desk.state, desk.help && "help"] },
    h("header", h("b", desk.counter), h("span.chip", { class: STATE_TONE[desk.state] }, t(`page.counter_state.${desk.state}`)),
      desk.clerk && h("span.soft", desk.clerk)),
    h("p", current ? [h("strong", current.number), h("span.soft", clockSpan((page.hall_ms - since_ms) / 1000))]
      : h("span.soft", desk.state === "paused" ? tCode("pause", desk.pause_reason) : t("page.supervisor.served_here", { served: desk.served }))),
    desk.help && h("button.danger", { "data-act": `help-${desk.counter}`, on: { click: () => page.send(`/counters/${desk.counter}/answer-help`) } },
      icon("bell"), t("page.supervisor.answer_help")));
}

export function queueTable(page) {
  const rows = page.picture.queue.slice(0, QUEUE_ROWS);
  return h("section", h("h2", t("page.supervisor.queue")),
    rows.length ? h("table", h("thead", h("tr", ["number", "item", "waited"].map((column) => h("th", t(`page.supervisor.column_${column}`))), h("th", h("span.unseen", t("page.supervisor.column_actions"))))),
      h("tbody", rows.map((row) => queueRow(page, row)))) : h("p.soft", t("page.supervisor.nobody")));
}

function queueRow(page, row) {
  return h("tr", { key: row.ticket, class: row.over_limit && "over" },
    h("td", h("b", row.number)),
    h("td", row.items.map(said).join(" · "), " ",
      row.front && h("span.chip.brand", t("page.supervisor.front")),
      row.to_counter && h("span.chip.brand", t("page.counter.title", { counter: row.to_counter }))),
    h("td", row.over_limit && icon("warning"), span(row.waited_s)),
    h("td.acts",
      h("button", { "data-act": `call-${row.number}`, on: { click: () => page.ask("call", row) } }, icon("recall"), t("page.supervisor.call")),
      h("button.quiet", { "data-act": `cancel-${row.number}`, on: { click: () => page.ask("cancel", row) } }, icon("close"), t("page.supervisor.cancel"))));
}

export function missedList(page) {
  const { missed } = page.picture;
  return h("section.card", h("h2", t("page.supervisor.missed"), h("b", missed.length)),
    h("ul", missed.map((row) => h("li", { key: row.ticket }, h("b", row.number), h("span.soft", span(row.waited_s)),
      h("button", { "data-act": `return-${row.number}`, on: { click: () => page.send(`/staff/tickets/${encodeURIComponent(row.ticket)}/return`) } },
        icon("undo"), t("page.supervisor.return"))))));
}

/** Today's bookings: who came, who is still to come, who did not. Nothing in a hall without any. */
export function bookingsList({ picture, setup }) {
  const { bookings } = picture;
  if (!setup.booking && !bookings.length) return null;
  const come = bookings.filter((row) => row.state === "come").length;
  return h("section.card.bookings", { key: "bookings" }, h("h2", t("page.supervisor.bookings"), h("b", `${come} / ${bookings.length}`)),
    h("ul", bookings.map((row) => h("li", { key: row.booking, "data-state": row.state }, h("b", row.time),
      h("p", row.items.map(said).join(" · "), row.number && h("span.soft", row.number)),
      h("span.chip", { class: BOOKING_TONE[row.state] }, t(`page.booking_state.${row.state}`))))));
}

/** Who took a ticket from afar and is not there yet, until when the place is held whose turn has come, and the code that boards and kiosks show; nothing where there is neither. */
export function afarList({ picture, afar, setup }) {
  if (!afar.code && !picture.afar.length) return null;
  return h("section.card", { key: "afar" }, h("h2", t("page.supervisor.afar"), h("b", picture.afar.length)),
    afar.code && h("p", { key: "code", "data-afar": afar.code }, t("page.supervisor.afar_code"), " ", h("b", afar.code)),
    h("ul", picture.afar.map((row) => h("li", { key: row.ticket }, h("b", row.number), h("span.soft", span(row.waited_s)),
      row.turn_ms > 0 && h("span.chip.warn", { key: "turn" }, icon("clock"), t("page.supervisor.turn_come", { until: timeOfDay(row.until_ms, setup.timezone) }))))));
}

export function heldList({ picture }) {
  return h("section.card", h("h2", t("page.supervisor.held"), h("b", picture.held.length)),
    h("ul", picture.held.map((row) => h("li", { key: row.ticket }, h("b", row.number), h("span.soft", span(row.waited_s))))));
}

/** Another hub in our name, help calls, complaints, pressing matters, unprinted paper, the voice and devices that are not well; quiet when all is. */
export function alarms(page) {
  const { picture, devices } = page;
  const ill = devices.filter((device) => !WELL.has(device.state) || device.alert);
  const calls = picture.desks.filter((desk) => desk.help);
  const long = picture.queue.filter((row) => row.over_limit).sort((a, b) => b.waited_s - a.waited_s);
  const fenced = picture.centre === "fenced" ? [picture.centre] : [];
  const known = [ill, calls, picture.complaints, picture.unprinted, long, picture.sound.problems, pressing(picture), fenced];
  const all = known.reduce((sum, each) => sum + each.length, 0);
  const used = devices.filter((device) => device.state !== UNUSED).length;
  return h("section.card.alarms", { class: all && "loud", role: "status" },
    h("h2", t("page.supervisor.alarms"), h("b", all)),
    !all && h("p.soft", icon("check"), used ? t("page.supervisor.all_well", { devices: used }) : t("page.supervisor.no_devices")),
    h("ul",
      fenced.map((state) => h("li", { key: state }, icon("warning"), h("p", t("page.supervisor.fenced")))),
      calls.map((desk) => h("li", { key: `h${desk.counter}` }, icon("bell"), t("page.supervisor.help_at", { counter: desk.counter }))),
      picture.complaints.map((row) => complaintRow(page, row)),
      pressing(picture).map((name) => matterRow(picture, name)),
      long.slice(0, LONG_ROWS).map((row) => h("li", { key: `w${row.ticket}` }, icon("clock"), h("p", t("page.supervisor.too_long", { number: row.number, waited: span(row.waited_s) })))),
      long.length > LONG_ROWS && h("li", { key: "more-long" }, icon("clock"), h("p", t("page.supervisor.more_too_long", { count: long.length - LONG_ROWS }))),
      picture.unprinted.map((number) => h("li", { key: `p${number}` }, icon("printer"), t("page.supervisor.unprinted", { number }))),
      picture.sound.problems.map((problem) => soundRow(page, problem)),
      ill.map((device) => h("li", { key: device.device }, icon(device.alert === "help" ? "bell" : "device"),
        h("p", h("b", device.device), tCode("device", device.alert || device.state))))),
    picture.sound.tested_ms > 0 && h("p.soft", icon("recall"),
      t("page.supervisor.sound_tested", { at: moment(picture.sound.tested_ms, page.hall_ms, page.setup.timezone) })));
}

/** Matters that are overdue or warned of: one line each, however many there are. */
function pressing({ matters }) {
  return ["overdue", "warning"].filter((name) => matters[name] > 0);
}

function matterRow({ matters }, name) {
  return h("li", { key: `m${name}` }, icon("warning"), h("p", h("a", { href: "/matters" }, t(`page.supervisor.matters_${name}`, { count: matters[name] }))));
}

/** One more counter, one fewer, or as many as there are: what the next half hour asks for. */
export function adviceCard({ advice, hall_ms, setup }) {
  if (!advice?.act) return null;
  return h("section.card", { key: "advice", role: "status" }, h("h2", t("page.supervisor.advice")),
    h("p", icon(advice.act === "open" || advice.act === "short" ? "warning" : "check"), " ", advice.words),
    h("p.soft", t("page.supervisor.advice_at", { at: moment(advice.at_ms, hall_ms, setup.timezone) })));
}

function soundRow(page, { code, area }) {
  const where = page.setup.areas.find((each) => each.code === area);
  return h("li", { key: `s${code}${area}` }, icon("muted"), h("p", tCode("sound", code), where && page.setup.areas.length > 1 && h("span.soft", said(where.names))));
}

/** Paper of the dispensers and batteries of whatever has one; nothing where no device tells of either. */
export function paperList({ devices }) {
  const rows = devices.map((device) => [device, powerChips(device).filter(Boolean)]).filter(([, chips]) => chips.length);
  if (!rows.length) return null;
  return h("section.card", { key: "paper" }, h("h2", t("page.devices.column_power")),
    h("ul", rows.map(([device, chips]) => h("li.powered", { key: device.device }, h("b", device.device), chips))));
}

function complaintRow(page, row) {
  const since = moment(row.at_ms, page.hall_ms, page.setup.timezone);
  return h("li.complaint", { key: `c${row.complaint}`, class: row.over_limit && "over" }, icon(row.over_limit ? "warning" : "speech"),
    h("p", complaintWords(row), h("span.soft", t("page.supervisor.since", { since })),
      row.over_limit && h("b", t("page.supervisor.overdue"))),
    h("button", { "data-act": `answer-${row.complaint}`, on: { click: () => page.ask("answer", row) } }, t("page.supervisor.answer")));
}

/** Which complaint: at which counter, and about whom where that is known. */
export function complaintWords({ counter, number }) {
  return number ? t("page.supervisor.complaint_about", { counter, number }) : t("page.supervisor.complaint_at", { counter });
}
