/** A receipt's own page: how far the matter is, who has it, by when it is decided. Large and plain. */

import { get } from "./lib/api.js";
import { dateInWords } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { keep, kept } from "./lib/kept.js";
import { lastOfPath, Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { owedOf, stateOf, stepsOf } from "./receipt-parts.js";

const LARGE = "anycounter.large";
const AGAIN_MS = 60000; // A back office moves in hours.
const RETRY_MS = 5000; // While the hub does not answer.

class MatterReceipt extends Page {
  static personal = true;
  link = lastOfPath();
  problem = "";

  async ready() {
    document.documentElement.toggleAttribute("data-large", kept(LARGE) === "yes");
    await this.look();
  }

  async look() {
    try {
      this.receipt = await get(`/matters/${encodeURIComponent(this.link)}`);
      this.unknown = false;
      this.problem = "";
    } catch (problem) {
      this.unknown = problem.status === 404;
      this.problem = this.unknown ? "" : problem.message;
    }
    this.update();
    if (!this.unknown) setTimeout(() => this.look(), this.problem ? RETRY_MS : AGAIN_MS);
  }

  enlarge(large) {
    document.documentElement.toggleAttribute("data-large", large);
    keep(LARGE, large ? "yes" : "no");
    this.update();
  }

  title() {
    return t("page.matter.title");
  }

  view() {
    return h("main.my", this.header(), this.problem && h("p.refusal", { role: "alert" }, icon("warning"), this.problem), this.unknown ? this.nothing() : this.receipt && this.card());
  }

  header() {
    const large = "large" in document.documentElement.dataset;
    return h("header", h("h1", said(this.setup.names)),
      h("button.quiet", { "aria-pressed": String(large), "data-act": "large", on: { click: () => this.enlarge(!large) } }, icon("large"), t(large ? "page.normal" : "page.large")),
      this.languageMenu());
  }

  nothing() {
    return h("section.over", icon("paper"), h("h2", t("page.matter.unknown")), h("p", t("page.matter.unknown_more")));
  }

  card() {
    const { names, matter, day } = this.receipt;
    return [h("section.receipt", { key: "far", "aria-live": "polite" }, h("h2", said(names)), stateOf(this.receipt, this.setup), owedOf(this.receipt)),
      h("section.receipt", { key: "way" }, h("h2", t("page.matter.way")), stepsOf(this.receipt, this.setup)),
      h("p.soft", { key: "as-of" }, t("page.matter.number"), " ", h("b", matter), h("br"), t("page.matter.as_of", { day: dateInWords(day) }))];
  }
}

customElements.define("matter-receipt", MatterReceipt);
