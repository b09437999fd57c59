/** The kiosk's search: letters to touch, items that fit. In Chinese the first letter of each character is enough. */

import { icon } from "./lib/icons.js";
import { placeOf } from "./lib/pinyin.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { itemCards } from "./kiosk-steps.js";

const ROWS = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];
export const MOST_LETTERS = 12;

/** Items of which a name, in any language, has these letters; those that begin with them first. */
export function matches(typed, items) {
  const places = items.map((item) => Math.min(...Object.values(item.names).map((name) => placeOf(typed, name)).filter((place) => place >= 0)));
  return items.map((item, at) => ({ item, place: places[at] })).filter(({ place }) => place < Infinity)
    .sort((one, other) => one.place - other.place).map(({ item }) => item);
}

export function searchStep(kiosk) {
  const { typed } = kiosk;
  const items = typed ? matches(typed, kiosk.items) : [];
  return h("section.step.search",
    h("h2", t("page.kiosk.search_how")),
    h("output.typed", { "aria-live": "polite", "aria-label": t("page.kiosk.search_typed") }, typed || h("span.soft", t("page.kiosk.search_example"))),
    items.length ? itemCards(kiosk, items) : h("p.lead.soft.none", typed && t("page.kiosk.search_none")),
    h("div.letters", ROWS.map((row, place) => h("div", [...row].map((letter) => letterKey(kiosk, letter)), place === ROWS.length - 1 && eraseKey(kiosk)))));
}

function letterKey(kiosk, letter) {
  return h("button", { key: letter, "data-letter": letter, disabled: kiosk.typed.length >= MOST_LETTERS, on: { click: () => kiosk.type(kiosk.typed + letter) } }, letter);
}

function eraseKey(kiosk) {
  return h("button.erase", { key: "erase", "data-letter": "erase", disabled: !kiosk.typed, on: { click: () => kiosk.type(kiosk.typed.slice(0, -1)) } },
    icon("back"), t("page.kiosk.search_erase"));
}
