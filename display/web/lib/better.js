/** Another hall that calls sooner than this one: said where it helps, and only while it is true. */

import { waitRange } from "./format.js";
import { icon } from "./icons.js";
import { said, t } from "./texts.js";
import { h } from "./view.js";

/** One line, or nothing. `better`: as the hub tells it, or null. */
export function betterHall(better) {
  if (!better) return null;
  const way = t(`page.halls.way_${better.how}`, { minutes: better.minutes });
  return h("p.better", { key: "better", role: "status" }, icon("arrow"), h("span", t("page.kiosk.better", { hall: said(better.names), way, wait: waitRange(better.wait) })));
}
