/** Large text on a person's own page: remembered by their browser. */

import { icon } from "./icons.js";
import { keep, kept } from "./kept.js";
import { t } from "./texts.js";
import { h } from "./view.js";

const LARGE = "anycounter.large";

/** As it was when this browser was last here. */
export function restoreLarge() {
  document.documentElement.toggleAttribute("data-large", kept(LARGE) === "yes");
}

/** The button that turns it on and off again. */
export function largeButton(page) {
  const large = "large" in document.documentElement.dataset;
  const toggle = () => {
    document.documentElement.toggleAttribute("data-large", !large);
    keep(LARGE, large ? "no" : "yes");
    page.update();
  };
  return h("button.quiet", { "aria-pressed": String(large), "data-act": "large", on: { click: toggle } }, icon("large"), t(large ? "page.normal" : "page.large"));
}
