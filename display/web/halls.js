/** Halls for citizens: which one is near, what it accepts, how long one waits there, who serves soonest. No sign-in. */

import { get } from "./lib/api.js";
import { isOver } from "./lib/format.js";
import { forItem, MANY, nameOf } from "./lib/halls.js";
import { icon } from "./lib/icons.js";
import { largeButton, restoreLarge } from "./lib/large.js";
import { Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { hallsMap } from "./halls-map.js";
import { forms, hallCard, search } from "./halls-parts.js";

const AGAIN_MS = 15000; // Waits change with each call.
const STALE_MS = 40000; // Two questions without an answer: no wait on this page is fresh any more.
const SHOWN = 40; // Cards at a time; a search finds the others.
const PLACE_DIGITS = 3; // 100 m: enough to choose a hall, and no doorstep.
const SOON_MIN = 15;
const LEAST_S = 2; // Before the next question of a page that was told to wait.
const TYPED_MS = 300; // Somebody who types has not finished yet.

class HallsPage extends Page {
  static personal = true;
  feed = null;
  find = "";
  item = "";
  from = "";
  node = "";
  here = null;
  reaches = new Map();
  chosen = "";
  full = null;
  form = "list";
  refusal = "";
  asking = false;
  fit = null; // Halls that the centre found for the words, of a few; null: nothing is searched for.
  unsearched = false;
  slowed = false; // The centre has said that this address asks too often.

  async ready() {
    restoreLarge();
    const asked = new URLSearchParams(location.search);
    this.chosen = asked.get("hall") ?? "";
    this.item = asked.get("item") ?? "";
    this.from = asked.get("from") ?? "";
    if (this.many && !this.from) this.find = this.chosen;
    await this.ask();
    if (this.chosen) this.choose(this.chosen);
    setInterval(() => this.ask(), AGAIN_MS);
  }

  /** So many halls that the centre is asked for some of them. */
  get many() {
    return this.setup.halls > MANY;
  }

  /** Has anything been asked for? */
  get asked() {
    return !this.many || Boolean(this.find.trim() || this.node || this.here || this.from);
  }

  /** All halls, or those that were asked for, and how soon each serves from here. */
  async ask() {
    const path = this.many ? await this.filtered() : "/halls";
    this.path = path;
    try {
      const feed = await get(path);
      if (path !== this.path) return;
      this.feed = feed;
      if (!feed.items.some((each) => each.code === this.item)) this.item = ""; // Nor is anything else asked for that nobody knows.
      if (!this.many && this.from && !feed.halls.some((each) => each.hall === this.from)) this.from = "";
      this.slowed = false;
      await this.reach();
      this.heard_ms = performance.now();
      if (this.unsearched) await this.search();
    } catch (problem) {
      if (!this.heard_ms) this.heard_ms = performance.now();
      this.slowDown(problem);
    }
    this.update();
  }

  /** An address that asks too often is told so, and asks again when it may: many phones share one. */
  slowDown({ status, again_s }) {
    if (status !== 429) return;
    this.slowed = true;
    clearTimeout(this.again_timer);
    this.again_timer = setTimeout(() => this.ask(), Math.max(again_s, LEAST_S) * 1000 * (1 + Math.random()));
  }

  /** The question for some halls: near a place or a hall, below a node, by name. */
  async filtered() {
    const asked = new URLSearchParams();
    const from = this.from && (this.feed?.halls.find((each) => each.hall === this.from) ?? (await get(`/halls/${encodeURIComponent(this.from)}`).catch(() => null)));
    if (!from) this.from = "";
    const place = from || this.here;
    if (this.find.trim()) asked.set("search", this.find.trim());
    if (this.node) asked.set("node", this.node);
    if (place && place.latitude !== null && place.longitude !== null) asked.set("near", `${place.latitude.toFixed(PLACE_DIGITS)},${place.longitude.toFixed(PLACE_DIGITS)}`);
    asked.set("most", this.asked ? "200" : "0");
    return `/halls?${asked}`;
  }

  async reach() {
    this.question = "";
    if (!this.from && !this.here) return this.reaches.clear();
    const from = this.from ? `from=${encodeURIComponent(this.from)}` : `latitude=${this.here.latitude.toFixed(PLACE_DIGITS)}&longitude=${this.here.longitude.toFixed(PLACE_DIGITS)}`;
    const question = `/halls/soonest?${from}&item=${encodeURIComponent(this.item)}`;
    this.question = question;
    const { halls } = await get(question);
    if (question === this.question) this.reaches = new Map(halls.map((each) => [each.hall, each]));
    return null;
  }

  /** The picture has aged: none of its waits is said any more. */
  get old() {
    return Boolean(this.heard_ms) && performance.now() - this.heard_ms > STALE_MS;
  }

  /** Halls that fit the search: who calls soonest, way included where it is known from where, stale and closed ones last. */
  fitting() {
    const halls = this.feed.halls.filter((each) => (!this.item || each.items.includes(this.item)) && (this.many || !this.fit || this.fit.has(each.hall)));
    return halls.map((each) => this.withReach(forItem(each, this.item))).map((each) => ({ ...each, state: this.stateOf(each) })).sort(bySoonest);
  }

  /** A hall with the way there; where that is known, its wait is the one that the way was added to, and no other moment's. */
  withReach(hall) {
    const reach = this.old ? null : this.reaches.get(hall.hall);
    if (!reach) return { ...hall, reach: null };
    const { state, heard_ms, open, waiting, p50_s, p80_s } = reach;
    return { ...hall, state, heard_ms, open, waiting, p50_s, p80_s, reach };
  }

  /** As the centre tells it; an old picture is stale, and behind its closing time a hall is closed to whoever comes now. */
  stateOf(hall) {
    if (hall.state !== "open") return hall.state;
    if (this.old) return "stale";
    return isOver(hall, hall.heard_ms) ? "closed" : "open";
  }

  look(words) {
    this.find = words;
    this.update();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => (this.many ? this.ask() : this.search()), TYPED_MS);
  }

  /** Which of a few halls fit: the centre knows pinyin and everyday words. Until it has answered the halls stay as they were. */
  async search() {
    const words = this.find.trim();
    const fit = words ? await get(`/halls?search=${encodeURIComponent(words)}&most=${MANY}`).catch((problem) => this.slowDown(problem)) : null;
    if (words !== this.find.trim()) return;
    this.unsearched = fit === undefined;
    if (!this.unsearched) this.fit = fit && new Set(fit.halls.map((each) => each.hall));
    this.update();
  }

  under(node) {
    this.node = node;
    this.again();
  }

  want(code) {
    this.item = code;
    this.again();
  }

  standAt(hall) {
    this.from = hall;
    if (hall) this.here = null;
    this.again();
  }

  stand(place) {
    this.here = place;
    this.from = "";
    this.refusal = "";
    this.again();
  }

  show(form) {
    this.form = form;
    this.update();
  }

  async again() {
    this.update();
    if (this.many) return this.ask();
    await this.reach().catch(() => this.reaches.clear()); // The next question tells more.
    this.update();
    return null;
  }

  /** Ask the browser, which asks its owner. */
  locate() {
    this.refusal = "";
    if (!navigator.geolocation) return this.unlocated();
    this.asking = true;
    this.update();
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      this.asking = false;
      this.stand({ latitude: coords.latitude, longitude: coords.longitude });
    }, () => this.unlocated(), { timeout: 10000, maximumAge: 60000 });
    return null;
  }

  unlocated() {
    this.asking = false;
    this.refusal = t("page.halls.no_place");
    this.update();
  }

  async choose(hall) {
    this.chosen = hall;
    this.full = null;
    this.update();
    if (!hall) return;
    const full = await get(`/halls/${encodeURIComponent(hall)}`).catch(() => null);
    if (this.chosen === hall) this.full = full;
    this.update();
  }

  title() {
    return t("page.halls.title");
  }

  staleBanner() {
    if (this.slowed) return h("p.stale", { role: "status", key: "slowed" }, icon("clock"), h("span", t("page.halls.too_often")));
    if (this.feed ? !this.old : !this.heard_ms) return null;
    return h("p.stale", { role: "status", key: "stale" }, icon("unlinked"), h("span", this.feed ? t("page.stale", { seconds: Math.floor((performance.now() - this.heard_ms) / 1000) }) : t("page.connecting")));
  }

  view() {
    return h("main.my.halls", h("header", h("div", h("h1", t("page.halls.title")), h("p.soft", said(this.setup.names))), largeButton(this), this.languageMenu()),
      this.feed && [search(this), forms(this), this.asked ? this.found(this.fitting()) : h("p.card", { key: "many", role: "status" }, t("page.halls.many", { count: this.setup.halls }))]);
  }

  found(halls) {
    const count = this.many && !this.item ? Math.max(this.feed.count, halls.length) : halls.length;
    const judged = halls.filter((each) => each.reach && (each.reach.total_min !== null || each.reach.late)); // Of the others nobody knows.
    const soon = judged.filter(({ reach }) => reach.total_min !== null && reach.total_min <= SOON_MIN).length;
    return h("section.found", { key: "found" },
      h("p", { role: "status" }, judged.length ? t("page.halls.soon", { count: soon }) : t("page.halls.count", { count })),
      this.form === "map" && hallsMap({ halls, here: this.here, chosen: this.chosen, choose: (hall) => this.choose(hall), stand: (place) => this.stand(place) }),
      halls.length ? h("ul", (this.form === "map" && this.chosen ? halls.filter((each) => each.hall === this.chosen) : halls.slice(0, SHOWN)).map((each) => hallCard(this, each))) : h("p.card", t("page.halls.none")),
      count > Math.min(halls.length, SHOWN) && h("p.soft", t("page.halls.cut", { count: count - Math.min(halls.length, SHOWN) })));
  }
}

const RANKS = { open: 0, stale: 2 }; // An open hall that closes too early stands between them; closed and unknown ones are last.

/** What a hall is sorted by, one after the other; Infinity where nobody knows. */
function soonness({ state, reach, p80_s }) {
  return [reach?.total_min ?? Infinity, reach?.late ? 1 : RANKS[state] ?? 3, reach?.minutes ?? Infinity, reach?.metres ?? Infinity, p80_s ?? Infinity];
}

function bySoonest(a, b) {
  const of_b = soonness(b);
  const apart = soonness(a).map((each, index) => (each === of_b[index] ? 0 : each - of_b[index])).find((each) => each);
  return apart || nameOf(a).localeCompare(nameOf(b));
}

customElements.define("halls-page", HallsPage);
