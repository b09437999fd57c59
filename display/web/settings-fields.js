/**
 * Forms for the parts of the hall's file. A field knows its key, how it is shown and how it is read back.
 *
 * `form(section, settings)` gives the fields of one entry; `valueOf(fields, data, before)` the entry that a filled form means.
 * What the form does not show stays as it was.
 */

import { icon } from "./lib/icons.js";
import { languageName, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const DEPTHS = ["self_service", "instant", "within_30_min", "time_limited"];
const RULES = [
  "max_wait_s", "means_ratio", "booked_weight", "booking_tolerance_s", "overflow_after_s", "first_asked_s", "rest_s", "walk_s", "miss_after_s", "missed_penalty_s", "missed_expires_s",
  "undo_s", "stale_press_s", "rating_window_s", "complaint_due_s", "matter_remind_days", "matter_warn_days",
  "max_items", "max_waiting",
];
const SHADOW = ["max_wait_s", "means_ratio", "booked_weight", "booking_tolerance_s", "overflow_after_s", "first_asked_s", "missed_penalty_s", "rest_s"]; // What the policy reads.
const AFAR = ["most", "per_address", "hold_s", "radius_m", "code_s"];
const FRACTIONS = new Set(["weight", "means_ratio", "booked_weight", "latitude", "longitude"]);

/** The fields of an entry: {key, kind: text | plain | code | number | numbers | choice | yes | codes | texts | words | facts, choices, required}. */
export function form(section, { parts, levels, fact_names }) {
  const lines = parts.lines.map((line) => [line.code, said(line.names) || line.code]);
  const items = parts.items.map((item) => [item.code, said(item.names) || item.code]);
  return {
    items: [
      { key: "code", kind: "code", required: true }, { key: "names", kind: "text", required: true },
      { key: "line", kind: "choice", choices: lines, required: true }, { key: "depth", kind: "choice", choices: DEPTHS.map((depth) => [depth, t(`depth.${depth}`)]) },
      { key: "mean_s", kind: "number" }, { key: "limit_days", kind: "number" }, { key: "documents", kind: "texts" },
      { key: "also", kind: "words" },
      { key: "levels", kind: "codes", choices: levels.map((level) => [level, t(`level.${level}`)]) },
      { key: "facts", kind: "facts", choices: fact_names.map((name) => [name, t(`fact.${name}`)]) },
    ],
    counters: [
      { key: "number", kind: "number", required: true }, { key: "names", kind: "text" }, { key: "direction", kind: "text" },
      { key: "items", kind: "codes", choices: items }, { key: "overflow", kind: "codes", choices: items },
    ],
    lines: [{ key: "code", kind: "code", required: true }, { key: "names", kind: "text", required: true }],
    priorities: [{ key: "code", kind: "code", required: true }, { key: "names", kind: "text", required: true }, { key: "conditions", kind: "text" }, { key: "weight", kind: "number", required: true }],
    names: [{ key: "", kind: "text", required: true }],
    notices: [{ key: "", kind: "texts" }],
    facts: [{ key: "", kind: "facts", choices: fact_names.map((name) => [name, t(`fact.${name}`)]) }],
    place: [
      { key: "level", kind: "choice", choices: [["", t("page.settings.by_default")], ...levels.map((level) => [level, t(`level.${level}`)])] }, { key: "address", kind: "text" }, { key: "directions", kind: "text" }, { key: "phone", kind: "plain" },
      { key: "latitude", kind: "number" }, { key: "longitude", kind: "number" }, { key: "remote", kind: "yes" }, { key: "url", kind: "plain" },
    ],
    afar: AFAR.map((key) => ({ key, kind: "number" })),
    rules: [
      { key: "assignment", kind: "choice", choices: ["press", "auto"].map((how) => [how, t(`page.settings.assignment_${how}`)]) },
      { key: "start_required", kind: "yes" }, ...RULES.map((key) => ({ key, kind: "number" })),
    ],
    shadow: [
      { key: "names", kind: "text" }, { key: "weights", kind: "numbers", choices: parts.priorities.map((each) => [each.code, said(each.names) || each.code]) },
      ...SHADOW.map((key) => ({ key, kind: "number" })),
    ],
  }[section];
}

/** One field with its label, its value and, beside it, what is wrong with it. */
export function fieldOf(field, { value, languages, wrong, name, fixed }) {
  const words = wrong.map((each) => h("p.wrong", { key: each.key + each.words, role: "alert" }, icon("warning"), each.words));
  const label = t(`page.settings.field_${field.key || name}`);
  const invalid = wrong.length > 0 && "true";
  const id = field.key || name;
  if (field.kind === "text" || field.kind === "texts") {
    return h("fieldset", { key: id }, h("legend", label), languages.map((language) => h("label", languageName(language),
      field.kind === "text" ? h("input", { name: `${id}.${language}`, value: value?.[language] ?? "", autocomplete: "off", lang: language, dir: "auto", "aria-invalid": invalid })
        : h("textarea", { name: `${id}.${language}`, rows: 4, value: (value ?? []).map((each) => each[language] ?? "").join("\n"), lang: language, dir: "auto", "aria-invalid": invalid }))),
    field.kind === "texts" && h("p.soft", t("page.settings.one_a_line")), words);
  }
  if (field.kind === "words") {
    return h("fieldset", { key: id }, h("label", label, h("textarea", { name: id, rows: 3, value: (value ?? []).join("\n"), dir: "auto", "aria-invalid": invalid })), h("p.soft", t("page.settings.words_more")), words);
  }
  if (field.kind === "codes") {
    return h("fieldset.codes", { key: id }, h("legend", label), h("p.soft", t(`page.settings.no_${id}`)), h("div", field.choices.map(([code, shown]) =>
      h("label.tick", { key: code }, h("input", { type: "checkbox", name: id, value: code, checked: (value ?? []).includes(code) }), h("span", shown)))), words);
  }
  if (field.kind === "facts") {
    return h("fieldset", { key: id }, h("legend", label), field.choices.map(([fact, shown]) => h("label", { key: fact }, shown,
      h("input", { name: `${id}.${fact}`, value: value?.[fact] ?? "", autocomplete: "off", dir: "auto", "aria-invalid": invalid }))), words);
  }
  if (field.kind === "numbers") {
    return h("fieldset", { key: id }, h("legend", label), field.choices.map(([code, shown]) => h("label", { key: code }, shown,
      h("input", { name: `${id}.${code}`, type: "number", step: "any", value: value?.[code] ?? "", autocomplete: "off", "aria-invalid": invalid }))), words);
  }
  if (field.kind === "yes") {
    return h("fieldset.codes", { key: id }, h("label.tick", h("input", { type: "checkbox", name: id, value: "yes", checked: value === true }), h("span", label)), words);
  }
  const input = field.kind === "choice"
    ? h("select", { name: id, "aria-invalid": invalid }, field.choices.map(([code, shown]) => h("option", { key: code, value: code, selected: code === value }, shown)))
    : h("input", { name: id, value: value ?? "", type: field.kind === "number" ? "number" : "text", step: FRACTIONS.has(field.key) ? "any" : 1, readonly: fixed, autocomplete: "off", "aria-invalid": invalid });
  return h("fieldset", { key: id }, h("label", label, input), words);
}

/** The entry that a filled form means; `before`: as it was. What was emptied is null. */
export function valueOf(fields, data, before, { languages, name }) {
  const read = Object.fromEntries(fields.map((field) => [field.key, readField(field, data, languages, name)]));
  if (fields.length === 1 && fields[0].key === "") return read[""];
  const value = { ...before, ...read };
  return Object.fromEntries(Object.entries(value).filter(([key, each]) => each !== undefined && (each !== null || key in (before ?? {}))));
}

function readField(field, data, languages, name) {
  const id = field.key || name;
  const words = (language) => (data.get(`${id}.${language}`) ?? "").trim();
  if (field.kind === "text") return perLanguage(languages, words);
  if (field.kind === "texts") {
    const rows = languages.map((language) => words(language).split("\n").map((row) => row.trim()));
    const count = Math.max(...rows.map((row) => (row.join("") ? row.length : 0)));
    return Array.from({ length: count }, (_, index) => perLanguage(languages, (language) => rows[languages.indexOf(language)][index] ?? ""))
      .filter((text) => Object.keys(text).length);
  }
  if (field.kind === "words") return (data.get(id) ?? "").split("\n").map((word) => word.trim()).filter(Boolean);
  if (field.kind === "codes") return data.getAll(id);
  if (field.kind === "facts") return Object.fromEntries(field.choices.map(([fact]) => [fact, (data.get(`${id}.${fact}`) ?? "").trim()]).filter(([, each]) => each));
  if (field.kind === "numbers") return Object.fromEntries(field.choices.map(([code]) => [code, data.get(`${id}.${code}`)]).filter(([, each]) => each).map(([code, each]) => [code, Number(each)]));
  if (field.kind === "yes") return data.has(id);
  if (field.kind === "number") return data.get(id) === "" ? null : Number(data.get(id));
  return (data.get(id) ?? "").trim() || null;
}

function perLanguage(languages, words) {
  return Object.fromEntries(languages.map((language) => [language, words(language)]).filter(([, each]) => each));
}
