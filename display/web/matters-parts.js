/** Parts of the page of matters: how many are how urgent, and the list with its moves. */

import { dateInWords } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { deadlineWords, holderWords } from "./receipt-parts.js";

const TONES = { overdue: "bad", warning: "warn", reminder: "brand", due: "" };
const RUNNING = new Set(["accepted", "reviewing"]);

export function matterTiles({ list }) {
  return h("section.tiles", { key: "tiles" }, Object.keys(TONES).map((name) => h("div.tile", { key: name, "data-count": name, class: name === "overdue" && list.counts[name] && "bad" },
    h("span", t(`page.matters.count_${name}`)), h("strong", list.counts[name]))));
}

/** The hub's list, the most urgent first; it says how many more there are. */
export function matterTable(page) {
  const { matters: rows, more } = page.list;
  if (!rows.length) return h("p.soft", { key: "none" }, t("page.matters.none"));
  return h("section", { key: "table" },
    h("div.wide", { tabindex: "0", role: "group", "aria-label": t("page.matters.title") }, h("table.matters",
      h("thead", h("tr", ["matter", "where", "deadline"].map((column) => h("th", { key: column }, t(`page.matters.column_${column}`))), h("th", { key: "acts" }, h("span.unseen", t("page.matters.column_acts"))))),
      h("tbody", rows.map((row) => matterRow(page, row))))),
    more > 0 && h("p.soft", t("page.matters.more", { count: more })));
}

function matterRow(page, row) {
  const { matter, names, stage, holder, countdown, level, owed, owed_by, owed_late, reason, next } = row;
  return h("tr", { key: matter, "data-matter": matter, class: countdown },
    h("td", h("b", said(names)), h("span.soft", matter)),
    h("td", h("span.chip", { class: stage === "returned" ? "bad" : "brand" }, t(`page.matter.stage_${stage}`)), h("span", holderWords(holder, page.setup)), reason && h("span.soft", reason)),
    h("td", countdown && h("span.chip", { class: TONES[countdown] }, icon(countdown === "overdue" ? "warning" : "clock"), t(`page.matters.count_${countdown}`)),
      RUNNING.has(stage) && h("span", countdown === "overdue" ? t("page.matters.overdue", { due: dateInWords(row.due), days: -row.days_left }) : deadlineWords(row)),
      level > 0 && h("span.pushed", icon("arrow"), t("page.matters.pushed")),
      owed_by && h("span", { class: owed_late && "late" }, t(owed_late ? "page.matters.owed_late" : "page.matter.owed", { document: said(owed), day: dateInWords(owed_by) }))),
    h("td.acts", [...next, owed_by && RUNNING.has(stage) && "document"].filter(Boolean).map((kind) => h("button", { key: kind, "data-act": `${kind}-${matter}`,
      class: kind === "returned" ? "quiet" : "", on: { click: () => page.ask(kind, matter) } }, t(kind === stage ? "page.matters.hand_on" : `page.matters.do_${kind}`)))));
}
