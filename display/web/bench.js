/** The bench: the devices' own firmware runs in this page, and their keys are pressed with the mouse. */

import { Device } from "./bench/device.js";
import { keyAt, panel } from "./bench/panel.js";
import { get } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn, toSignIn } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const ROLES = ["keypad", "pad", "counter_display", "dispenser"];
const OPENED = "anycounter.bench.opened"; // In the tab's own storage: a reload opens the same devices again.

class DeviceBench extends Page {
  static personal = true;
  devices = [];
  refusal = "";

  async ready() {
    if (!(await signedIn())) return;
    try {
      this.there = await get("/bench");
      if (this.there.firmware) this.files = (await get("/bench/firmware")).files;
    } catch (problem) {
      this.refusal = problem.message;
    }
    if (this.works) opened().forEach((place) => this.open(place));
  }

  get works() {
    return this.there?.runtime && this.there.firmware && this.files;
  }

  open({ role, counter }) {
    if (this.devices.some((each) => each.role === role && each.counter === counter)) return;
    this.devices.push(new Device(this.setup.hall, { role, counter }, this.files, () => this.update()));
    this.remember();
  }

  close(device) {
    device.close();
    this.devices = this.devices.filter((each) => each !== device);
    this.remember();
  }

  remember() {
    try {
      sessionStorage.setItem(OPENED, JSON.stringify(this.devices.map(({ role, counter }) => ({ role, counter }))));
    } catch {
      return this.update(); // Storage may be switched off: a reload then begins with an empty bench.
    }
    return this.update();
  }

  choose(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    this.open({ role: form.get("role"), counter: Number(form.get("counter")) });
  }

  type(device, event) {
    const onControl = event.target.matches("button,input") && ["Enter", "Space"].includes(event.code);
    const name = event.ctrlKey || event.altKey || event.metaKey || onControl ? null : keyAt(device, event.code);
    if (!name) return;
    event.preventDefault();
    device.board.press(name);
  }

  title() {
    return t("page.bench.title");
  }

  view() {
    return h("main.bench", h("header", h("div", h("h1", t("page.bench.title")), h("p.soft", said(this.setup.names))),
      h("a.button", { href: "/" }, icon("back"), t("page.bench.pages")), this.languageMenu()),
    this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal),
    this.there && !this.works && this.absent(),
    this.works && this.chooser(),
    this.works && h("section.devices", this.devices.map((device) => this.card(device)),
      !this.devices.length && h("p.card.soft", t("page.bench.none"))));
  }

  absent() {
    const missing = this.there.firmware ? "runtime" : "firmware";
    return h("section.card.absent", { "data-absent": missing }, icon("unlinked"), h("h2", t(`page.bench.absent_${missing}`)),
      h("p", t(`page.bench.absent_${missing}_how`)));
  }

  chooser() {
    return h("form.card.chooser", { on: { submit: (event) => this.choose(event) } },
      h("p", t("page.bench.about")),
      h("label", t("page.bench.role"), h("select", { name: "role" }, ROLES.map((role) => h("option", { value: role }, t(`page.bench.role.${role}`))))),
      h("label", t("page.bench.counter"), h("select", { name: "counter" }, this.setup.counters.map(({ number }) => h("option", { value: number }, number)))),
      h("button.primary", { "data-act": "open" }, icon("plus"), t("page.bench.open")));
  }

  card(device) {
    const { role, counter, state, id } = device;
    const place = t("page.counter.title", { counter });
    return h("article.card.device", { key: `${role}/${counter}`, class: role, tabindex: 0, "data-device": id, "data-state": state, "data-boot": device.boot,
      "aria-label": `${t(`page.bench.role.${role}`)} ${place}`, on: { keydown: (event) => this.type(device, event) } },
    h("header", h("h2", t(`page.bench.role.${role}`)), h("span.soft", role === "dispenser" ? id : `${place} · ${id}`),
      h("span.chip", { class: { running: "good", starting: "brand" }[state] ?? "bad" }, t(`page.bench.state.${state}`))),
    panel(device), this.trouble(device),
    h("footer", h("small.soft", device.heap ? t("page.bench.figures", { boot: device.boot, ms: device.started_ms, kb: Math.round(device.heap / 1024) }) : ""),
      h("button.quiet", { type: "button", "data-act": "restart", on: { click: () => device.borrow() } }, icon("undo"), t("page.bench.restart")),
      h("button.quiet", { type: "button", "data-act": "close", on: { click: () => this.close(device) } }, icon("close"), t("page.bench.close"))));
  }

  /** Why it does not run, and what a person can do. */
  trouble({ state, words }) {
    if (state === "running" || state === "starting") return null;
    return h("div.trouble", { role: "alert" }, h("p", icon("warning"), t(`page.bench.why.${state}`)),
      state === "signed_out" && h("button", { type: "button", on: { click: toSignIn } }, t("page.sign_in")),
      words.length > 0 && h("pre", words.join("\n")));
  }
}

function opened() {
  try {
    return JSON.parse(sessionStorage.getItem(OPENED) ?? "[]");
  } catch {
    return []; // As above.
  }
}

customElements.define("device-bench", DeviceBench);
