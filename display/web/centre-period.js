/** What a centre's pages of a period share: dates and node in the address, and that only the newest question is answered. */

import { get } from "./lib/api.js";
import { Page } from "./lib/page.js";
import { language, t } from "./lib/texts.js";
import { dayField, reasonOf } from "./day-field.js";
import { today } from "./reports-period.js";

/** A page names its own `address`, its `query`, and how it takes a look. */
export class PeriodPage extends Page {
  static personal = true;
  found = null;
  problem = "";
  open = new Set();

  /** Dates and node as the address has them, whatever they are; this month where it has none; the address's other words. */
  period() {
    const asked = new URLSearchParams(location.search);
    const now = today(this.setup.timezone);
    this.to = asked.get("to") ?? now;
    this.from = asked.get("from") ?? `${now.slice(0, 8)}01`;
    this.node = asked.get("node") ?? "";
    return asked;
  }

  get days() {
    return `from=${encodeURIComponent(this.from)}&to=${encodeURIComponent(this.to)}`;
  }

  /** Ask, and let `take` have the answer, unless something else was asked meanwhile. Without an answer nothing old stays. */
  async ask(path, take) {
    this.asked = path;
    try {
      const found = await get(path);
      if (path !== this.asked) return;
      take(found);
      this.problem = "";
    } catch (problem) {
      if (path !== this.asked) return;
      this.found = null;
      this.problem = reasonOf(problem, { from: t("page.compare.from"), to: t("page.compare.to") });
      this.refused(problem);
    }
    this.update();
  }

  choose(change) {
    Object.assign(this, change);
    history.replaceState(null, "", `${this.address}?${this.query}&lang=${language()}`);
    this.look();
  }

  toggle(key) {
    if (!this.open.delete(key)) this.open.add(key);
    this.update();
  }

  day(name, words) {
    return dayField(name, words, this[name], (day) => this.choose({ [name]: day }));
  }
}
