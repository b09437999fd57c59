/** A ticket from afar on its own page: when to set out, that its turn has come, and the ways to check in. */

import { minutesWords, timeOfDay, waitRange } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

export const NEAR_S = 900; // So soon, whoever is still at home should go; how many are ahead says nothing of minutes.
const PATIENCE_MS = 10000;
const MINUTE_MS = 60000;
const WAY = /^\d{1,4}$/;
const LOOKS = { turn: ["closing", "warning"], near: ["soon", "bell"], go: ["soon", "bell"], out: ["plan", "clock"], later: ["plan", "clock"], nobody: ["nobody", "clock"] };
const URGENT = new Set(["turn", "near", "go"]);

/** Minutes of the way, as the address of the page has them; null where nobody knows. */
export function wayAsked() {
  const way = new URLSearchParams(location.search).get("way") ?? "";
  return WAY.test(way) ? Number(way) : null;
}

/**
 * Where a ticket from afar is, "" for any other. turn: its turn has come; nobody: no counter could call it. With a known way go (set
 * out now) or out (later), else near (come now) or later. `there_ms`: when half of such turns have come; `out_ms`: when to set out.
 */
export function stepOf({ state, turn_ms, until_ms, at_work, at_ms, wait }, way_min, now_ms) {
  if (state !== "afar") return { step: "" };
  if (turn_ms) return { step: "turn", until_ms };
  if (!at_work || wait.p50_s === null) return { step: "nobody" };
  const there_ms = at_ms + wait.p50_s * 1000;
  if (way_min === null) return { step: wait.p50_s < NEAR_S ? "near" : "later", there_ms };
  const out_ms = there_ms - way_min * MINUTE_MS;
  return { step: out_ms <= now_ms + MINUTE_MS ? "go" : "out", there_ms, out_ms };
}

/** Is this a step at which its citizen should do something now? */
export function isUrgent(step) {
  return URGENT.has(step);
}

/** What to do about the way, in one sentence that holds at this moment. */
export function hurry(picture, setup, way_min, now_ms) {
  const { step, there_ms, out_ms, until_ms } = stepOf(picture, way_min, now_ms);
  const [look, glyph] = LOOKS[step];
  const [there, out, until] = [there_ms, out_ms, until_ms].map((at_ms) => (at_ms === undefined ? "" : timeOfDay(at_ms, setup.timezone)));
  const told = { there, out, until, wait: waitRange(picture.wait), way: minutesWords(way_min ?? 0), held: minutesWords(Math.floor(setup.afar.hold_s / 60)) };
  return h(`p.${look}`, { key: step, role: "status", "data-step": step }, icon(glyph), h("span", t(`page.ticket.afar_${step}`, told)));
}

/** Position, code, or the kiosk's scanner. */
export function arrival(page) {
  return h("section.sure.arrival", { key: "arrival" }, h("h2", t("page.ticket.arrive")),
    page.setup.afar.position && [
      h("button.primary", { key: "here", "data-act": "here", disabled: page.pending || page.locating, on: { click: () => locate(page) } }, icon("door"), t(page.locating ? "page.ticket.arrive_locating" : "page.ticket.arrive_here")),
      h("p.soft", { key: "once" }, t("page.ticket.arrive_once"))],
    h("form", { on: { submit: (event) => typed(page, event) } },
      h("label", t("page.ticket.arrive_code"), h("input", { name: "code", inputmode: "numeric", pattern: "[0-9]{4}", maxlength: 4, autocomplete: "off", required: true })),
      h("button", { "data-act": "code", disabled: page.pending }, icon("check"), t("page.ticket.arrive_code_send"))),
    h("figure", h("img", { src: `/api/v1/tickets/${encodeURIComponent(page.link)}/qr.svg`, alt: t("page.ticket.arrive_scan"), width: 180, height: 180 }), h("figcaption", t("page.ticket.arrive_scan"))));
}

function typed(page, event) {
  event.preventDefault();
  const code = new FormData(event.target).get("code").trim();
  return page.arrive({ code });
}

/** Ask the browser, which asks its owner; the answer goes to the hub once and is not kept. */
function locate(page) {
  Object.assign(page, { refusal: "", locating: Boolean(navigator.geolocation) });
  if (!navigator.geolocation) return unlocated(page);
  page.update();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    page.locating = false;
    page.arrive({ latitude: coords.latitude, longitude: coords.longitude });
  }, () => unlocated(page), { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 });
  return null;
}

function unlocated(page) {
  Object.assign(page, { locating: false, refusal: t("page.ticket.arrive_unlocated") });
  page.update();
}
