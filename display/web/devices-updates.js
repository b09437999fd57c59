/**
 * The section on firmware: releases on the hub, the rollout that runs, which device has which version.
 *
 * `updatesSection(page)` gives the section and looks after its own picture, which it asks the hub for every few seconds.
 */

import { get, press } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

const LOOK_MS = 5000; // A device takes a minute or two: nobody waits for its seconds.
const TONE = { running: "brand", paused: "warn", stopped: "bad", done: "good" };
const desks = new WeakMap();

/** The section, for the view of a page that has `update()` and `refused(problem)`. */
export function updatesSection(page) {
  const desk = deskOf(page);
  const { picture } = desk;
  if (!picture) return null;
  return h("section.card.updates", { key: "updates" }, h("h2", t("page.updates.title")),
    question(desk), rollout(desk), releases(desk), picture.devices.length > 0 && versions(picture));
}

function deskOf(page) {
  if (!desks.has(page)) {
    desks.set(page, new Desk(page));
    desks.get(page).look();
    setInterval(() => desks.get(page).look(), LOOK_MS);
  }
  return desks.get(page);
}

/** What the section knows and is about to do. */
class Desk {
  picture = null;
  asked = null; // {kind: start | stop, number, version}
  refusal = "";
  pending = false;

  constructor(page) {
    this.page = page;
  }

  async look() {
    try {
      this.picture = await get("/updates");
    } catch (problem) {
      if (problem.status === 401) this.page.refused(problem);
    }
    this.page.update();
  }

  ask(asked) {
    this.asked = asked;
    this.refusal = "";
    this.page.update();
  }

  async sure(event) {
    event.preventDefault();
    if (this.pending) return;
    this.pending = true;
    this.page.update();
    try {
      const { kind, number } = this.asked;
      this.picture = await press(`/updates/${kind}`, kind === "start" ? { number } : {});
      this.asked = null;
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status === 401) this.page.refused(problem);
    }
    this.pending = false;
    this.page.update();
  }
}

function question(desk) {
  const { asked, refusal, pending } = desk;
  if (!asked) return null;
  return h("form.question", { key: `${asked.kind}/${asked.number}`, on: { submit: (event) => desk.sure(event) } },
    h("p", t(`page.updates.ask_${asked.kind}`, { version: asked.version })),
    refusal && h("p.refusal", { role: "alert" }, icon("warning"), refusal),
    h("button", { type: "button", on: { click: () => desk.ask(null) } }, t("page.cancel")),
    h("button", { class: asked.kind === "start" ? "primary" : "danger", disabled: pending, "data-act": "sure-update" },
      t(`page.updates.sure_${asked.kind}`)));
}

function rollout(desk) {
  const run = desk.picture.rollout;
  if (!run) return null;
  const counts = { step: run.step, confirmed: run.confirmed.length, under_way: run.under_way.length };
  const active = run.state === "running" || run.state === "paused";
  return h("div.rollout", { key: "rollout", role: "status" }, h("b", run.version),
    h("span.chip", { class: TONE[run.state] }, t(`page.updates.state_${run.state}`, counts)),
    active && run.under_way.length > 0 && h("span.soft", run.under_way.join(", ")),
    run.state === "stopped" && h("p.refusal", icon("warning"), run.device && h("b", run.device), tCode("update", run.reason)),
    active && h("button.danger", { "data-act": "stop-update", on: { click: () => desk.ask({ kind: "stop", version: run.version }) } },
      icon("close"), t("page.updates.stop")));
}

function releases(desk) {
  const { releases: known, devices, day_open: open } = desk.picture;
  if (!known.length) return h("p.soft", t("page.updates.none"));
  return h("ul.releases", { key: "releases" }, [...known].reverse().map((release) => h("li", { key: `r${release.number}` },
    h("b", release.version), h("span.soft", t("page.updates.release", { number: release.number }), " · ", release.boards.join(", ")),
    h("span.has", t("page.updates.has_it", { devices: devices.filter((each) => each.firmware === release.version).length })),
    h("button", { disabled: open, "data-act": `roll-out-${release.number}`,
      on: { click: () => desk.ask({ kind: "start", number: release.number, version: release.version }) } }, t("page.updates.start")))),
  open && h("li.soft", { key: "closed" }, t("page.updates.only_closed")));
}

/** Folded: the table of all devices has the versions too, but for who wants to know the slots. */
function versions({ devices }) {
  return h("details", { key: "versions" }, h("summary", t("page.updates.versions"), h("span.chip", devices.length)), h("table", { "aria-label": t("page.updates.versions") },
    h("thead", h("tr", ["device", "version", "slot"].map((column) => h("th", t(`page.updates.column_${column}`))))),
    h("tbody", devices.map((each) => h("tr", { key: `v${each.device}` }, h("td", h("b", each.device)),
      h("td", each.firmware || "–", each.mode === "update" && h("span.chip.warn", tCode("device", "updating"))), h("td", each.slot ?? "–"))))));
}
