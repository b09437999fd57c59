/** What each step of taking a ticket from afar shows. Each takes the page and gives its section. */

import { aheadNote } from "./lib/ahead.js";
import { closingWords, minutesWords, waitRange } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { matches } from "./kiosk-search.js";

const LETTERS = /^[a-z]+$/i;
const MOST_FOUND = 12;
const FILLERS = new Set(["a", "an", "for", "i", "my", "of", "the", "to"]); // Nobody names an item by these.
const NOT_CHOSEN_HERE = new Set(["walk_in", "booked"]); // Everybody is the first; an appointment makes the second.

function choice(key, act, words, ...more) {
  return h("button.choose", { key, ...act }, h("b", words), more);
}

/** How long a place is held, said before anything else: whoever cannot be there by then needs no ticket. */
export function holding({ setup, way_min }) {
  const held = minutesWords(Math.floor(setup.afar.hold_s / 60));
  return h("p.plan", { key: "holding", "data-fact": "holding" }, icon("clock"), h("span", way_min === null ? t("page.afar.holds", { held }) : t("page.afar.holds_way", { time: minutesWords(way_min), held })));
}

/** What is it about? A line, or words of an item: letters find first letters as at the kiosk. */
export function linesStep(page) {
  const lines = page.setup.lines.filter((line) => page.items.some((item) => item.line === line.code));
  const found = page.find.trim() ? fitting(page.find.trim(), page.items).slice(0, MOST_FOUND) : null;
  return h("section.step", h("h2", t("page.afar.which_line")),
    h("label", t("page.afar.find"), h("input", { type: "search", name: "find", value: page.find, maxlength: 40, autocomplete: "off", on: { input: (event) => page.look(event.target.value) } })),
    found ? h("div.step", { key: "found", role: "group", "aria-label": t("page.afar.found") }, found.length ? found.map((item) => itemChoice(page, item)) : h("p", { role: "status" }, t("page.kiosk.search_none")))
      : lines.map((line) => choice(line.code, { "data-line": line.code, on: { click: () => page.go("items", { line: line.code }) } }, said(line.names))));
}

/** Items of which names and everyday words hold all that was typed, its words in any order. */
export function fitting(words, items) {
  const typed = words.toLowerCase().split(/\s+/);
  const telling = typed.filter((word) => !FILLERS.has(word));
  const named = items.filter((item) => {
    const lines = [...Object.values(item.names), ...item.also].map((each) => each.toLowerCase());
    return (telling.length ? telling : typed).every((word) => lines.some((line) => line.includes(word)));
  });
  const begun = LETTERS.test(words) ? matches(words.toUpperCase(), items) : [];
  return [...new Set([...named, ...begun])];
}

export function itemsStep(page) {
  return h("section.step", h("h2", t("page.afar.which_item")), page.items.filter((item) => item.line === page.line).map((item) => itemChoice(page, item)));
}

function itemChoice(page, item) {
  return choice(item.code, { "data-item": item.code, on: { click: () => page.choose(item) } }, said(item.names),
    h("span.soft", icon("clock"), waitRange(item.wait)));
}

/** The wait, what to bring, and what taking it means: all of it before the ticket is taken. */
export function confirmStep(page) {
  const { item, setup } = page;
  const closing = closingWords(item.in_time, setup, item.wait, page.at_ms);
  return h("section.step", h("h2", t("page.afar.confirm")), h("p.lead", said(item.names)),
    h("dl.facts", { "data-fact": "wait" }, h("div", h("dt", t("page.ahead")), h("dd", item.ahead)), h("div", h("dt", t("page.wait.title")), h("dd", waitRange(item.wait)))),
    aheadNote(page),
    closing && h("p.closing", { key: "closing", role: "status" }, icon("clock"), closing),
    item.documents.length > 0 && [h("p", t("page.book.bring")), h("ul.items", item.documents.map((each) => h("li", icon("check"), said(each))))],
    h("ul.how", h("li", icon("ticket"), t("page.afar.how_place")), h("li", icon("door"), t("page.afar.how_come")),
      h("li", icon("clock"), t("page.afar.how_hold", { minutes: Math.floor(setup.afar.hold_s / 60) })),
      page.way_min !== null && h("li", { key: "way" }, icon("arrow"), t("page.afar.how_way", { time: minutesWords(page.way_min) }))),
    page.tooFar(item.wait) ? h("p.refusal", { key: "far", "data-far": item.code }, icon("warning"), page.tooFar(item.wait)) : taking(page));
}

function taking(page) {
  return [greenChannel(page),
    h("button.primary", { "data-act": "take", disabled: page.pending, on: { click: () => page.take() } }, icon("ticket"), t(page.pending ? "page.kiosk.taking" : "page.afar.take"))];
}

function classesOf({ setup }) {
  return setup.priorities.filter((each) => !NOT_CHOSEN_HERE.has(each.code));
}

function greenChannel(page) {
  const classes = classesOf(page);
  const chosen = classes.find((each) => each.code === page.priority);
  if (!classes.length) return null;
  return h("button.quiet", { "data-act": "priority", on: { click: () => page.go("priority") } }, icon("heart"), chosen ? said(chosen.names) : t("page.afar.priority"));
}

/** The green channel: who may use it, said before it is chosen. */
export function priorityStep(page) {
  return h("section.step", h("h2", t("page.afar.priority_which")), h("p", t("page.kiosk.priority_rule")),
    classesOf(page).map((each) => choice(each.code, { "data-priority": each.code, on: { click: () => page.go("confirm", { priority: each.code }) } }, said(each.names),
      said(each.conditions) && h("span", said(each.conditions)))),
    h("button", { "data-priority": "none", on: { click: () => page.go("confirm", { priority: "walk_in" }) } }, t("page.afar.priority_none")));
}
