/** The middle and the side of the clerk's console: the citizen at the desk, who comes next, who is held. */

import { clockSpan, span, timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { languageName, language, said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { reasonWords } from "./lib/why.js";
import { handedOver } from "./receipt-parts.js";

/** Receipts of whom this counter finished last, to be handed over: printed by the browser, or scanned from the screen. */
export function receiptsOf(it) {
  const receipts = it.picture.receipts ?? [];
  if (!receipts.length) return null;
  return h("section.receipts", { key: "receipts" }, h("header", h("h2", t("page.clerk.receipts")),
    h("button.primary", { "data-act": "print", on: { click: () => window.print() } }, icon("printer"), t("page.clerk.print"), h("kbd", "Q"))),
  h("div.hand", receipts.map((receipt) => handedOver(receipt, it.setup))));
}

/** The citizen at the desk with items and documents, or what the empty desk may do. */
export function atDesk(it) {
  const { current, state, pause_reason, waiting } = it.picture;
  if (current) return [ticketCard(it, current), receiptsOf(it)];
  if (it.picture.receipts?.length) return receiptsOf(it);
  const words = state === "paused" ? t("page.clerk.paused", { reason: tCode("pause", pause_reason) })
    : t(waiting ? "page.clerk.press_next" : "page.clerk.nobody_waits");
  return h("div.empty", icon(state === "paused" ? "hold" : "person"), h("p", words));
}

function ticketCard(it, current) {
  const since_ms = current.state === "called" ? current.called_ms : current.started_ms;
  return h("article.current", { "data-state": current.state },
    h("header", h("strong.number", current.number),
      h("div", h("p.state", t(`page.clerk.${current.state}`)), h("p.clock", clockSpan((it.hall_ms - since_ms) / 1000))),
      h("dl", fact("page.clerk.waited", span(current.waited_s)), fact("page.clerk.calls", current.calls),
        current.language !== language() && fact("page.language", languageName(current.language)))),
    it.picture.pause_after && h("p.chip.warn", icon("hold"), t("page.clerk.pause_after", { reason: tCode("pause", it.picture.pause_after) })),
    h("ul.items", current.items.map((item) => itemRow(it, item))),
    visitSoFar(it, current),
    h("p.why", icon("check"), h("span", t("page.clerk.why")), " ", whyWords(current)));
}

function fact(key, value) {
  return h("div", h("dt", t(key)), h("dd", value));
}

function itemRow(it, { code, names }) {
  const item = it.items.find((each) => each.code === code);
  return h("li", { key: code }, h("h2", said(names), item && h("span.chip", t(`depth.${item.depth}`))),
    item?.documents.length > 0 && h("ul.documents", item.documents.map((each) => h("li", icon("paper"), said(each)))));
}

/** What happened before in this visit, and what clerks wrote about it, in order of time. */
function visitSoFar(it, { earlier, notes }) {
  if (!earlier.length && !notes.length) return null;
  const when = (at_ms) => h("time", timeOfDay(at_ms, it.setup.timezone));
  const stays = earlier.map((leg) => [leg.ended_ms, h("li", { key: leg.leg }, when(leg.ended_ms), icon("swap"),
    h("span", t("page.clerk.history_at", { counter: leg.counter ?? "" }), " · ", t(`leg.${leg.state}`), " · ", doneWords(leg)))]);
  const lines = notes.map((note) => [note.at_ms, h("li.note", { key: `n${note.at_ms}` }, when(note.at_ms), icon("speech"),
    h("span", h("q", note.words), " ", h("span.soft", t("page.clerk.history_at", { counter: note.counter }))))]);
  return h("section.history", h("h2", t("page.clerk.history")), h("ol", [...stays, ...lines].sort(([one], [other]) => one - other).map(([, row]) => row)));
}

/** What was done with each item; the items alone where nothing was noted. */
export function doneWords({ items, outcomes }) {
  const done = outcomes.map(({ names, result }) => `${said(names)}: ${t(`result.${result}`)}`);
  return (done.length ? done : items.map((names) => said(names))).join(", ");
}

/** Why this ticket: the rule in the clerk's language; the hub's own sentence where the rule is not known here. */
function whyWords({ why, why_rule, why_among, why_more, waited_s }) {
  if (!why_rule) return why;
  return reasonWords({ rule: why_rule, waited_s, among: why_among, more: why_more });
}

/** How many wait, the next three, held tickets, today's work. */
export function queueAside(it) {
  const { next, held, waiting, served, worked_s } = it.picture;
  return h("aside.queue",
    h("section", h("h2", t("page.clerk.queue"), h("b", waiting)),
      next.length ? h("ol.next", next.map((number) => h("li", { key: number }, number))) : h("p.soft", t("page.clerk.nobody_waits"))),
    h("section", h("h2", t("page.clerk.held_list"), h("b", held.length)),
      h("ol.held", held.map((each) => h("li", { key: each.ticket }, h("b", each.number),
        h("span.soft", span((it.hall_ms - each.since_ms) / 1000)))))),
    h("a.button", { href: "/matters" }, icon("check"), t("page.matters.title")),
    h("section.today", h("h2", t("page.clerk.today")),
      h("p", t("page.clerk.served", { served })), h("p", t("page.clerk.worked", { worked: span(worked_s) }))));
}
