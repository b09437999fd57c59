/**
 * One part of the hall's file: the list of its entries, the form of one, what it will look like, and the reason for the change.
 *
 * The path of a change: typed (the preview follows) -> checked by the hub (mistakes stand beside their fields) -> reason -> saved.
 */

import { press } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { fieldOf, form, valueOf } from "./settings-fields.js";
import { nameOf, preview } from "./settings-preview.js";

const IN_ROWS = new Set(["rules", "shadow", "place", "afar"]); // Shown as their fields, a line each.
const MORE = { place: "page.settings.place_more", afar: "page.settings.afar_more", shadow: "page.settings.shadow_more" };

export class Editor {
  open = null; // {section, index, before, value}
  mistakes = [];
  asked = false; // The hub has found nothing wrong: now the reason.
  removing = false;
  refusal = "";
  done = "";
  pending = false;

  constructor(page) {
    this.page = page;
  }

  leave() {
    Object.assign(this, { open: null, mistakes: [], asked: false, removing: false, refusal: "", done: "" });
    this.page.update();
  }

  start(section, index, before) {
    this.leave();
    this.open = { section, index, before, value: before };
    this.page.update();
  }

  typed(event) {
    const { section, before } = this.open;
    const { settings } = this.page;
    this.open.value = valueOf(form(section, settings), new FormData(event.currentTarget ?? event), before, { languages: settings.languages, name: section });
    this.asked = false;
    this.page.update();
  }

  async check(event) {
    event.preventDefault();
    this.removing = false;
    await this.send("/settings/check", {}, (answer) => {
      this.mistakes = answer.mistakes;
      this.asked = answer.mistakes.length === 0;
    });
  }

  remove() {
    this.removing = true;
    this.asked = true;
    this.page.update();
  }

  async save(event) {
    event.preventDefault();
    const reason = new FormData(event.target).get("reason").trim();
    await this.send("/settings/save", { seen: this.page.settings.revision, reason }, (settings) => {
      this.leave();
      this.page.settings = settings;
      this.done = t("page.settings.saved");
      scrollTo({ top: 0 }); // The words stand above the list.
    });
  }

  async send(path, more, took) {
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.page.update();
    const { section, index, value } = this.open;
    try {
      took(await press(path, { section, index, value: this.removing ? null : value, ...more }));
    } catch (problem) {
      this.refusal = problem.message;
      if (problem.status === 401) this.page.refused(problem);
      if (problem.reason === "settings_changed") this.page.look();
    }
    this.pending = false;
    this.page.update();
  }

  /** What the hub said about one field; `key` "" stands for what belongs to none. */
  wrong(fields, key) {
    const { section, index } = this.open;
    const here = index === null ? section : `${section}[${index}]`;
    const place = (each) => (each.key.startsWith(here) ? each.key.slice(here.length).replace(/^\./, "") : null);
    const belongs = (each, field) => place(each) !== null && (field === "" || place(each) === field || place(each).startsWith(`${field}.`) || place(each).startsWith(`${field}[`));
    if (key !== null) return this.mistakes.filter((each) => belongs(each, key));
    return this.mistakes.filter((each) => !fields.some((field) => belongs(each, field.key)));
  }
}

export function editorView(editor, section, isList) {
  const { page } = editor;
  const part = page.settings.parts[section];
  if (!editor.open || editor.open.section !== section) {
    if (!isList) return [doneWords(editor), opener(editor, section, part)];
    return [doneWords(editor), listView(editor, section, part)];
  }
  return formView(editor, section, isList);
}

function doneWords(editor) {
  return editor.done && h("p.chip.good.done", { key: "done", role: "status" }, icon("check"), editor.done);
}

