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
  refusals = new Map();
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
    await this.ask(() => get("/pairing"), "");
  }

  async change(path, body = {}, about = "") {
    if (this.pending) return;
    this.pending = true;
    this.refusals.clear();
    this.page.update();
    await this.ask(() => press(`/pairing/${path}`, body), about);
    this.pending = false;
    this.page.update();
  }

  /** `about`: the device that a refusal speaks of, or "". */
  async ask(request, about) {
    try {
      this.picture = await request();
      this.told_ms = performance.now();
    } catch (problem) {
      if (about) this.refusals.set(about, problem.message);
      this.page.refused(problem);
    }
    this.page.update();
  }

  confirm(event, row) {
    event.preventDefault();
    const form = new FormData(event.target);
    const digits = form.get("digits").replaceAll(" ", "");
    this.change("confirm", { id: row.id, digits, device: form.get("device") }, row.id);
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
    pairing.open && h("ul", pairing.picture.asking.map((row) => asking(page, row))),
    pairing.open && !pairing.picture.asking.length && h("p.soft.nobody", t("page.devices.nobody")));
}

function asking(page, row) {
  const refusal = page.pairing.refusals.get(row.id);
  return h("li", { key: row.id, class: row.state },
    h("div.who", icon("device"), h("b", tCode("device", `role_${row.role}`)), h("span", row.name), h("span.soft", row.hardware),
      h("span.chip", { class: row.state === "taken" ? "good" : row.state === "ended" ? "bad" : "" },
        t(`page.devices.pairing_${row.state}`, { device: row.device }))),
    refusal && page.refusal(refusal),
    row.state === "waiting" && h("form", { key: `f${row.id}`, on: { submit: (event) => page.pairing.confirm(event, row) } },
      h("label", t("page.devices.digits"), h("input.digits", { name: "digits", required: true, pattern: DIGITS, maxlength: 9, inputmode: "numeric", autocomplete: "off" })),
      h("label", t("page.devices.becomes"), h("select", { name: "device", required: true }, choices(page, row.role))),
      h("button.primary", { "data-act": "confirm", disabled: page.pairing.pending }, icon("check"), t("page.devices.confirm"))));
}

/** Names that this device may get: those that nobody has used yet first; one in use is replaced and shut out. */
function choices(page, role) {
  const known = page.devices.filter((device) => device.role === role);
  const free = known.filter((device) => device.state === "never_seen");
  const used = known.filter((device) => device.state !== "never_seen");
  const added = role === "dispenser" ? [next(known)] : [];
  return [
    ...free.map(({ device }) => h("option", { key: device, value: device }, device)),
    ...added.map((device) => h("option", { key: device, value: device }, t("page.devices.new", { device }))),
    ...used.map(({ device }) => h("option", { key: device, value: device }, t("page.devices.replace", { device })))];
}

function next(dispensers) {
  const numbers = dispensers.map(({ device }) => Number(device.split("-").pop()) || 0);
  return `dispenser-${Math.max(0, ...numbers) + 1}`;
}
