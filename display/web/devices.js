/** The supervisor's page of devices: how each one is, and the window in which new ones are paired. */

import { get } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn, signOut } from "./lib/session.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { Pairing, pairingSection } from "./devices-pairing.js";
import { devicesTable } from "./devices-table.js";
import { updatesSection } from "./devices-updates.js";
import { supervisorNav } from "./supervisor-nav.js";

const DEVICES_MS = 5000; // Devices report every few seconds; a person looks more slowly.

class DevicesDesk extends Page {
  static personal = true;
  devices = null;
  problem = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    this.pairing = new Pairing(this);
    this.look();
    setInterval(() => this.look(), DEVICES_MS);
  }

  async look() {
    try {
      this.devices = (await get("/devices")).devices;
      this.problem = "";
    } catch (problem) {
      this.problem = problem.message;
      this.refused(problem);
    }
    this.update();
  }

  title() {
    return t("page.devices.title");
  }

  view() {
    if (!this.session || !this.devices) return h("main.devices", this.problem && this.refusal(this.problem));
    return h("main.devices", this.header(), this.problem && this.refusal(this.problem),
      pairingSection(this),
      devicesTable(this),
      updatesSection(this));
  }

  header() {
    return h("header.bar", h("div", h("h1", t("page.devices.title")), h("p.soft", this.session.name || this.session.user)),
      supervisorNav("devices"), this.languageMenu(), h("button.quiet", { on: { click: signOut } }, icon("leave"), t("page.sign_out")));
  }

  refusal(words) {
    return h("p.refusal", { role: "alert" }, icon("warning"), words);
  }
}

customElements.define("devices-desk", DevicesDesk);
