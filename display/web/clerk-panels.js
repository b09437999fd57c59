/** Panels of the clerk's console that ask for more than a key: outcomes, transfer, pause, which held ticket. */

import { get } from "./lib/api.js";
import { span, timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { doneWords } from "./clerk-desk.js";

const RESULTS = ["done", "taken_in", "advised", "refused"];
const PAUSES = ["break", "lunch", "meeting", "back_office", "equipment"];
const OF_NO_TICKET = new Set(["held", "day"]);
const SHOWN_ITEMS = 8; // Matches of the item search that fit; typing narrows them.

/** `start(console)` -> state; `view(console, state)`; `key(console, event, typing)` -> was it used? */
export const PANELS = {
  finish: { start: startFinish, view: finishView, key: finishKey },
  transfer: { start: () => ({ find: "", items: [] }), view: transferView },
  pause: { start: () => ({}), view: pauseView, key: (it, event) => byDigit(event, PAUSES, (reason) => it.act("pause", { reason })) },
  note: { start: () => ({}), view: noteView },
  day: { start: startDay, view: dayView },
  held: { start: () => ({}), view: heldView, key: (it, event) => byDigit(event, it.picture.held, (each) => it.act("resume", { ticket: each.ticket })) },
};

function byDigit(event, choices, run) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const chosen = choices[Number(digit) - 1];
  if (chosen === undefined) return false;
  run(chosen);
  return true;
}

function frame(it, name, hint, ...content) {
  return h("div.panel", { key: name, role: "group", "aria-label": t(`page.clerk.${name}`) },
    h("header", h("h2", t(`page.clerk.${name}`), it.picture.current && !OF_NO_TICKET.has(name) && ` ${it.picture.current.number}`),
      h("button.quiet", { on: { click: () => it.show(null) } }, icon("close"), t("page.cancel"), h("kbd", "Esc"))),
    hint && h("p.soft", hint), content);
}

function startFinish(it) {
  const usual = (code) => (decidedLater(itemOf(it, code)) ? "taken_in" : "done");
  return { at: 0, outcomes: it.picture.current.items.map(({ code }) => ({ item: code, result: usual(code), reason: "", owed: 0, owed_by: "" })) };
}

/** May the citizen at the desk leave with a matter? */
export function opensMatter(it) {
  return it.picture.current?.items.some(({ code }) => decidedLater(itemOf(it, code))) ?? false;
}

function itemOf(it, code) {
  return it.items.find((each) => each.code === code);
}

function decidedLater(item) {
  return item?.depth === "time_limited";
}

function finishView(it, state) {
  const send = (event) => {
    event.preventDefault();
    sendOutcomes(it, state);
  };
  return frame(it, "finish", t("page.clerk.finish_hint"),
    h("form", { on: { submit: send } },
      h("ol.outcomes", state.outcomes.map((outcome, index) => outcomeRow(it, state, outcome, index))),
      h("button.primary", { disabled: it.pending, "data-act": "send" }, icon("check"), t("page.clerk.finish"), h("kbd", "⏎"))));
}

function outcomeRow(it, state, outcome, index) {
  const names = it.picture.current?.items[index]?.names;
  const set = (result) => () => setResult(it, state, index, result);
  return h("li", { key: outcome.item, class: index === state.at && "at" },
    h("h3", said(names)),
    h("div.results", RESULTS.map((result, place) => h("button", { type: "button", key: result, "data-result": result,
      "aria-pressed": String(outcome.result === result), on: { click: set(result) } }, h("kbd", place + 1), t(`result.${result}`)))),
    outcome.result === "taken_in" && decidedLater(itemOf(it, outcome.item)) && matterOpens(it, itemOf(it, outcome.item), outcome),
    outcome.result === "refused" && h("label", t("page.clerk.refused_reason"),
      h("input", { focus: true, required: true, maxlength: 200, value: outcome.reason, on: { input: (event) => (outcome.reason = event.target.value) } })));
}

/** That a matter will be opened, and which minor document may come later (容缺受理). */
function matterOpens(it, { limit_days: days, documents }, outcome) {
  const choose = (event) => {
    outcome.owed = Number(event.target.value);
    it.update();
  };
  return h("div.opens", { key: "opens" },
    h("p", icon("paper"), h("b", days ? t("page.clerk.matter_days", { days }) : t("page.clerk.matter"))),
    documents.length > 0 && h("label", t("page.clerk.owed"), h("select", { name: "owed", on: { change: choose } },
      [null, ...documents].map((each, place) => h("option", { key: `o${place}`, value: place, selected: place === outcome.owed }, each ? said(each) : t("page.clerk.owed_nothing"))))),
    outcome.owed > 0 && h("label", t("page.clerk.owed_by"), h("input", { type: "date", name: "owed_by", required: true, value: outcome.owed_by, focus: true,
      on: { input: (event) => (outcome.owed_by = event.target.value) } })));
}

function setResult(it, state, index, result) {
  state.at = index;
  state.outcomes[index].result = result;
  it.update();
}

