/** The kiosk's search: letters to touch, items that fit. In Chinese the first letter of each character is enough. */

import { icon } from "./lib/icons.js";
import { placeOf } from "./lib/pinyin.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { itemCards } from "./kiosk-steps.js";

const ROWS = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];
export const MOST_LETTERS = 12;

const EVERYDAY = 1000; // Whoever types a name's letters means that name: what people call an item comes after those.

/** Items of which a name or an everyday word, in any language, has these letters; names first, and those that begin with them. */
export function matches(typed, items) {
  return items.map((item) => ({ item, place: nearest(typed, item) })).filter(({ place }) => place < Infinity)
    .sort((one, other) => one.place - other.place).map(({ item }) => item);
}

function nearest(typed, { names, also }) {
  const first = (words, more) => words.map((each) => placeOf(typed, each)).filter((place) => place >= 0).map((place) => place + more);
  return Math.min(...first(Object.values(names), 0), ...first(also, EVERYDAY));
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
