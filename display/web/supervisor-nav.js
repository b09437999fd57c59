/** The way between the supervisor's pages: the same links on each, the present one marked. */

import { icon } from "./lib/icons.js";
import { signOut } from "./lib/session.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const PAGES = [
  ["supervisor", "/supervisor", "person"], ["matters", "/matters", "check"], ["reports", "/reports", "paper"], ["replay", "/replay", "undo"], ["planning", "/planning", "clock"],
  ["shadow", "/shadow", "swap"], ["devices", "/devices", "device"], ["settings", "/settings", "keyboard"],
];

/** Links to all of the supervisor's pages. `here`: the name of the present one. */
export function supervisorNav(here) {
  return h("nav.pages-of-desk", { "aria-label": t("page.nav.label") }, PAGES.map(([name, href, picture]) =>
    h("a.button", { key: name, href, "aria-current": name === here && "page" }, icon(picture), t(`page.nav.${name}`))));
}

/** The head of such a page: its name, who is signed in, the links. */
export function deskHeader(page, name) {
  return h("header.bar", { key: "bar" }, h("div", h("h1", t(`page.nav.${name}`)), h("p.soft", page.session.name || page.session.user)),
    page.languageMenu(), h("button.quiet", { on: { click: signOut } }, icon("leave"), t("page.sign_out")), supervisorNav(name));
}
