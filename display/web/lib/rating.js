/** The five levels of a rating in their official order, and the reasons that the lower two may be given. */

import { face, icon } from "./icons.js";
import { t } from "./texts.js";
import { h } from "./view.js";

export const LEVELS = [
  { score: 5, reasoned: false },
  { score: 4, reasoned: false },
  { score: 3, reasoned: false },
  { score: 2, reasoned: true },
  { score: 1, reasoned: true },
];

export const REASONS = ["long_wait", "attitude", "unclear", "papers", "not_solved", "equipment"];

/** Five faces with their words. None is chosen beforehand. */
export function ratingChoice(choose) {
  return h("div.levels", LEVELS.map(({ score }) => h("button.level", { key: `level-${score}`, "data-score": score, on: { click: () => choose(score) } },
    face(score), h("span", t(`rating.${score}`)))));
}

/** Reasons: as many as apply, or none. */
export function reasonsChoice(chosen, toggle) {
  return [
    h("h1", t("page.rate.why")),
    h("p", t("page.rate.why_more")),
    h("div.reasons", REASONS.map((reason) => h("button.reason", { key: reason, "data-reason": reason,
      "aria-pressed": String(chosen.includes(reason)), on: { click: () => toggle(reason) } },
    chosen.includes(reason) && icon("check"), t(`rating.reason.${reason}`)))),
  ];
}
