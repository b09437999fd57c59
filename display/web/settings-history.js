/** Every version of the hall's file: who changed what, when and why; an older one can be put in force again. */

import { press } from "./lib/api.js";
import { dateAndTime } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

export class History {
  asked = 0; // Number of the version that shall come back.
  refusal = "";
  pending = false;

  constructor(page) {
    this.page = page;
  }

  leave() {
    this.asked = 0;
    this.refusal = "";
  }

  ask(number) {
    this.asked = number;
    this.refusal = "";
    this.page.update();
  }

  async sure(event) {
    event.preventDefault();
    if (this.pending) return;
    this.pending = true;
    const reason = new FormData(event.target).get("reason").trim();
    try {
      this.page.settings = await press("/settings/back", { number: this.asked, seen: this.page.settings.revision, reason });
      this.leave();
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status === 401) this.page.refused(problem);
    }
    this.pending = false;
    this.page.update();
  }
}

export function historyView(past) {
  const { settings } = past.page;
  return h("section", { key: "history" }, h("h2", t("page.settings.tab_history"), h("b", settings.history.length)),
    past.refusal && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), past.refusal),
    past.asked > 0 && question(past),
    settings.history.length ? h("ol.versions", settings.history.map((version) => row(past, version))) : h("p.card.soft", t("page.settings.no_history")));
}

/** `items[3]` -> the words of its section; `by_hand`, `back_to_2` have their own. */
function whatWords(what) {
  const back = /^back_to_(\d+)$/.exec(what);
  if (back) return t("page.settings.back_to", { number: back[1] });
  const section = what.replace(/\[\d+\]$/, "");
  return section === "by_hand" ? t("page.settings.by_hand") : t(`page.settings.tab_${section}`);
}

function row(past, version) {
  const { setup } = past.page;
  return h("li.card", { key: `v${version.number}` }, h("b", `#${version.number}`),
    h("p", h("b", whatWords(version.what)), version.reason && h("span", version.reason),
      h("span.soft", [dateAndTime(version.at_ms, setup.timezone), version.actor].filter(Boolean).join(" · "))),
    version.in_force ? h("span.chip.good", icon("check"), t("page.settings.in_force"))
      : h("button", { "data-act": `back-${version.number}`, on: { click: () => past.ask(version.number) } }, icon("undo"), t("page.settings.take_back")));
}

function question(past) {
  return h("form.question.card", { key: `back-${past.asked}`, on: { submit: (event) => past.sure(event) } },
    h("p", h("b", t("page.settings.ask_back", { number: past.asked })), " ", t("page.settings.effect_now")),
    h("label", t("page.supervisor.reason"), h("input", { name: "reason", required: true, maxlength: 200, autocomplete: "off", focus: true })),
    h("button", { type: "button", on: { click: () => past.ask(0) } }, t("page.cancel")),
    h("button.primary", { "data-act": "sure-back" }, t("page.settings.take_back")));
}
