/** What each step of the kiosk shows. Each takes the kiosk and gives its section. */

import { aheadNote } from "./lib/ahead.js";
import { betterHall } from "./lib/better.js";
import { closingWords, waitRange } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const PER_PAGE = { portrait: 10, landscape: 6 }; // Cards that fit without scrolling; fewer in large-text mode.
const BESIDE_LETTERS = { portrait: 8, landscape: 4 }; // The same above the letters of the search.
const LARGE_SHARE = 0.6;
const NOT_CHOSEN_HERE = new Set(["walk_in", "booked"]); // Everybody is the first; an appointment makes the second.

/** Where in the three touches are we? */
function heading(step, words) {
  return h("header.where", h("h2", words), h("ol", { "aria-label": t("page.kiosk.step", { step }) },
    [1, 2, 3].map((each) => h("li", { class: [each === step && "here", each < step && "past"] }, each))));
}

/** First touch: what is it about? */
export function linesStep(kiosk) {
  const add = kiosk.basket.length > 0;
  const lines = kiosk.setup.lines.filter((line) => kiosk.items.some((item) => item.line === line.code));
  return h("section.step", heading(1, t(add ? "page.kiosk.add_which" : "page.kiosk.which_line")),
    pagedCards(kiosk, lines, (line) => lineCard(kiosk, line)),
    h("div.finds",
      h("button.find", { "data-act": "search", on: { click: () => kiosk.go("search") } }, icon("search"), t("page.kiosk.search")),
      kiosk.setup.booking && !add && h("button.find", { "data-act": "booked", on: { click: () => kiosk.go("code") } }, icon("calendar"), t("page.kiosk.booking"))));
}

function lineCard(kiosk, line) {
  const seen = kiosk.picture.lines.find((each) => each.line === line.code);
  return h("button.choice.line", { key: line.code, on: { click: () => kiosk.go("items", { line: line.code }) } },
    h("span.glyph", { "aria-hidden": "true" }, [...said(line.names)][0]),
    h("strong", said(line.names)),
    seen && h("span.facts", h("span", icon("clock"), waitRange(seen))));
}

/** Second touch: which item? */
export function itemsStep(kiosk) {
  const items = kiosk.items.filter((item) => item.line === kiosk.line);
  const line = kiosk.setup.lines.find((each) => each.code === kiosk.line);
  return h("section.step", heading(2, t("page.kiosk.which_item", { line: said(line?.names) })), itemCards(kiosk, items));
}

/** Items as cards, in pages. */
export function itemCards(kiosk, items) {
  return pagedCards(kiosk, items, (item) => itemCard(kiosk, item));
}

function itemCard(kiosk, item) {
  return h("button.choice", { key: item.code, "data-item": item.code, on: { click: () => kiosk.chooseItem(item.code) } },
    h("strong", said(item.names)),
    h("span.facts", h("span", icon("clock"), t(`depth.${item.depth}`)),
      item.documents.length > 0 && h("span", icon("paper"), t("page.kiosk.documents_count", { documents: item.documents.length }))));
}

/** Cards in pages with large arrows: nobody has to know how to scroll. */
function pagedCards(kiosk, things, card) {
  const portrait = matchMedia("(orientation: portrait)").matches;
  const fits = (kiosk.step === "search" ? BESIDE_LETTERS : PER_PAGE)[portrait ? "portrait" : "landscape"];
  const per_page = "large" in document.documentElement.dataset ? Math.round(fits * LARGE_SHARE) : fits;
  const pages = Math.max(1, Math.ceil(things.length / per_page));
  const at = Math.min(kiosk.at, pages - 1);
  const turn = (to) => () => {
    kiosk.at = to;
    kiosk.update();
  };
  return [
    h("div.choices", things.slice(at * per_page, (at + 1) * per_page).map(card)),
    pages > 1 && h("div.pager",
      h("button", { disabled: at === 0, on: { click: turn(at - 1) } }, icon("back"), t("page.kiosk.page_before")),
      h("span", t("page.kiosk.page_of", { page: at + 1, pages })),
      h("button", { disabled: at === pages - 1, on: { click: turn(at + 1) } }, t("page.kiosk.page_after"), icon("arrow"))),
  ];
}

/** Third touch: this is what to bring and how long it takes; take the ticket. */
export function confirmStep(kiosk) {
  const { chosen } = kiosk;
  const documents = documentsOf(chosen);
  return h("section.step.confirm",
    heading(3, t("page.kiosk.confirm")),
    h("div.chosen", chosen.map((item) => chosenItem(kiosk, item)), addButton(kiosk)),
    h("div.take", waitFacts(chosen), aheadNote(kiosk), closing(kiosk), betterHall(freshBetter(kiosk), worstOf(chosen)?.wait), priorityChoice(kiosk),
      kiosk.refusal && h("p.refusal", { role: "alert" }, icon("warning"), kiosk.refusal),
      h("button.primary.big", { disabled: kiosk.pending, "data-act": "take", on: { click: () => kiosk.takeTicket() } },
        icon("ticket"), t(takeWords(kiosk))),
      documents > 0 && h("p.soft", t("page.kiosk.papers_missing"))));
}

