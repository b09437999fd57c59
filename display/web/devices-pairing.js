/** The pairing window: open for five minutes, who asks, and the six digits that somebody carries over from a device. */

import { get, press } from "./lib/api.js";
import { clockSpan } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

const LOOK_MS = 2000; // As often as a device asks.
const DIGITS = "[0-9 ]{6,9}";

/** The window as the hub last told it, and what the supervisor does with it. */
export class Pairing {
  picture = { open: false, left_s: 0, asking: [] };
  told_ms = 0;
  refusals = new Map(); // Id of an attempt -> {row, words}; a device that gave up has no row any more.
  asked = null; // {row, digits, device}: a device in use would be replaced.
  pending = false;

  constructor(page) {
    this.page = page;
    this.look();
    setInterval(() => this.look(), LOOK_MS);
  }

  get left_s() {
    return Math.max(0, this.picture.left_s - (performance.now() - this.told_ms) / 1000);
  }

  get open() {
    return this.picture.open && this.left_s > 0;
  }

  async look() {
    await this.ask(() => get("/pairing"), null);
  }

  async change(path, body = {}, about = null) {
    if (this.pending) return;
    this.pending = true;
    this.asked = null;
    this.refusals.clear();
    this.page.update();
    await this.ask(() => press(`/pairing/${path}`, body), about);
    this.pending = false;
    this.page.update();
  }

  /** `about`: the row that a refusal speaks of, or null. */
  async ask(request, about) {
    try {
      this.picture = await request();
      this.told_ms = performance.now();
    } catch (problem) {
      if (about) this.refusals.set(about.id, { row: about, words: problem.message });
      this.page.refused(problem);
    }
    this.page.update();
  }

  confirm(event, row) {
    event.preventDefault();
    const form = new FormData(event.target);
    const digits = form.get("digits").replaceAll(" ", "");
    const device = form.get("device");
    if (this.page.devices.some((each) => each.device === device && inUse(each))) this.question({ row, digits, device });
    else this.hand({ row, digits, device });
  }

  question(asked) {
    this.asked = asked;
    this.page.update();
  }

  hand({ row, digits, device }) {
    this.change("confirm", { id: row.id, digits, device }, row);
  }
}

export function pairingSection(page) {
  const { pairing } = page;
  return h("section.card.pairing", { class: pairing.open && "open" },
    h("header", h("h2", t("page.devices.pairing")), pairing.open
      ? [h("p.clock", { role: "timer" }, clockSpan(Math.ceil(pairing.left_s))), h("button", { "data-act": "close", disabled: pairing.pending, on: { click: () => pairing.change("close") } },
        icon("close"), t("page.devices.close"))]
      : h("button.primary", { "data-act": "open", disabled: pairing.pending, on: { click: () => pairing.change("open") } }, icon("plus"), t("page.devices.open"))),
    h("p.soft", t(pairing.open ? "page.devices.how" : "page.devices.closed")),
    gaveUp(page),
    pairing.open && h("ul", pairing.picture.asking.map((row) => asking(page, row))),
    pairing.open && !pairing.picture.asking.length && h("p.soft.nobody", t("page.devices.nobody")));
}

/** What was wrong with attempts whose devices are not asking any more: they begin anew, as other rows. */
function gaveUp(page) {
  const { refusals, picture } = page.pairing;
  const gone = [...refusals.values()].filter(({ row }) => !picture.asking.some(({ id }) => id === row.id));
  return gone.map(({ row, words }) => h("div", { key: `gone${row.id}` }, page.refusal([tCode("device", `role_${row.role}`), " ", row.name, ": ", words])));
}

function asking(page, row) {
  const { pairing } = page;
  const refusal = pairing.refusals.get(row.id);
  const asked = pairing.asked?.row.id === row.id && pairing.asked;
  return h("li", { key: row.id, class: row.state },
    h("div.who", icon("device"), h("b", tCode("device", `role_${row.role}`)), h("span", row.name), h("span.soft", row.hardware),
      h("span.chip", { class: row.state === "taken" ? "good" : row.state === "ended" ? "bad" : "" },
        t(`page.devices.pairing_${row.state}`, { device: row.device }))),
    refusal && page.refusal(refusal.words),
    row.state === "waiting" && h("form", { key: `f${row.id}`, on: { submit: (event) => pairing.confirm(event, row), input: () => asked && pairing.question(null) } },
      h("label", t("page.devices.digits"), h("input.digits", { name: "digits", required: true, pattern: DIGITS, maxlength: 9, inputmode: "numeric", autocomplete: "off" })),
      h("label", t("page.devices.becomes"), h("select", { name: "device", required: true }, choices(page, row.role))),
      h("button.primary", { "data-act": "confirm", disabled: pairing.pending || Boolean(asked) }, icon("check"), t("page.devices.confirm"))),
    row.state === "waiting" && asked && question(page, asked));
}

/** Asked before a device in use is shut out. */
function question({ pairing, devices }, asked) {
  const { device } = asked;
  const state = tCode("device", devices.find((each) => each.device === device)?.state ?? "lost");
  return h("div.question", { key: `q${device}`, role: "alert" },
    h("p", icon("warning"), t("page.devices.ask_replace", { device, state })),
    h("button", { type: "button", focus: true, on: { click: () => pairing.question(null) } }, t("page.cancel")),
    h("button.danger", { type: "button", disabled: pairing.pending, "data-act": "sure", on: { click: () => pairing.hand(asked) } },
      t("page.devices.sure_replace", { device })));
}

function inUse({ state }) {
  return state !== "never_started";
}

/** Names that this device may get, one of which must be chosen: those that nobody has used yet first; one in use is replaced. */
function choices(page, role) {
  const known = page.devices.filter((device) => device.role === role);
  const free = known.filter((device) => !inUse(device));
  const used = known.filter(inUse);
  const added = role === "dispenser" ? [next(known)] : [];
  return [
    h("option", { key: "none", value: "" }, t("page.devices.choose")),
    ...free.map(({ device }) => h("option", { key: device, value: device }, device)),
    ...added.map((device) => h("option", { key: device, value: device }, t("page.devices.new", { device }))),
    ...used.map(({ device }) => h("option", { key: device, value: device }, t("page.devices.replace", { device })))];
}

function next(dispensers) {
  const numbers = dispensers.map(({ device }) => Number(device.split("-").pop()) || 0);
  return `dispenser-${Math.max(0, ...numbers) + 1}`;
}
