/** Parts of the citizens' page of halls: the search, a hall as a card, its details. */

import { icon } from "./lib/icons.js";
import { byReading, calledIn, calledInFromAfar, levelWords, nameOf, nextHours, outlasts, outlastsWords, waitMark, wayWords } from "./lib/halls.js";
import { language, said, t, tCode } from "./lib/texts.js";
import { h } from "./lib/view.js";

/** Where from, for what, in which form. */
export function search(page) {
  const { halls, items } = page.feed;
  return h("section.search", { key: "search", "aria-label": t("page.halls.search") },
    h("label", t(page.many ? "page.centre.find" : "page.halls.find"), h("input", { type: "search", name: "find", value: page.find, maxlength: 60, autocomplete: "off", on: { input: (event) => page.look(event.target.value) } })),
    h("label", t("page.halls.item"), h("select", { name: "item", on: { change: (event) => page.want(event.target.value) } },
      h("option", { value: "", selected: !page.item }, t("page.halls.any_item")), byReading(items).map((each) => h("option", { key: each.code, value: each.code, selected: each.code === page.item }, said(each.names) || each.code)))),
    page.many && page.setup.nodes.length > 0 && h("label", { key: "node" }, t("page.halls.node"), h("select", { name: "node", on: { change: (event) => page.under(event.target.value) } },
      h("option", { value: "", selected: !page.node }, said(page.setup.names)), page.setup.nodes.map((each) => h("option", { key: each.id, value: each.id, selected: each.id === page.node }, said(each.names) || each.id)))),
    h("label", t("page.halls.from"), h("select", { name: "from", on: { change: (event) => page.standAt(event.target.value) } },
      h("option", { value: "", selected: !page.from }, t(page.here ? "page.halls.from_place" : "page.halls.from_nowhere")), halls.map((each) => h("option", { key: each.hall, value: each.hall, selected: each.hall === page.from }, nameOf(each))))),
    h("button.primary", { "data-act": "near", disabled: page.asking, on: { click: () => page.locate() } }, icon("door"), t(page.asking ? "page.halls.locating" : "page.halls.near")),
    page.refusal && h("p.refusal", { role: "alert" }, icon("warning"), h("span", page.refusal)));
}

/** List or map. */
export function forms(page) {
  return h("div.toggle", { key: "forms", role: "group", "aria-label": t("page.halls.form") }, ["list", "map"].map((each) =>
    h("button", { key: each, "data-act": each, "aria-pressed": String(page.form === each), on: { click: () => page.show(each) } }, icon(each === "map" ? "globe" : "board"), t(`page.halls.${each}`))));
}

/** A hall among others. */
export function hallCard(page, hall) {
  const open = page.chosen === hall.hall;
  return h("li.card", { key: hall.hall, class: open && "chosen", "data-hall": hall.hall },
    h("h2", nameOf(hall)), h("p.soft", [levelWords(hall.level), said(hall.address)].filter(Boolean).join(" · ")),
    waitMark(hall), takeLink(page, hall), hall.reach && reachOf(hall), hall.state === "open" && h("p", t("page.halls.counters", { open: hall.open, counters: hall.counters })),
    h("button", { "aria-expanded": String(open), "data-act": `more-${hall.hall}`, on: { click: () => page.choose(open ? "" : hall.hall) } }, icon(open ? "close" : "plus"), t(open ? "page.halls.less" : "page.halls.more")),
    open && details(page, hall));
}

const WEB = /^https?:\/\//i; // The centre lets nothing else through; a link is no place to rely on somebody.

/** Does the hall give tickets from afar to whoever sets out now? */
function givesAfar({ remote, url, state, reach }) {
  return remote && state === "open" && !reach?.late && WEB.test(url);
}

/** The hall's own page for taking a ticket from afar, with what was said here: the item, and how long the way takes. */
function takeLink(page, shown) {
  const { hall, url, hold_s, reach } = shown;
  if (!givesAfar(shown)) return null;
  if (reach && outlasts(reach, hold_s, shown)) return h("p.soft", { key: "take", "data-far": hall }, outlastsWords(reach, hold_s, shown));
  const asked = new URLSearchParams({ lang: language() });
  if (page.item) asked.set("item", page.item);
  if (Number.isInteger(reach?.minutes)) asked.set("way", reach.minutes);
  return h("a.button.primary", { key: "take", "data-act": `take-${hall}`, href: `${url}/afar?${asked}`, rel: "noreferrer" }, icon("ticket"), t("page.halls.take"));
}

function reachOf(hall) {
  const { reach, hold_s, closes } = hall;
  const known = reach.total_min !== null;
  const afar = known && reach.minutes > 0 && givesAfar(hall) && !outlasts(reach, hold_s, hall);
  return h("p.reach", icon("arrow"), h("span", wayWords(reach)), known && h("b", calledIn(hall, afar)), afar && h("b", { "data-fact": "afar" }, calledInFromAfar(hall)),
    reach.late && h("b", { "data-late": reach.late }, t(`page.halls.late_${reach.late}`, { time: closes })));
}

function details(page, hall) {
  const full = page.full?.hall === hall.hall ? page.full : null;
  return h("div.details",
    h("h3", t("page.halls.next")), hall.next_hours && nextHours(hall),
    h("h3", t("page.halls.there")), h("p", said(hall.directions) || t("page.halls.no_directions")),
    hall.closes && h("p", t("page.halls.closes", { time: hall.closes })),
    hall.phone && h("p", h("a.button", { href: `tel:${hall.phone.replace(/[^\d+]/g, "")}` }, icon("phone"), hall.phone)),
    hall.remote && !(hall.reach && outlasts(hall.reach, hall.hold_s, hall)) && h("p.good-news", icon("ticket"), t("page.halls.remote")),
    h("h3", t("page.halls.accepts")), full ? accepted(full) : h("p.soft", { role: "status" }, t("page.connecting_short")));
}

function accepted(full) {
  const lines = full.lines.map((line) => [line, full.accepts.filter((item) => item.line === line.code)]).filter(([, items]) => items.length);
  return lines.map(([line, items]) => h("div", { key: line.code }, h("h4", said(line.names)), h("ul.accepts", items.map((item) =>
    h("li", { key: item.code }, h("span", said(item.names)), h("span.soft", tCode("depth", item.depth), " · ", t("page.halls.documents", { count: item.documents })))))));
}
