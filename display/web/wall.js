/** A centre's live wall, and each node of its tree: the branch in figures, what is urgent, every hall below. */

import { amount } from "./lib/chart.js";
import { span } from "./lib/format.js";
import { levelWords } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { lastOfPath, Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { centreHeader, crumbs } from "./centre-nav.js";
import { adviceOf, byUrgency, claimsOf, hallTile, storeAlarm, sums } from "./centre-parts.js";

const SHOWN = 120; // Tiles at a time: more is no wall; the nodes below have their own.

class CentreWall extends Page {
  static personal = true;

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    this.node = lastOfPath();
    this.follow(this.node ? `/live/wall/${this.node}` : "/live/wall", this.node ? `/staff/wall?node=${this.node}` : "/staff/wall");
  }

  title() {
    return this.picture ? said(this.picture.names) : t("page.centre.nav_wall");
  }

  view() {
    if (!this.session) return h("main.desk.wall");
    const { picture } = this;
    return h("main.desk.wall", centreHeader(this, "wall", this.title()), picture && [storeAlarm(this), crumbs(this, picture.path, ""), sums(picture.sums),
      this.advice(), this.below(), this.halls(), claimsOf(picture.claims)]);
  }

  advice() {
    const overrun = this.picture.halls.filter((each) => each.surge);
    return overrun.length > 0 && h("section", { key: "advice" }, h("h2", t("page.centre.surges")), h("ul", overrun.map(adviceOf)));
  }

  halls() {
    const halls = byUrgency(this.picture.halls);
    return h("section", { key: "halls" }, h("h2", t("page.centre.halls"), h("b", halls.length)), halls.length ? h("ul.hall-tiles", halls.slice(0, SHOWN).map((each) => hallTile(each, this.hall_ms))) : h("p.card", t("page.centre.no_halls")),
      halls.length > SHOWN && h("p.soft", t("page.halls.cut", { count: halls.length - SHOWN })));
  }

  below() {
    const { children } = this.picture;
    if (!children.length) return null;
    const title = t("page.centre.below");
    const columns = ["node", "halls", "waiting", "open", "over_15", "mean", "served", "overdue", "alarms"].map((each) => t(`page.centre.column_${each}`));
    const cells = (each) => [`${each.open_halls} / ${each.halls}`, amount(each.waiting), `${amount(each.serving)} / ${amount(each.open)}`, amount(each.over_15), each.mean_wait_s === null ? "–" : span(each.mean_wait_s), amount(each.served), amount(each.overdue), amount(each.alarms)];
    return h("section", { key: "below" }, h("h2", title), h("div.wide", { tabindex: 0, role: "group", "aria-label": title }, h("table", { "aria-label": title },
      h("thead", h("tr", columns.map((words, index) => h("th", { key: words, scope: "col", class: index > 0 && "number" }, words)))),
      h("tbody", children.map((each) => h("tr", { key: each.id }, h("th", { scope: "row" }, h("a", { href: `/node/${each.id}` }, said(each.names) || each.id), h("span.soft", ` ${levelWords(each.level)} `), each.stale > 0 && h("span.chip.bad", icon("unlinked"), amount(each.stale))), cells(each).map((cell) => h("td.number", cell))))))));
  }
}

customElements.define("centre-wall", CentreWall);
