/** A hall's board as the centre knows it: counters with the number at each, the last calls, who waits for which line. Numbers alone. */

import { amount } from "./lib/chart.js";
import { span, timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

const BEHIND_MS = 3000; // Events follow a standing within a second or two: that is no delay worth telling.
const OLD_MS = 15000;

/** `hall`: its picture; `now_ms`: the centre's clock. */
export function boardOf(hall, now_ms) {
  const { board } = hall;
  const title = t("page.hall_board.title");
  if (!board) return h("section", { key: "board" }, h("h2", title), h("p.card.soft", t("page.hall_board.reading")));
  const shown = board.day && board.open;
  return h("section.hall-board", { key: "board" }, h("h2", title), age(hall, now_ms),
    shown ? [counters(hall), h("div.beside", calls(hall), waiting(hall)), coming(hall)] : h("p.card.soft", { key: "closed" }, t("page.hall_board.closed")));
}

/** How old it is, and what is missing. */
function age({ board, timezone }, now_ms) {
  const late = board.behind > 0 && now_ms - board.behind_ms > BEHIND_MS;
  const old = now_ms - board.read_ms > OLD_MS;
  return h("p.marks", { key: "age" }, board.at_ms > 0 && h("span.soft", t("page.hall_board.as_of", { time: timeOfDay(board.at_ms, timezone || "Asia/Shanghai") })),
    late && h("span.chip.warn", { key: "behind", role: "status" }, icon("unlinked"), t("page.hall_board.behind", { count: amount(board.behind), span: span((now_ms - board.behind_ms) / 1000) })),
    old && h("span.chip.warn", { key: "old", role: "status" }, icon("clock"), t("page.hall_board.old", { span: span((now_ms - board.read_ms) / 1000) })));
}

function itemWords(hall, codes) {
  return codes.map((code) => said(hall.accepts.find((each) => each.code === code)?.names ?? {}) || code).join(" · ");
}

function counters(hall) {
  const { counters: open } = hall.board;
  if (!open.length) return h("p.card.soft", { key: "none" }, t("page.hall_board.no_counter"));
  return h("ul.seats", { key: "seats", "aria-label": t("page.hall_board.counters") }, open.map((each) => h("li.seat", { key: each.counter, class: `is-${each.state}`, "data-counter": each.counter },
    h("span", t("page.counter.title", { counter: each.counter })), h("strong", each.number || "–"), h("span.soft", [tCode("page.counter_state", each.state), itemWords(hall, each.items)].filter(Boolean).join(" · ")))));
}

function calls({ board, timezone }) {
  return h("div", { key: "calls" }, h("h3", t("page.hall_board.calls")), board.calls.length ? h("ol.last-calls", board.calls.map((each, index) => h("li", { key: `${each.number}-${index}` },
    h("b", each.number), h("span", each.counter === null ? "–" : t("page.counter.title", { counter: each.counter })), h("span.soft", `${timeOfDay(each.at_ms, timezone || "Asia/Shanghai")} · ${tCode("leg", each.state)}`)))) : h("p.card.soft", t("page.hall_board.no_call")));
}

function waiting(hall) {
  const { waiting: lines } = hall.board;
  const name = (code) => said(hall.lines.find((each) => each.code === code)?.names ?? {}) || code || t("page.hall_board.other_line");
  return h("div", { key: "waiting" }, h("h3", t("page.hall_board.waiting")), lines.length ? h("ul.lines", lines.map((each) => h("li.card", { key: `l${each.line}`, "data-line": each.line },
    h("p", h("b", name(each.line)), " ", h("strong", amount(each.count))), h("p.soft", Object.entries(each.items).map(([code, count]) => `${itemWords(hall, [code])} ${count}`).join(" · ")),
    h("p.numbers", each.numbers.join(" "), each.count > each.numbers.length && " …")))) : h("p.card.soft", t("page.hall_board.nobody")));
}

/** Who has a ticket from afar and is not in the hall yet: they do not wait, and nobody calls them. Places that are held stand behind. */
function coming({ board: { coming: found }, hold_s, timezone }) {
  const time = (at_ms) => timeOfDay(at_ms, timezone || "Asia/Shanghai");
  const held = ({ turn_ms }) => (hold_s ? t("page.hall_board.turn_held", { until: time(turn_ms + hold_s * 1000) }) : t("page.hall_board.turn_come", { at: time(turn_ms) }));
  return found.count > 0 && h("p.card", { key: "coming", "data-part": "coming" }, h("b", t("page.hall_board.coming")), " ", h("strong", amount(found.count)), " ", h("span.numbers", found.numbers.join(" "), found.count > found.numbers.length && " …"),
    found.turned.map((each) => h("span.chip.warn", { key: each.number }, icon("clock"), `${each.number} `, held(each))));
}
