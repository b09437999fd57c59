/** The matters of the hall: those due, warned of and overdue first, and the moves from office to office. */

import { get, press } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn, signOut } from "./lib/session.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { matterTable, matterTiles } from "./matters-parts.js";
import { deskHeader } from "./supervisor-nav.js";

const AGAIN_MS = 15000; // Back offices move in hours; a press shows at once.

class MattersDesk extends Page {
  static personal = true;
  list = null;
  asked = null; // {kind: reviewing | decided | collected | returned | document, matter}
  find = "";
  ended = false;
  problem = "";
  refusal = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    await this.look();
    setInterval(() => this.look(), AGAIN_MS);
  }

  async look() {
    try {
      const turn = (this.turn = `/staff/matters?find=${encodeURIComponent(this.find)}&ended=${Number(this.ended)}`);
      const list = await get(turn);
      if (turn !== this.turn) return; // Something else was asked for meanwhile.
      this.list = list;
      this.problem = "";
    } catch (problem) {
      this.problem = problem.message;
      this.refused(problem);
    }
    this.update();
  }

  ask(kind, matter) {
    Object.assign(this, { asked: kind ? { kind, matter } : null, refusal: "" });
    this.update();
  }

  seek(find) {
    this.find = find;
    return this.look();
  }

  show(ended) {
    this.ended = ended;
    return this.look();
  }

  async send(event) {
    event.preventDefault();
    if (this.pending) return;
    const { kind, matter } = this.asked;
    const form = new FormData(event.target);
    const [path, body] = kind === "document" ? ["document", {}]
      : kind === "returned" ? ["return", { reason: form.get("reason").trim() }]
        : ["move", { stage: kind, holder: (form.get("holder") ?? "").trim() }];
    Object.assign(this, { pending: true, refusal: "" });
    this.update();
    try {
      await press(`/staff/matters/${encodeURIComponent(matter)}/${path}`, body);
      this.asked = null;
      await this.look();
    } catch (problem) {
      this.refusal = problem.message;
      this.refused(problem);
    }
    this.pending = false;
    this.update();
  }

  title() {
    return t("page.matters.title");
  }

  view() {
    if (!this.session) return h("main.desk");
    return h("main.desk", this.header(), this.problem && this.warn(this.problem),
      this.list && [matterTiles(this), this.question(), this.choices(), matterTable(this), this.note()]);
  }

  header() {
    if (this.session.role === "supervisor") return deskHeader(this, "matters");
    return h("header.bar", { key: "bar" }, h("div", h("h1", t("page.matters.title")), h("p.soft", this.session.name || this.session.user)),
      h("a.button", { href: "/clerk" }, icon("back"), t("page.clerk.title")), this.languageMenu(),
      h("button.quiet", { on: { click: signOut } }, icon("leave"), t("page.sign_out")));
  }

  warn(words) {
    return h("p.refusal", { role: "alert" }, icon("warning"), words);
  }

  choices() {
    const kinds = [["running", false], ["ended", true]];
    return h("div.choices", { key: "choices" },
      h("div.toggle", kinds.map(([name, ended]) => h("button", { key: name, "data-act": name, "aria-pressed": String(this.ended === ended),
        on: { click: () => this.show(ended) } }, t(`page.matters.${name}`)))),
      h("label", t("page.matters.find"), h("input", { type: "search", name: "find", autocomplete: "off", value: this.find, on: { input: (event) => this.seek(event.target.value) } })));
  }

  note() {
    const { remind_days: remind, warn_days: warn } = this.list;
    return h("p.soft", { key: "note" }, t("page.matters.note", { remind, warn }));
  }

  /** What is about to be done, asked in the page itself: no pop-up. */
  question() {
    if (!this.asked) return null;
    const { kind, matter } = this.asked;
    return h("section.card.question", { key: `${kind}/${matter}` },
      h("h2", t(`page.matters.ask_${kind}`, { matter })), this.refusal && this.warn(this.refusal),
      h("form", { on: { submit: (event) => this.send(event) } }, this.field(kind),
        h("button", { type: "button", on: { click: () => this.ask(null) } }, t("page.cancel")),
        h("button", { class: kind === "returned" ? ["danger", "sure"] : "primary", disabled: this.pending, "data-act": "sure" }, t(`page.matters.do_${kind}`))));
  }

  field(kind) {
    if (kind === "reviewing") {
      return [h("label", t("page.matters.office"), h("input", { name: "holder", required: true, maxlength: 40, autocomplete: "off", list: "offices", focus: true })),
        h("datalist", { id: "offices" }, this.list.offices.map((office) => h("option", { key: office, value: office })))];
    }
    return kind === "returned" && h("label", t("page.matters.reason"), h("input", { name: "reason", required: true, maxlength: 200, autocomplete: "off", focus: true }));
  }
}

customElements.define("matters-desk", MattersDesk);
