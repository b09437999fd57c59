/** The table of all devices: what is wrong with one stands out, the rest is quiet. */

import { span } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

const COLUMNS = ["device", "state", "heard", "firmware", "start", "power"];
const TONE = { ready: "good", issuing_offline: "warn", alert: "bad", lost: "bad", never_seen: "warn", never_started: "" };
const LOW_BATTERY = 20; // Per cent: an hour or so of warning.
const PAPER = "paper_"; // Alerts of a printer; everything else that a device reports is about itself.

export function devicesTable({ devices }) {
  return h("section", h("h2", t("page.devices.all"), h("b", devices.length)),
    h("div.wide", h("table", h("thead", h("tr", COLUMNS.map((column) => h("th", t(`page.devices.column_${column}`))))),
      h("tbody", devices.map(deviceRow)))));
}

function deviceRow(device) {
  const ill = device.state === "lost" || device.alert || device.out;
  return h("tr", { key: device.device, class: ill && "ill" },
    h("td", h("b", device.device), h("span.soft", tCode("device", `role_${device.role}`))),
    h("td", stateChip(device), device.out && h("span.chip.bad", t("page.devices.shut_out"))),
    h("td", device.age_ms === null || device.age_ms === undefined ? "" : t("page.devices.ago", { span: span(device.age_ms / 1000) })),
    h("td", device.firmware, h("span.soft", device.hardware)),
    h("td", device.boot ? t("page.devices.boot", { boot: device.boot }) : "", why(device)),
    h("td", powerChips(device)));
}

/** Its paper, where it prints, and its battery, where it tells of one. */
export function powerChips(device) {
  const battery = device.health?.battery;
  return [paperChip(device), typeof battery === "number" && h("span.chip", { key: "battery", class: battery <= LOW_BATTERY && "bad" },
    battery <= LOW_BATTERY && icon("warning"), t("page.devices.battery", { percent: battery }))];
}

function paperChip({ role, state, alert }) {
  if (role !== "dispenser" || ["lost", "never_seen", "never_started"].includes(state)) return null;
  if (alert?.startsWith(PAPER)) return h("span.chip", { key: "paper", class: alert === "paper_low" ? "warn" : "bad" }, icon("paper"), tCode("device", alert));
  return h("span.chip.good", { key: "paper" }, icon("paper"), t("page.devices.paper_fine"));
}

/** Its state in words; an alert says which, paper with the printer's own picture. */
function stateChip({ state, alert }) {
  const pictured = alert && icon(alert.startsWith(PAPER) ? "paper" : "warning");
  return h("span.chip", { class: TONE[state] }, pictured, tCode("device", alert || state));
}

/** Why it started last, where it tells. */
function why({ why: code, restarts }) {
  if (!code) return null;
  return h("span.soft", tCode("device", `why_${code}`), restarts ? ` · ${t("page.devices.restarts", { restarts })}` : "");
}
