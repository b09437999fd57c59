/** Parts of a centre's pages: sums of a branch, the claims of the reform, a hall's tile, advice where to send people. */

import { amount } from "./lib/chart.js";
import { span, waitRange } from "./lib/format.js";
import { alarmChips, grade, levelWords, nameOf, shape, silence, withWay } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

/** The centre's store takes nothing: whoever sees it can make room, or call somebody who can. */
export function storeAlarm(page) {
  const since_ms = page.picture.store_failing_ms;
  return since_ms > 0 && h("p.refusal", { key: "store", role: "alert", "data-alarm": "store" }, icon("warning"), t("page.centre.store_failing", { span: span(Math.max(0, (page.hall_ms - since_ms) / 1000)) }));
}

/** A share in 0..1 as "78 %". */
export function shareWords(share) {
  return share === null || share === undefined ? "–" : `${amount(share * 100)} %`;
}

function tile(key, words, value, tone) {
  return h("div.tile", { key, class: tone }, h("span", words), h("strong", value));
}

/** A branch in one row of figures; what is not heard is told, and in no sum. */
export function sums(of) {
  const one = (key, value, tone) => tile(key, t(`page.centre.sum_${key}`), value, tone);
  return h("section.tiles", { key: "sums", "aria-label": t("page.centre.now") },
    one("halls", `${of.open_halls} / ${of.halls}`), one("waiting", amount(of.waiting)), one("open", `${amount(of.serving)} / ${amount(of.open)}`),
    one("over_15", amount(of.over_15), of.over_15 > 0 && "bad"), one("longest", span(of.longest_s)), one("served", amount(of.served)),
    one("overdue", amount(of.overdue), of.overdue > 0 && "bad"), one("stale", amount(of.stale), of.stale > 0 && "bad"));
}

/** What the reform claims, as it is today. */
export function claimsOf(found, { worst = true, title = t("page.centre.claims") } = {}) {
  const one = (key, value) => tile(key, t(`page.centre.claim_${key}`), value);
  return h("section.claims", { key: "claims" }, h("h2", title), h("div.tiles",
    one("load", worst && found.load_worst !== null ? t("page.centre.load_worst", { median: amount(found.load_ratio, 2), worst: amount(found.load_worst, 2) }) : amount(found.load_ratio, 2)),
    one("spot", shareWords(found.on_the_spot)), one("documents", amount(found.documents)), one("few", shareWords(found.few_documents)), one("quarter", shareWords(found.within_15))));
}

/** One hall on the wall: a link to all that is known of it. */
export function hallTile(hall, now_ms) {
  const fresh = hall.state === "open";
  return h("li", { key: hall.hall }, h("a.hall-tile", { href: `/hall/${hall.hall}`, class: [`is-${hall.state}`, grade(hall)], "data-hall": hall.hall },
    h("h3", nameOf(hall)), h("p.soft", levelWords(hall.level)),
    fresh ? [h("p.big", shape(grade(hall)), h("span", waitRange(hall))), load(hall),
      h("p", t("page.centre.tile", { waiting: hall.waiting, longest: span(hall.longest_s) }))]
      : h("p.quiet-hall", icon(hall.state === "closed" ? "clock" : "unlinked"), h("span", hall.state === "closed" ? t("page.centre.closed") : silence(hall, now_ms))),
    h("p.marks", hall.surge && h("span.chip.warn", { key: "surge" }, icon("warning"), t(`page.centre.surge_${hall.surge.kind}`)), alarmChips(hall.alarms))));
}

/** How many of the open counters have a citizen. */
function load({ serving, open, counters }) {
  const width = 120;
  const part = (count) => (counters ? Math.min(count / counters, 1) * width : 0);
  return h("p.load", h("svg", { viewBox: `0 0 ${width} 10`, preserveAspectRatio: "none", "aria-hidden": "true" }, h("rect.all", { x: 0, y: 0, width, height: 10, rx: 3 }),
    h("rect.at-work", { x: 0, y: 0, width: part(open), height: 10, rx: 3 }), h("rect.busy", { x: 0, y: 0, width: part(serving), height: 10, rx: 3 })),
  h("span", t("page.centre.load", { serving, open, counters })));
}

/** Why a hall is overrun and where people may go instead: one range of a walk-in here, and the same of each other hall, way included. */
export function adviceOf(hall) {
  const { room, here_min } = hall.surge;
  const send = room.map((each) => t("page.centre.send_to", { hall: nameOf(each), minutes: each.minutes, wait: waitRange(withWay(each, each.minutes)) }));
  return h("li.advice", { key: hall.hall }, icon("warning"), h("div", h("p", h("b", nameOf(hall)), " ", whyOverrun(hall)),
    h("p", here_min === null ? t("page.centre.stay_nobody") : t("page.centre.stay", { wait: waitRange(hall) })),
    h("p", room.length ? t("page.centre.send", { halls: send.join(t("page.centre.and")) }) : t("page.centre.nowhere"))));
}

/** What is beyond the usual. The wait itself is said behind it, once; where nobody is called, that of who has waited longest. */
function whyOverrun({ surge: { kind, found, usual, here_min } }) {
  if (kind === "arrivals") return t(usual === null ? "page.centre.why_arrivals_alone" : "page.centre.why_arrivals", { found: amount(found), usual: amount(usual) });
  if (here_min === null) return t("page.centre.why_longest", { found: span(found) });
  return usual === null ? t("page.centre.why_wait_alone") : t("page.centre.why_wait", { usual: span(usual) });
}
