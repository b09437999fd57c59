/** What a change will look like where people see it: kiosk, screens, ticket. Drawn from the form as it is typed. */

import { icon } from "./lib/icons.js";
import { languageName, said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

/** One card for each language of the hall, or nothing where nothing of it is shown to people. */
export function preview(section, value, { languages, parts }) {
  const draw = DRAWN[section];
  if (!draw || !value) return null;
  return h("section.preview", { key: "preview", "aria-label": t("page.settings.preview") }, h("h3", t("page.settings.preview")),
    languages.map((language) => h("div.seen", { key: language, lang: language, dir: "auto" }, h("p.soft", `${languageName(language)} · ${t(`page.settings.seen_${section}`)}`),
      draw(value, language, parts))));
}

const inLanguage = (text, language) => text?.[language] || h("span.wrong", icon("warning"), "—");

const DRAWN = {
  items: (item, language, parts) => h("div.kiosk-card",
    h("b", inLanguage(item.names, language)),
    h("span.chip.brand", inLanguage(parts.lines.find((line) => line.code === item.line)?.names ?? {}, language)), h("span.chip", t(`depth.${item.depth ?? "instant"}`)),
    h("ul", (item.documents ?? []).map((each) => h("li", icon("paper"), " ", inLanguage(each, language))))),
  counters: (counter, language) => h("div.call-row", h("b", "A012"), icon("arrow"), h("b", counter.number || "–"),
    h("span", counter.names?.[language] ?? ""), h("span.soft", counter.direction?.[language] ?? "")),
  lines: (line, language) => h("div.call-row", h("b", inLanguage(line.names, language)), h("span.soft", "3")),
  priorities: (priority, language) => h("div.kiosk-card", h("b", inLanguage(priority.names, language))),
  names: (names, language) => h("div.board-head", h("b", inLanguage(names, language))),
  facts: (facts) => h("dl.rules", Object.entries(facts ?? {}).map(([fact, words]) => h("div", { key: fact }, h("dt", t(`fact.${fact}`)), h("dd", words)))),
  notices: (notices, language) => (notices.length ? notices.map((each) => h("div.board-head", inLanguage(each, language))) : h("p.soft", t("page.settings.none"))),
};

/** What an entry of a list is called in that list. */
export function nameOf(section, entry) {
  if (section === "counters") return [t("page.counter.title", { counter: entry.number }), said(entry.names)].filter(Boolean).join(" · ");
  return said(entry.names) || entry.code;
}
