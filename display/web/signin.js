/** Sign in, and on to the page that asked for it. */

import { press } from "./lib/api.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const HOME = { clerk: "/clerk", supervisor: "/supervisor", admin: "/supervisor", pad: "/" };

class SignIn extends Page {
  static personal = true;
  refusal = "";

  async send(event) {
    event.preventDefault();
    if (this.pending) return;
    this.pending = true;
    this.refusal = "";
    this.update();
    const form = new FormData(event.target);
    try {
      const session = await press("/session", { user: form.get("user"), password: form.get("password") });
      location.assign(nextPage() ?? HOME[session.role] ?? "/");
    } catch (problem) {
      this.refusal = problem.message;
    }
    this.pending = false;
    this.update();
  }

  title() {
    return t("page.sign_in");
  }

  view() {
    return h("main.signin",
      h("section.card", icon("person"), h("h1", t("page.sign_in")), h("p.soft", said(this.setup.names)),
        this.refusal && h("p.refusal", { role: "alert" }, icon("warning"), this.refusal),
        h("form", { on: { submit: (event) => this.send(event) } },
          h("label", t("page.user"), h("input", { name: "user", autocomplete: "username", autocapitalize: "none", required: true, maxlength: 64, focus: true })),
          h("label", t("page.password"), h("input", { name: "password", type: "password", autocomplete: "current-password", required: true, maxlength: 256 })),
          h("button.primary", { disabled: this.pending }, t("page.sign_in"))),
        this.languageMenu()));
  }
}

/** Only a page of this hub: never another host. */
function nextPage() {
  const next = new URLSearchParams(location.search).get("next");
  if (!next) return null;
  const url = new URL(next, location.href);
  return url.origin === location.origin ? url.pathname : null;
}

customElements.define("sign-in", SignIn);
