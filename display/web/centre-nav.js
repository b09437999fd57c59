/** The head of a centre's pages for staff: its name, who is signed in, the way to the others. */

import { icon } from "./lib/icons.js";
import { signOut } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const PAGES = [["wall", "/", "board"], ["compare", "/compare", "paper"], ["reviews", "/reviews", "star"], ["halls", "/halls", "globe"]];
const OF_ADMINISTRATORS = [["webhooks", "/webhooks", "bell"]];

/** `here`: the name of the present page. */
export function centreHeader(page, here, title) {
  return h("header.bar", { key: "bar" }, h("div", h("h1", title), h("p.soft", `${said(page.setup.names)} · ${page.session.name || page.session.user}`)),
    page.languageMenu(), h("button.quiet", { on: { click: signOut } }, icon("leave"), t("page.sign_out")),
    h("nav.pages-of-desk", { "aria-label": t("page.centre.nav_label") }, [...PAGES, ...(page.session.role === "administrator" ? OF_ADMINISTRATORS : [])].map(([name, href, picture]) =>
      h("a.button", { key: name, href, "aria-current": name === here && "page" }, icon(picture), t(`page.centre.nav_${name}`)))));
}

/** From the top down to here. */
export function crumbs(page, path, last) {
  const steps = [["/", said(page.setup.names)], ...path.map(({ id, names }) => [`/node/${id}`, said(names) || id])];
  const before = last ? steps : steps.slice(0, -1);
  if (!before.length) return null;
  return h("nav.crumbs", { key: "crumbs", "aria-label": t("page.centre.path") }, before.map(([href, words]) => h("a", { key: href, href }, words)), h("span", { "aria-current": "location" }, last || steps.at(-1)[1]));
}
