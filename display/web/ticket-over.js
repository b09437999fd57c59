/** A ticket that has ended without a service: where another one is taken. */

import { icon } from "./lib/icons.js";
import { language, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const ENDED = new Set(["cancelled", "abandoned"]);

/** A link to the page where it was taken; where that was no page of a phone's, the words that say where. */
export function another({ picture, setup, way_min }) {
  if (!ENDED.has(picture.state)) return null;
  const path = { phone: setup.afar.on && "/afar", booking: setup.booking && "/book" }[picture.channel];
  if (!path) return h("p", { key: "another", "data-another": "hall" }, t("page.ticket.another_hall"));
  const asked = new URLSearchParams({ lang: language(), item: picture.items[0] });
  if (way_min !== null) asked.set("way", way_min);
  return h("a.button.primary", { key: "another", "data-act": "another", href: `${path}?${asked}` }, icon("ticket"), t("page.ticket.another"));
}
