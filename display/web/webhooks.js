/** For administrators: which programs are told what happens to halls, what they have not heard yet, and what was given up. */

import { get } from "./lib/api.js";
import { amount, table } from "./lib/chart.js";
import { dateAndTime, span } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { centreHeader } from "./centre-nav.js";

const AGAIN_MS = 5000;
const HOOK_COLUMNS = ["to", "events", "waiting", "given_up"];
const COLUMNS = ["at", "to", "event", "hall", "tries", "why", "next"];

class WebhooksDesk extends Page {
  static personal = true;
  found = null;
  problem = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    await this.look();
    setInterval(() => this.look(), AGAIN_MS);
  }

  async look() {
    try {
      this.found = await get("/staff/webhooks");
      this.problem = "";
    } catch (problem) {
      this.problem = problem.message;
      this.refused(problem);
    }
    this.update();
  }

  title() {
    return t("page.webhooks.title");
  }

  view() {
    if (!this.session) return h("main.desk.wall");
    return h("main.desk.wall", centreHeader(this, "webhooks", this.title()), this.problem && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), this.problem),
      this.found && [this.hooks(), (this.found.hooks.length > 0 || this.found.undelivered.length > 0) && this.undelivered()]);
  }

  hooks() {
    const { hooks } = this.found;
    if (!hooks.length) return h("p.card.soft", { key: "hooks" }, t("page.webhooks.no_hook"));
    const rows = hooks.map((each) => [each.to, each.events.length ? each.events.map((event) => tCode("page.webhooks.event", event)).join(" · ") : t("page.webhooks.every_event"), each.waiting, each.given_up]);
    return this.listed("hooks", t("page.webhooks.hooks"), HOOK_COLUMNS, rows);
  }

  undelivered() {
    const { undelivered, halls } = this.found;
    const title = t("page.webhooks.undelivered");
    if (!undelivered.length) return h("section", { key: "undelivered" }, h("h2", title), h("p.card.soft", t("page.webhooks.nothing")));
    const rows = undelivered.map((each) => [dateAndTime(each.at_ms, this.setup.timezone), each.to || t("page.webhooks.gone"), tCode("page.webhooks.event", each.event), said(halls[each.hall] ?? {}) || each.hall, amount(each.tries), whyWords(each.why), this.next(each)]);
    return this.listed("undelivered", title, COLUMNS, rows);
  }

  next({ given_up_ms, next_ms }) {
    if (given_up_ms) return t("page.webhooks.lost", { time: dateAndTime(given_up_ms, this.setup.timezone) });
    const wait_s = (next_ms - this.found.at_ms) / 1000;
    return wait_s > 0 ? t("page.webhooks.soon", { span: span(wait_s) }) : t("page.webhooks.now");
  }

  listed(key, title, columns, rows) {
    return h("section", { key }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, table(columns.map((each) => t(`page.webhooks.${each}`)), rows, title)));
  }
}

/** "no_answer", "status_503", "too_many", or nothing yet. */
function whyWords(why) {
  if (!why) return "–";
  return why.startsWith("status_") ? t("page.webhooks.status", { status: why.slice(7) }) : tCode("page.webhooks.why", why);
}

customElements.define("webhooks-desk", WebhooksDesk);