function sendOutcomes(it, { outcomes }) {
  const plain = outcomes.map(({ item, result, reason, owed, owed_by }) => ({ item, result, ...(result === "refused" && { reason }), ...(result === "taken_in" && owed > 0 && { owed, owed_by }) }));
  it.act("finish", { outcomes: plain });
}

function finishKey(it, event, typing) {
  const state = it.panel;
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    const step = event.code === "ArrowDown" ? 1 : -1;
    state.at = (state.at + step + state.outcomes.length) % state.outcomes.length;
    it.update();
    return true;
  }
  if (typing || event.repeat) return false; // In a field, Enter submits the form by itself.
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    it.querySelector(".panel>form").requestSubmit();
    return true;
  }
  return byDigit(event, RESULTS, (result) => setResult(it, state, state.at, result));
}

function transferView(it, state) {
  const send = (event) => {
    event.preventDefault();
    it.act("transfer", transferBody(new FormData(event.target), state));
  };
  return frame(it, "transfer", t("page.clerk.transfer_hint"),
    h("form.transfer", { on: { submit: send } },
      h("label", t("page.clerk.to_counter"), h("input", { name: "counter", inputmode: "numeric", pattern: "[0-9]+", autocomplete: "off", focus: true })),
      h("label", t("page.clerk.to_clerk"), h("input", { name: "clerk", autocomplete: "off", maxlength: 64 })),
      h("fieldset", h("label", t("page.clerk.to_item"), h("input", { type: "search", autocomplete: "off", on: { input: (event) => {
        state.find = event.target.value;
        it.update();
      } } })), h("div.found", found(it, state).map((item) => itemChoice(it, state, item)))),
      h("label.check", h("input", { type: "checkbox", name: "front" }), t("page.clerk.to_front")),
      h("button.primary", { disabled: it.pending, "data-act": "send" }, icon("swap"), t("page.clerk.transfer"), h("kbd", "⏎"))));
}

function found(it, { find, items }) {
  const wanted = find.trim().toLowerCase();
  const fits = (item) => wanted && [item.code, ...Object.values(item.names)].some((words) => words.toLowerCase().includes(wanted));
  return it.items.filter((item) => items.includes(item.code) || fits(item)).slice(0, SHOWN_ITEMS);
}

function itemChoice(it, state, { code, names }) {
  const toggle = () => {
    state.items = state.items.includes(code) ? state.items.filter((each) => each !== code) : [...state.items, code];
    it.update();
  };
  return h("label.check", { key: code }, h("input", { type: "checkbox", checked: state.items.includes(code), on: { change: toggle } }), said(names));
}

function transferBody(form, { items }) {
  const counter = Number(form.get("counter"));
  const clerk = form.get("clerk").trim();
  return { front: form.has("front"), ...(items.length && { items }), ...(counter && { counter }), ...(clerk && { clerk }) };
}

function pauseView(it) {
  return frame(it, "pause", it.picture.current && t("page.clerk.pause_hint"),
    h("div.results", PAUSES.map((reason, place) => h("button", { key: reason, "data-reason": reason, on: { click: () => it.act("pause", { reason }) } },
      h("kbd", place + 1), t(`pause.${reason}`)))));
}

function heldView(it) {
  return frame(it, "held", "", h("div.results", it.picture.held.map((each, place) => h("button", { key: each.ticket, on: { click: () => it.act("resume", { ticket: each.ticket }) } },
    h("kbd", place + 1), h("b", each.number), span((it.hall_ms - each.since_ms) / 1000)))));
}

function noteView(it) {
  const send = (event) => {
    event.preventDefault();
    it.act("note", { words: new FormData(event.target).get("words") });
  };
  return frame(it, "note", t("page.clerk.note_hint"),
    h("form", { on: { submit: send } },
      h("label", t("page.clerk.note_words"), h("input", { name: "words", required: true, maxlength: 200, autocomplete: "off", focus: true })),
      h("button.primary", { disabled: it.pending, "data-act": "send" }, icon("check"), t("page.clerk.note"), h("kbd", "⏎"))));
}

/** The day is asked for when the panel opens; it does not change while nobody looks. */
function startDay(it) {
  const state = {};
  get("/staff/day").catch(() => null).then((day) => {
    if (it.panel?.name === "day") Object.assign(it.panel, { day });
    it.update();
  });
  return state;
}

function dayView(it, { day }) {
  if (!day) return frame(it, "day", "");
  const { served, missed, held, transferred, mean_s, legs } = day;
  const columns = ["time", "number", "item", "end"];
  return frame(it, "day", "",
    h("p.sums", h("b", t("page.clerk.served", { served })), mean_s !== null && h("span", t("page.clerk.day_mean", { mean: span(mean_s) })),
      h("span", t("page.clerk.day_counts", { missed, held, transferred }))),
    legs.length ? h("div.wide", h("table.day", h("thead", h("tr", columns.map((column) => h("th", t(`page.clerk.column_${column}`))))),
      h("tbody", legs.map((leg) => h("tr", { key: leg.leg }, h("td", timeOfDay(leg.ended_ms, it.setup.timezone), " · ", span(leg.service_s)),
        h("td", h("b", leg.number)), h("td", doneWords(leg)), h("td", t(`leg.${leg.state}`))))))) : h("p.soft", t("page.clerk.day_none")));
}
