/** What all pages share: setup and words first, then a picture that is drawn again with every change and every second. */

import { get } from "./api.js";
import { windClocks } from "./format.js";
import { icon } from "./icons.js";
import { Live } from "./live.js";
import { choose, language, languageName, likely, load, remember, t, useLanguage } from "./texts.js";
import { h, render } from "./view.js";

const RETRY_MS = 2000; // Until the hub gives its setup.
const TICK_MS = 1000; // Countdowns, ages and clocks show seconds.

export class Page extends HTMLElement {
  /** One person's page remembers and guesses their language; a screen of the hall does not. */
  static personal = false;
  /** The picture that is asked for along with the setup: the page names both in its preloads. */
  static early = "";

  connectedCallback() {
    const theme = new URLSearchParams(location.search).get("theme");
    if (["dark", "light"].includes(theme)) document.documentElement.dataset.theme = theme;
    this.begin();
  }

  async begin() {
    try {
      const { early, personal } = this.constructor;
      const guess = likely(personal);
      if (guess) load(guess).catch(() => null); // On its way while the setup is; a wrong guess costs one small file.
      const first = early ? get(early).catch(() => null) : null;
      this.setup = await get("/setup");
      await useLanguage(choose(this.setup.languages, personal));
      first?.then((picture) => picture && this.live?.receive(picture));
    } catch {
      setTimeout(() => this.begin(), RETRY_MS); // The hub is starting.
      return;
    }
    await this.ready();
    this.update();
    setInterval(() => this.tick(), TICK_MS);
    if (!this.constructor.early) this.tick();
  }

  tick() {
    windClocks();
    this.update();
  }

  /** Override: what to do once setup and words are there. */
  async ready() {}

  /** Override: the page as it is now. */
  view() {
    return [];
  }

  /** Follow a picture: it arrives as `this.picture`. */
  follow(socket, poll) {
    this.live?.stop();
    this.picture = null;
    this.live = new Live({
      socket,
      poll,
      take: (picture) => this.take(picture),
      refused: (problem) => this.refused(problem),
    }).start();
  }

  take(picture) {
    this.picture = picture;
    this.update();
  }

  /** A signed-in page whose session is over goes to the sign-in. */
  refused(problem) {
    if (problem.status === 401) location.assign(`/signin?next=${encodeURIComponent(location.pathname)}`);
  }

  update() {
    document.title = this.title();
    render(this, this.staleBanner(), this.view());
  }

  title() {
    return t("page.product");
  }

  /** Hall time now: the picture's, carried on by the page's own clock. */
  get hall_ms() {
    return this.picture.at_ms + this.live.age_ms;
  }

  staleBanner() {
    if (!this.live?.stale) return null;
    const age_s = Math.floor(this.live.age_ms / 1000);
    const key = this.picture ? "page.stale" : "page.connecting";
    return h("p.stale", { role: "status", key: "stale" }, icon("unlinked"), h("span", t(key, { seconds: age_s })));
  }

  async speak(code) {
    await useLanguage(code);
    if (this.constructor.personal) remember(code);
    this.update();
  }

  languageMenu() {
    const others = this.setup.languages.filter((code) => code !== language());
    return h("nav.languages", { "aria-label": t("page.language") }, others.map((code) =>
      h("button.quiet", { type: "button", lang: code, on: { click: () => this.speak(code) } }, icon("globe"), languageName(code))));
  }
}

/** The last part of the page's address: a counter's number, a ticket's link. */
export function lastOfPath() {
  return decodeURIComponent(location.pathname.split("/").pop());
}
