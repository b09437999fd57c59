/** What a receipt says, the same on a phone, at the kiosk and at the counter: how far, with whom, by when. */

import { dateAndTime, dateInWords } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const WAY = ["accepted", "reviewing", "decided", "collected"];
const SIGNS = { accepted: "check", reviewing: "search", decided: "check", collected: "check", returned: "undo" };

/** Which office, in words; the hall itself where no office is named. */
export function holderWords(holder, setup) {
  return holder || said(setup.names);
}

/** By when it is decided, or what came of it. */
export function deadlineWords({ stage, due, days_left, countdown }) {
  if (stage === "decided" || stage === "collected" || stage === "returned") return t(`page.matter.${stage}_more`);
  if (!due) return t("page.matter.no_due");
  if (countdown === "overdue") return t("page.matter.overdue", { due: dateInWords(due) });
  return t(days_left === 0 ? "page.matter.due_today" : "page.matter.due_in", { due: dateInWords(due), days: days_left });
}

/** The stage in large letters, who holds it, and the deadline. */
export function stateOf(picture, setup) {
  const { stage, holder, countdown, reason } = picture;
  return h("div.far", { "data-stage": stage, "data-countdown": countdown ?? "" },
    h("p.stage", icon(SIGNS[stage]), t(`page.matter.stage_${stage}`)),
    stage !== "collected" && stage !== "returned" && h("p.holder", t("page.matter.held_by", { holder: holderWords(holder, setup) })),
    reason && h("p.reason", t("page.matter.reason", { reason })),
    h("p.deadline", icon(countdown === "overdue" ? "warning" : "clock"), h("span", deadlineWords(picture))));
}

/** The document that is still owed. */
export function owedOf({ owed, owed_by, stage }) {
  if (!owed_by || !["accepted", "reviewing"].includes(stage)) return null;
  return h("p.owed", icon("warning"), h("span", t("page.matter.owed", { document: said(owed), day: dateInWords(owed_by) })));
}

/** Every step there was with its time, then those that are still to come. */
export function stepsOf({ steps, stage }, setup) {
  const ahead = stage === "returned" ? [] : WAY.slice(WAY.indexOf(stage) + 1);
  return h("ol.way", { "aria-label": t("page.matter.way") },
    steps.map((step, place) => h("li.past", { key: `s${place}`, "aria-current": place === steps.length - 1 && "step" }, icon(SIGNS[step.stage]),
      h("b", t(`page.matter.stage_${step.stage}`)), h("span", holderWords(step.holder, setup)), h("time", dateAndTime(step.at_ms, setup.timezone)))),
    ahead.map((each) => h("li", { key: each }, icon("clock"), h("b", t(`page.matter.stage_${each}`)))));
}

/** The receipt as it is handed over: number, code, deadline. Printed by the browser it is all that comes out, so it
 * says nothing that is true today alone. */
export function handedOver(receipt, setup) {
  const { link, matter, names, accepted_day, due } = receipt;
  return h("article.handed", { key: matter },
    h("img", { src: `/api/v1/matters/${encodeURIComponent(link)}/qr.svg`, alt: t("page.matter.code") }),
    h("div", h("h3", t("page.matter.receipt")), h("p", said(setup.names)), h("p.what", said(names)),
      h("p", t("page.matter.number"), " ", h("b", matter)), h("p", t("page.matter.accepted_on", { day: dateInWords(accepted_day) })),
      h("p", due ? t("page.matter.due_by", { due: dateInWords(due) }) : t("page.matter.no_due")), owedOf(receipt), h("p", t("page.matter.scan"))));
}
