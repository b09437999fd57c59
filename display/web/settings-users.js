/** Users of the hall: who may come in as what. A new password is shown once, here and nowhere else. */

import { get, press } from "./lib/api.js";
import { dateAndTime } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const ROLES = ["clerk", "supervisor", "pad"];

export class Staff {
  users = null;
  changes = [];
  asked = null; // {kind: add | reset | disable | enable, user, role}
  given = null; // {user, password}
  refusal = "";
  pending = false;

  constructor(page) {
    this.page = page;
  }

  leave() {
    Object.assign(this, { asked: null, given: null, refusal: "" });
  }

  async look() {
    try {
      Object.assign(this, await get("/users"));
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status === 401) this.page.refused(problem);
    }
    this.page.update();
  }

  ask(kind, user = "", role = "clerk") {
    this.leave();
    this.asked = { kind, user, role };
    this.page.update();
  }

  choose(role) {
    this.asked = { ...this.asked, role };
    this.page.update();
  }

  async sure(event) {
    event.preventDefault();
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.page.update();
    const { kind, user } = this.asked;
    const wish = Object.fromEntries([...new FormData(event.target)].map(([name, words]) => [name, words.trim()]));
    try {
      const answer = await press(kind === "add" ? "/users" : `/users/${encodeURIComponent(user)}/${kind}`, wish);
      this.asked = null;
      this.given = answer.password ? answer : null;
      await this.look();
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status === 401) this.page.refused(problem);
    }
    this.pending = false;
    this.page.update();
  }
}

export function staffView(staff) {
  return h("section", { key: "users" }, h("h2", t("page.settings.tab_users"), h("button", { "data-act": "add-user", on: { click: () => staff.ask("add") } }, icon("plus"), t("page.settings.add_user"))),
    staff.refusal && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), staff.refusal),
    staff.given && h("p.card.given", { key: "given", role: "status" }, t("page.settings.password_once", { user: staff.given.user }), " ", h("code", staff.given.password)),
    staff.asked && question(staff),
    h("ul.entries", (staff.users ?? []).map((user) => row(staff, user))),
    staff.changes.length > 0 && h("h3", t("page.settings.user_changes")),
    h("ol.versions", staff.changes.map((change, index) => h("li.card", { key: `c${staff.changes.length - index}` },
      h("p", h("b", `${change.user}: ${t(`page.settings.user_${change.what}`)}`), h("span", change.reason),
        h("span.soft", `${dateAndTime(change.at_ms, staff.page.setup.timezone)} · ${change.actor}`))))));
}

function row(staff, user) {
  const mine = user.name === staff.page.session.user;
  return h("li.user", { key: user.name, class: user.disabled && "off" }, h("p", h("b", user.shown), h("span.soft", user.name)),
    h("span.chip", t(`page.settings.role_${user.role}`)), user.pin && h("span.chip", "PIN"), user.card && h("span.chip", t("page.settings.card")),
    user.disabled && h("span.chip.bad", t("page.settings.disabled")),
    h("div.row", h("button", { "data-act": `reset-${user.name}`, on: { click: () => staff.ask("reset", user.name, user.role) } }, t("page.settings.reset")),
      user.disabled ? h("button", { "data-act": `enable-${user.name}`, on: { click: () => staff.ask("enable", user.name) } }, t("page.settings.enable"))
        : h("button.danger", { "data-act": `disable-${user.name}`, disabled: mine, on: { click: () => staff.ask("disable", user.name) } }, t("page.settings.disable"))));
}

function question(staff) {
  const { kind, user, role } = staff.asked;
  const text = (name, more = {}) => h("label", { key: name }, t(`page.settings.user_field_${name}`), h("input", { name, autocomplete: "off", ...more }));
  return h("form.question.card", { key: `${kind}-${user}`, on: { submit: (event) => staff.sure(event) } },
    h("p", h("b", t(`page.settings.ask_${kind}_user`, { user }))),
    kind === "add" && [text("name", { required: true, maxlength: 32, pattern: "[A-Za-z0-9._\\-]{1,32}", focus: true }), text("shown", { maxlength: 200 }),
      h("label", { key: "role" }, t("page.settings.user_field_role"), h("select", { name: "role", on: { change: (event) => staff.choose(event.target.value) } }, ROLES.map((each) =>
        h("option", { key: each, value: each, selected: each === role }, t(`page.settings.role_${each}`)))))],
    (kind === "add" || kind === "reset") && role === "clerk" && [text("pin", { inputmode: "numeric", pattern: "[0-9]{4,8}" }), text("card", { inputmode: "numeric", pattern: "[0-9]{4,20}" })],
    h("label", { key: "reason" }, t("page.supervisor.reason"), h("input", { name: "reason", required: true, maxlength: 200, autocomplete: "off", focus: kind !== "add" })),
    h("button", { key: "no", type: "button", on: { click: () => { staff.leave(); staff.page.update(); } } }, t("page.cancel")),
    h("button", { key: "yes", class: kind === "disable" ? ["danger", "sure"] : "primary", "data-act": "sure-user", disabled: staff.pending }, t(`page.settings.sure_${kind}_user`)));
}
