/** A ticket from afar on its own page: that one is not there yet, and the ways to check in. */

import { timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const NEAR = 3; // With so few ahead, whoever is still at home should go.
const NEAR_S = 900; // Or so soon.
const PATIENCE_MS = 10000;

/** Should its citizen come now? Not before a counter is open that could call. */
export function isNear({ state, turn_ms, ahead, wait }) {
  return state === "afar" && (turn_ms > 0 || (wait.p50_s !== null && (ahead < NEAR || wait.p50_s < NEAR_S)));
}

/** Come now, or your place was held until then: said before anything ends. */
export function hurry(picture, setup) {
  if (picture.turn_ms) return h("p.closing", { key: "turn", role: "status" }, icon("warning"), t("page.ticket.afar_turn", { time: timeOfDay(picture.until_ms, setup.timezone) }));
  return isNear(picture) && h("p.soon", { key: "near", role: "status" }, icon("bell"), t("page.ticket.afar_near"));
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
