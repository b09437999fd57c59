/** The supervisor's settings: the hall's file in forms, its users, its history. Each change has a reason and can be taken back. */

import { get } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { Editor, editorView } from "./settings-editor.js";
import { History, historyView } from "./settings-history.js";
import { Staff, staffView } from "./settings-users.js";
import { deskHeader } from "./supervisor-nav.js";

const RETRY_MS = 10000; // While the hub does not answer.
const LISTS = ["items", "counters", "lines", "priorities"];
const WHOLE = ["names", "notices", "facts", "place", "afar", "rules", "shadow"];
const TABS = [...LISTS, ...WHOLE, "users", "devices", "history"];

class SettingsDesk extends Page {
  static personal = true;
  settings = null;
  tab = TABS.includes(location.hash.slice(1)) ? location.hash.slice(1) : "items";
  problem = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    this.editor = new Editor(this);
    this.history = new History(this);
    this.staff = new Staff(this);
    await Promise.all([this.look(), this.staff.look()]);
    setInterval(() => this.problem && this.look(), RETRY_MS);
  }

  async look() {
    try {
      this.settings = await get("/settings");
      this.problem = "";
    } catch (problem) {
      this.problem = problem.message;
      this.refused(problem);
    }
    this.update();
  }

  choose(tab) {
    this.tab = tab;
    history.replaceState(null, "", `#${tab}`);
    this.editor.leave();
    this.staff.leave();
    this.history.leave();
    this.update();
  }

  title() {
    return t("page.settings.title");
  }

  view() {
    if (!this.session) return h("main.desk.settings");
    return h("main.desk.settings", deskHeader(this, "settings"), this.problem && h("p.refusal", { key: "problem", role: "alert" }, icon("warning"), this.problem),
      h("div.split", { key: "split" }, h("nav.tabs", { "aria-label": t("page.settings.title") }, TABS.map((tab) =>
        h("button", { key: tab, "data-act": `tab-${tab}`, "aria-pressed": String(tab === this.tab), on: { click: () => this.choose(tab) } }, t(`page.settings.tab_${tab}`)))),
      h("div.part", { key: this.tab }, this.part())));
  }

  part() {
    if (this.tab === "users") return staffView(this.staff);
    if (this.tab === "devices") return this.devices();
    if (!this.settings) return null;
    return this.tab === "history" ? historyView(this.history) : editorView(this.editor, this.tab, LISTS.includes(this.tab));
  }

  /** Devices are paired, not typed; what hangs on cables stands in the file alone. */
  devices() {
    return h("section.card", h("h2", t("page.settings.tab_devices")), h("p", t("page.settings.devices_more")),
      h("p", h("a.button.primary", { href: "/devices" }, icon("device"), t("page.settings.to_devices"))),
      this.settings && [h("h3", t("page.settings.elsewhere")), h("p.soft", t("page.settings.elsewhere_more", { file: this.settings.file })),
        h("ul.codes-list", this.settings.elsewhere.map((name) => h("li.chip", { key: name }, name)))]);
  }
}

customElements.define("settings-desk", SettingsDesk);