/** With documents to bring, taking the ticket says that they are there. */
function takeWords({ pending, chosen }) {
  if (pending) return "page.kiosk.taking";
  return documentsOf(chosen) ? "page.kiosk.take_with_papers" : "page.kiosk.take";
}

function documentsOf(items) {
  return items.reduce((sum, item) => sum + item.documents.length, 0);
}

function chosenItem(kiosk, item) {
  return h("article.card", { key: item.code },
    h("header", h("h3", said(item.names)),
      kiosk.basket.length > 1 && h("button.quiet", { on: { click: () => kiosk.drop(item.code) } }, icon("close"), t("page.kiosk.remove"))),
    item.documents.length > 0
      ? [h("p.soft", t("page.kiosk.bring")), h("ul.documents", item.documents.map((each) => h("li", icon("check"), said(each))))]
      : h("p.soft", t("page.kiosk.no_documents")));
}

function addButton(kiosk) {
  if (kiosk.basket.length >= (kiosk.setup.rules?.max_items ?? 1)) return null;
  return h("button.quiet.add", { on: { click: () => kiosk.go("lines") } }, icon("plus"), t("page.kiosk.add"));
}

/** The item that takes longest to come up: the ticket needs a counter for all of its items. */
function worstOf(items) {
  return items.reduce((most, item) => (long(item) > (most ? long(most) : -1) ? item : most), null);
}

/** A wait that nobody knows is the longest. */
function long(item) {
  return item.wait.p80_s ?? Infinity;
}

/** The wait of that item. */
function waitFacts(items) {
  const worst = worstOf(items);
  return h("dl.wait", h("div", h("dt", t("page.ahead")), h("dd", worst?.ahead ?? 0)),
    h("div", h("dt", t("page.wait.title")), h("dd", waitRange(worst?.wait))));
}

const FRESH_MS = 60000; // An offer of another hall that is older is none.

/** The hall that calls sooner, where it serves all that was chosen and the offer is fresh. */
function freshBetter({ better, heard_ms, basket }) {
  if (!better || performance.now() - heard_ms > FRESH_MS) return null;
  return basket.every((code) => better.items.includes(code)) ? better : null;
}

/** That the counters may end before, where that is so. */
function closing(kiosk) {
  const words = kiosk.chosen.map((item) => closingWords(item.in_time, kiosk.setup, item.wait, kiosk.hall_ms)).find(Boolean);
  return words && h("p.closing", { key: "closing", role: "status" }, icon("clock"), words);
}

function priorityChoice(kiosk) {
  const classes = kiosk.setup.priorities.filter((each) => !NOT_CHOSEN_HERE.has(each.code));
  if (!classes.length) return null;
  if (kiosk.priority === "walk_in") {
    return h("button.priority", { on: { click: () => kiosk.go("priority") } }, icon("heart"), t("page.kiosk.priority"));
  }
  const chosen = classes.find((each) => each.code === kiosk.priority);
  return h("p.priority.on", icon("heart"), said(chosen?.names),
    h("button.quiet", { on: { click: () => kiosk.go("confirm", { priority: "walk_in" }) } }, icon("close"), t("page.kiosk.remove")));
}

/** The green channel: who may use it, said before it is chosen. */
export function priorityStep(kiosk) {
  const classes = kiosk.setup.priorities.filter((each) => !NOT_CHOSEN_HERE.has(each.code));
  return h("section.step", h("h2", t("page.kiosk.priority")),
    h("p.lead", t("page.kiosk.priority_rule")),
    h("div.choices.few", classes.map((each) => h("button.choice", { key: each.code, "data-priority": each.code,
      on: { click: () => kiosk.go("confirm", { priority: each.code }) } },
    h("strong", said(each.names)), said(each.conditions) && h("span.who", said(each.conditions)),
    h("span.facts", icon("check"), t("page.kiosk.priority_yes")))),
    h("button.choice", { on: { click: () => kiosk.go("confirm") } }, h("strong", t("page.kiosk.priority_no")))));
}

/** The ticket: its number, its code for the phone, the wait. */
export function ticketStep(kiosk) {
  const { ticket } = kiosk;
  const link = encodeURIComponent(ticket.link);
  return h("section.step.ticket", { "aria-live": "polite" },
    h("h2", t("page.kiosk.your_number")),
    h("strong.number", ticket.number),
    h("dl.wait", h("div", h("dt", t("page.ahead")), h("dd", ticket.ahead)),
      h("div", h("dt", t("page.wait.title")), h("dd", waitRange(ticket.wait)))),
    aheadNote(kiosk),
    h("figure", h("img", { src: `/api/v1/tickets/${link}/qr.svg`, alt: t("page.kiosk.qr"), width: 260, height: 260 }),
      h("figcaption", icon("phone"), t("page.kiosk.scan"))),
    paperWords(kiosk.paper),
    h("p.lead", t("page.kiosk.wait_here")));
}

/** What became of the paper, where this hall prints it: the number counts in any case. */
function paperWords(paper) {
  if (!paper) return null;
  const good = paper === "printed";
  return h("p.paper", { class: good ? "good" : "bad", role: "status", "data-paper": paper }, icon(good ? "printer" : "warning"), t(`page.kiosk.paper_${paper}`));
}
