/** A complaint is asked about once more before it is sent, and thanked for; nobody is told who made it. */

import { icon } from "./icons.js";
import { t } from "./texts.js";
import { h } from "./view.js";

export function complaintQuestion(counter, { back, send, pending }) {
  return h("section.sure", h("h1", t("page.complain.sure", { counter })), h("p", t("page.complain.more")),
    h("div.buttons", h("button", { on: { click: back } }, icon("back"), t("page.back")),
      h("button.danger", { "data-act": "complain-sure", disabled: pending, on: { click: send } }, icon("speech"), t("page.complain.yes"))));
}

export function complaintThanks() {
  return h("section.sure", { role: "status" }, icon("check"), h("h1", t("page.complain.thanks")), h("p", t("page.complain.thanks_more")));
}
