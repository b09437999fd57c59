/** How many are ahead tells less of the wait where short business is called a little earlier: said beside the two, quietly. */

import { t } from "./texts.js";
import { h } from "./view.js";

/** `told`: a picture of a ticket or of the items, with `short_first`. */
export function aheadNote({ short_first }) {
  return short_first && h("p.soft", { key: "short-first", "data-fact": "short-first" }, t("page.ahead_short_first"));
}
