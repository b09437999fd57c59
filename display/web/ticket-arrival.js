/** A ticket from afar on its own page: when to set out, that its turn has come, and the ways to check in. */

import { minutesWords, timeOfDay, waitRange } from "./lib/format.js";
import { early_s } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

export const NEAR_S = 900; // So soon, whoever is still at home should go; how many are ahead says nothing of minutes.
const PATIENCE_MS = 10000;
const MINUTE_MS = 60000;
const STEP_MS = 5 * MINUTE_MS; // Of times that are not near; and so much later makes a time another one.
const IN_STEPS_MS = 10 * MINUTE_MS; // Nearer than this, a time is said to the minute.
const WAY = /^\d{1,4}$/;
const LOOKS = { turn: ["closing", "warning"], near: ["soon", "bell"], go: ["soon", "bell"], out: ["plan", "clock"], later: ["plan", "clock"], nobody: ["nobody", "clock"] };
const URGENT = new Set(["turn", "near", "go"]);

/** Minutes of the way, as the address of the page has them; null where nobody knows. */
export function wayAsked() {
  const way = new URLSearchParams(location.search).get("way") ?? "";
  return WAY.test(way) ? Number(way) : null;
}

/**
 * By when to set out, or to be there where nobody knows the way; null while there is no time to tell. In time: by then half of such
 * turns have come, and a turn as early as one should reckon with still holds the place. `kept`: the plan that the page has told so far;
 * an earlier time replaces it at once, a later one only from five minutes on. `by_ms`: to the moment; `said_ms`: as it is told.
 */
export function planOf({ state, turn_ms, at_work, at_ms, wait }, setup, way_min, kept) {
  if (state !== "afar" || turn_ms || !at_work || wait.p50_s === null) return null;
  const there_s = Math.min(wait.p50_s, early_s(wait) + setup.afar.hold_s);
  const by_ms = at_ms + there_s * 1000 - (way_min ?? 0) * MINUTE_MS;
  const earlier = kept && by_ms < kept.by_ms;
  if (kept && !earlier && by_ms - kept.by_ms < STEP_MS) return kept;
  const step_ms = by_ms - at_ms > IN_STEPS_MS ? STEP_MS : MINUTE_MS;
  const said_ms = Math.floor(by_ms / step_ms) * step_ms;
  return { by_ms, said_ms: earlier ? Math.min(said_ms, kept.said_ms) : said_ms };
}

/**
 * Where a ticket from afar is, "" for any other. turn: its turn has come; nobody: no counter could call it. With a known way go (set
 * out now) or out (later), else near (come now) or later. `plan`: as `planOf` gives it for this picture.
 */
export function stepOf({ state, turn_ms }, plan, way_min, now_ms) {
  if (state !== "afar") return "";
  if (turn_ms) return "turn";
  if (!plan) return "nobody";
  if (way_min === null) return plan.said_ms - now_ms < NEAR_S * 1000 ? "near" : "later";
  return plan.said_ms <= now_ms + MINUTE_MS ? "go" : "out";
}

/** Is this a step at which its citizen should do something now? */
export function isUrgent(step) {
  return URGENT.has(step);
}

/** What to do about the way, in one sentence that holds at this moment. */
export function hurry(picture, plan, setup, way_min, now_ms) {
  const step = stepOf(picture, plan, way_min, now_ms);
  const [look, glyph] = LOOKS[step];
  const [by, until] = [plan?.said_ms, picture.until_ms].map((at_ms) => (at_ms ? timeOfDay(at_ms, setup.timezone) : ""));
  const told = { by, until, wait: waitRange(picture.wait), way: minutesWords(way_min ?? 0), held: minutesWords(Math.floor(setup.afar.hold_s / 60)) };
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