function opener(editor, section, part) {
  const inRows = IN_ROWS.has(section);
  return h("section.card", { key: `whole-${section}` }, h("h2", t(`page.settings.tab_${section}`)), section in MORE && h("p.soft", t(MORE[section])),
    preview(section, inRows ? null : part, editor.page.settings),
    inRows && h("dl.rules", form(section, editor.page.settings).map((field) => h("div", { key: field.key }, h("dt", t(`page.settings.field_${field.key}`)), h("dd", shown(field, part[field.key], section))))),
    h("p", h("button.primary", { "data-act": "edit", disabled: !editor.page.settings.writable, on: { click: () => editor.start(section, null, part) } }, t("page.settings.edit"))));
}

/** A field's value in words. */
function shown({ kind, choices }, value, section) {
  if (value === undefined && (kind === "text" || kind === "plain")) return t("page.settings.none");
  if (value === undefined) return t(section === "shadow" ? "page.settings.as_hall" : "page.settings.by_default");
  if (kind === "text") return said(value);
  if (kind === "numbers") return choices.filter(([code]) => code in value).map(([code, name]) => `${name} ${value[code]}`).join(" · ");
  if (kind === "yes") return t(value ? "page.settings.yes" : "page.settings.no");
  return kind === "choice" ? choices.find(([code]) => code === value)?.[1] : value;
}

function listView(editor, section, part) {
  const { writable } = editor.page.settings;
  return h("section", { key: `list-${section}` }, h("h2", t(`page.settings.tab_${section}`), h("b", part.length)),
    !writable && h("p.refusal", icon("warning"), t("page.settings.not_writable")),
    h("ul.entries", part.map((entry, index) => h("li", { key: `e${index}` },
      h("button", { "data-act": `open-${section}-${index}`, on: { click: () => editor.start(section, index, entry) } },
        h("b", nameOf(section, entry)), h("span.soft", entry.code ?? ""))))),
    h("p", h("button", { "data-act": "add", disabled: !writable, on: { click: () => editor.start(section, part.length, {}) } }, icon("plus"), t("page.settings.add"))));
}

function formView(editor, section, isList) {
  const { settings } = editor.page;
  const { index, before, value } = editor.open;
  const fields = form(section, settings);
  const isNew = isList && index === settings.parts[section].length;
  return h("section.card", { key: `form-${section}-${index}` },
    h("h2", isNew ? t("page.settings.new_entry") : isList ? nameOf(section, before) : t(`page.settings.tab_${section}`)),
    h("div.beside", h("form.fields", { on: { submit: (event) => editor.check(event), input: (event) => editor.typed(event), change: (event) => editor.typed(event) } },
      fields.map((field) => fieldOf(field, { value: field.key ? value?.[field.key] : value, languages: settings.languages, name: section,
        wrong: editor.wrong(fields, field.key), fixed: field.kind === "code" && !isNew })),
      editor.wrong(fields, null).map((each) => h("p.wrong", { key: `rest-${each.key}`, role: "alert" }, icon("warning"), `${each.key}: ${each.words}`)),
      h("div.row", h("button", { type: "button", "data-act": "cancel", on: { click: () => editor.leave() } }, t("page.cancel")),
        isList && !isNew && h("button.danger", { type: "button", "data-act": "remove", on: { click: () => editor.remove() } }, icon("close"), t("page.settings.remove")),
        h("button.primary", { "data-act": "check", disabled: editor.pending || !settings.writable }, t("page.settings.check")))),
    preview(section, value, settings)),
    editor.refusal && h("p.refusal", { key: "refusal", role: "alert" }, icon("warning"), editor.refusal),
    editor.asked && reasonForm(editor, section));
}

function reasonForm(editor, section) {
  return h("form.question", { key: `why-${editor.removing}`, on: { submit: (event) => editor.save(event) } },
    h("p", h("b", t(editor.removing ? "page.settings.ask_remove" : "page.settings.ask_save")), " ", t(`page.settings.effect_${section === "counters" ? "counters" : "now"}`)),
    h("label", t("page.supervisor.reason"), h("input", { name: "reason", required: true, maxlength: 200, autocomplete: "off", focus: true })),
    h("button", { class: editor.removing ? ["danger", "sure"] : "primary", "data-act": "save", disabled: editor.pending }, t(editor.removing ? "page.settings.remove" : "page.settings.save")));
}
