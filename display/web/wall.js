/** A centre's live wall, and each node of its tree: the branch in figures, its most urgent halls, and a search for the others. */

import { get } from "./lib/api.js";
import { amount } from "./lib/chart.js";
import { span } from "./lib/format.js";
import { levelWords } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { lastOfPath, Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { centreHeader, crumbs } from "./centre-nav.js";
import { adviceOf, claimsOf, hallTile, storeAlarm, sums } from "./centre-parts.js";

const AGAIN_MS = 5000; // Between two looks at what was searched for; the wall itself is told at once.

class CentreWall extends Page {
  static personal = true;
  find = "";
  found = null;

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    this.node = lastOfPath();
    this.follow(this.node ? `/live/wall/${this.node}` : "/live/wall", this.node ? `/staff/wall?node=${this.node}` : "/staff/wall");
    setInterval(() => this.search(), AGAIN_MS);
  }

  look(words) {
    this.find = words.trim();
    this.found = null;
    this.update();
    this.search();
  }

  /** Halls by name, found by the centre: the wall has the most urgent ones alone. */
  async search() {
    const asked = this.find;
    if (!asked) return;
    const found = await get(`/staff/wall?node=${encodeURIComponent(this.node)}&search=${encodeURIComponent(asked)}`).catch((problem) => this.refused(problem));
    if (asked !== this.find || !found) return;
    this.found = found;
    this.update();
  }

  refused(problem) {
    super.refused(problem);
    this.problem = problem.message;
    this.update();
  }

  title() {
    return this.picture ? said(this.picture.names) : t("page.centre.nav_wall");
  }

  view() {
    if (!this.session) return h("main.desk.wall");
    const { picture } = this;
    return h("main.desk.wall", centreHeader(this, "wall", this.title()), !picture && this.problem && h("p.refusal", { role: "alert" }, icon("warning"), this.problem), picture && [storeAlarm(this), crumbs(this, picture.path, ""), sums(picture.sums),
      this.advice(), this.below(), this.halls(), claimsOf(picture.claims)]);
  }

  advice() {
    const overrun = this.picture.halls.filter((each) => each.surge);
    return overrun.length > 0 && h("section", { key: "advice" }, h("h2", t("page.centre.surges")), h("ul", overrun.map(adviceOf)));
  }

  halls() {
    const { halls, count } = (this.find && this.found) || this.picture;
    const none = t(this.find ? "page.halls.none" : "page.centre.no_halls");
    return h("section", { key: "halls" }, h("h2", t("page.centre.halls"), h("b", count)), (this.find || count > halls.length) && this.finder(),
      halls.length ? h("ul.hall-tiles", halls.map((each) => hallTile(each, this.hall_ms))) : h("p.card", { role: "status" }, none),
      count > halls.length && h("p.soft", t("page.halls.cut", { count: count - halls.length })));
  }

  finder() {
    return h("div.choices", { key: "finder" }, h("label", t("page.centre.find"), h("input", { type: "search", name: "find", maxlength: 60, autocomplete: "off", value: this.find, on: { input: (event) => this.look(event.target.value) } })));
  }

  below() {
    const { children } = this.picture;
    if (!children.length) return null;
    const title = t("page.centre.below");
    const columns = ["node", "halls", "waiting", "open", "over_15", "mean", "served", "overdue", "alarms"].map((each) => t(`page.centre.column_${each}`));
    const cells = (each) => [`${each.open_halls} / ${each.halls}`, amount(each.waiting), `${amount(each.serving)} / ${amount(each.open)}`, amount(each.over_15), each.mean_wait_s === null ? "–" : span(each.mean_wait_s), amount(each.served), amount(each.overdue), amount(each.alarms)];
    return h("section", { key: "below" }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, h("table", { "aria-label": title },
      h("thead", h("tr", columns.map((words, index) => h("th", { key: words, scope: "col", class: index > 0 && "number" }, words)))),
      h("tbody", children.map((each) => h("tr", { key: each.id }, h("th", { scope: "row" }, h("a", { href: `/node/${each.id}` }, said(each.names) || each.id), h("span.soft", ` ${levelWords(each.level)} `), each.stale > 0 && h("span.chip.bad", icon("unlinked"), amount(each.stale))), cells(each).map((cell) => h("td.number", cell))))))), h("p.soft", t("page.centre.alarms_counted")));
  }
}

customElements.define("centre-wall", CentreWall);
