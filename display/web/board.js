/** The hall board: calls now, last calls, who waits for what, notices. Read from across a hall. */

import { AfarCode } from "./lib/afar-code.js";
import { get } from "./lib/api.js";
import { dayInWords, timeOfDay, waitRange } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { Voice } from "./lib/voice.js";

const ROWS = 4; // Calls in type that is read from across the hall, open ones first; those that are over are in the strip below.
const MOST = 8; // With more calls open than rows they stand in two columns, still as tall.
const PAST_CALLS = 5;
const FRESH_MS = 12000; // A new call stands out this long: time to look up and find it.
const NOTICE_MS = 12000; // Time to read one notice twice.
const ITEMS_MS = 600000; // The published facts hardly ever change.
const FACTS = ["window", "policy", "steps", "fee", "limit", "phone", "supervision"]; // With the item itself the eight that are published.
const COUNTER_SHUT = new Set(["closed", "paused"]);

class HallBoard extends Page {
  static early = "/board";
  fresh = new Map(); // call -> when it was first seen here
  seen = null;
  voice = null;

  ready() {
    const asked = new URLSearchParams(location.search);
    const all = this.setup.areas;
    this.areas = asked.has("area") ? all.filter((area) => area.code === asked.get("area")) : all;
    this.unknown = asked.has("area") && !this.areas.length;
    const heard = this.areas.filter((area) => area.speaker === "board");
    if (heard.length && asked.get("sound") !== "off") this.voice = this.voiceOf(heard);
    if (this.unknown) return;
    this.follow("/live", "/board");
    this.afar = new AfarCode(this.setup, () => this.update());
    this.loadItems();
    setInterval(() => this.loadItems(), ITEMS_MS);
  }

  /** The items whose facts the band shows; without the hub the last ones stay. */
  async loadItems() {
    this.items = (await get("/items").catch(() => null))?.items ?? this.items ?? [];
  }

  voiceOf(heard) {
    this.heard = new Set(heard.flatMap((area) => area.counters));
    return new Voice({ areas: heard.map((area) => area.code), changed: () => this.update() });
  }

  take(picture) {
    const mine = this.mine(picture);
    this.markFresh(mine.calls);
    super.take(mine);
    const { voice, at_ms, loudness } = mine;
    this.voice?.see(voice.filter((call) => this.heard.has(call.counter)), at_ms, loudness);
  }

  /** The picture as far as it concerns the areas of this board. */
  mine(picture) {
    if (this.areas.length === this.setup.areas.length) return picture;
    const here = new Set(this.areas.flatMap((area) => area.counters));
    const [calls, counters] = [picture.calls, picture.counters].map((all) => all.filter((each) => here.has(each.counter)));
    return { ...picture, calls, counters };
  }

  /** What was already there when the page opened is not new. */
  markFresh(calls) {
    const keys = calls.map(keyOf);
    if (this.seen) keys.filter((key) => !this.seen.has(key)).forEach((key) => this.fresh.set(key, performance.now()));
    this.seen = new Set(keys);
    for (const [key, since_ms] of this.fresh) {
      if (!this.seen.has(key) || performance.now() - since_ms > FRESH_MS) this.fresh.delete(key);
    }
  }

  isFresh(call) {
    return performance.now() - (this.fresh.get(keyOf(call)) ?? -FRESH_MS) < FRESH_MS;
  }

  view() {
    if (this.unknown) return h("main.board", h("p.quiet-hall", icon("board"), t("page.board.no_area")));
    if (!this.picture) return h("main.board");
    const calls = this.picture.calls;
    const [called, serving] = ["called", "serving"].map((state) => calls.filter((call) => call.state === state));
    const now = called.length > ROWS ? called.slice(0, MOST) : [...called, ...serving].slice(0, ROWS);
    const past = calls.filter((call) => !now.includes(call)).slice(0, PAST_CALLS);
    return h("main.board", { class: called.length > ROWS && "many" }, this.header(), this.callList(now), this.waitingLines(), this.pastCalls(past), this.notice());
  }

  title() {
    return this.picture ? `${this.name()} · ${t("page.board.title")}` : super.title();
  }

  /** The hall, and the area where the board shows only one of several. */
  name() {
    const [area] = this.areas;
    return this.areas.length < this.setup.areas.length ? `${said(this.picture.names)} · ${said(area.names)}` : said(this.picture.names);
  }

  /** A board that cannot be heard says so; the touch that switches sound on may be anywhere. */
  sound() {
    const state = this.voice?.state ?? "on";
    if (state === "on") return null;
    return h("button.sound", { key: "sound", type: "button", "data-sound": state, on: { click: () => this.voice.switchOn() } },
      icon("muted"), t(state === "off" ? "page.board.sound_off" : "page.board.sound_failed"));
  }

  header() {
    return h("header.top",
      h("h1", this.name()),
      this.sound(),
      h("p.day", dayInWords(this.hall_ms, this.setup.timezone)),
      h("p.time", { role: "timer" }, timeOfDay(this.hall_ms, this.setup.timezone)));
  }

  callList(calls) {
    return h("section.calls", { class: !calls.length && "none", "aria-label": t("page.board.calls"), "aria-live": "polite" },
      calls.length > 0 && calls.length <= ROWS && h("div.columns", h("span", t("page.board.number")), h("i"), h("span", t("page.board.go_to"))),
      calls.length ? calls.map((call) => this.callRow(call)) : this.quiet());
  }

  callRow(call) {
    return h("article.call", { key: `${call.number}/${call.at_ms}/${call.calls}`, class: [call.state, this.isFresh(call) && "fresh"] },
      h("strong.number", call.number), icon("arrow"),
      h("span.where", h("small", t("page.counter.before")), h("b", call.counter), h("small", t("page.counter.after"))),
      h("span.direction", said(this.setup.counters.find((each) => each.number === call.counter)?.direction)),
      call.calls > 1 && call.state === "called" && h("span.again", t("page.board.again", { times: call.calls })));
  }

  quiet() {
    const key = this.picture.open ? "page.board.quiet" : "page.day_closed";
    return h("p.quiet-hall", icon(this.picture.open ? "ticket" : "door"), t(key));
  }

  waitingLines() {
    const open = this.picture.counters.filter((each) => !COUNTER_SHUT.has(each.state)).length;
    return h("aside.waiting",
      h("div.total", h("span", t("page.board.waiting")), h("strong", this.picture.waiting),
        h("span", t("page.board.counters_open", { open }))),
      h("ul", this.picture.lines.map((line) => h("li", { key: line.line },
        h("span.line", said(line.names)), h("b", line.waiting), h("span.range", icon("clock"), waitRange(line))))));
  }

  pastCalls(calls) {
    if (!calls.length) return null;
    return h("section.past", { "aria-label": t("page.board.past") }, h("h2", t("page.board.past")),
      h("ol", calls.map((call) => h("li", { key: `${call.number}/${call.at_ms}`, class: call.state },
        h("b", call.number), icon("arrow"), h("span", call.counter)))));
  }

  /** It stands still beside what changes: whoever types it looks twice. */
  afarCode() {
    return this.afar.code && h("span.afar", { key: "afar", "data-afar": this.afar.code }, icon("phone"), t("page.board.afar"), h("b", this.afar.code));
  }

  /** One notice after the other, then the facts of one item, and so on through all items. */
  notice() {
    const notices = this.picture.notices.map((notice) => said(notice));
    const facts = (this.items ?? []).map(factsWords).filter(Boolean);
    const code = this.afarCode();
    if (!notices.length && !facts.length) return code && h("footer.notice", code);
    const turn = Math.floor(performance.now() / NOTICE_MS);
    const round = notices.length + (facts.length ? 1 : 0);
    const place = turn % round;
    const words = place < notices.length ? notices[place] : facts[Math.floor(turn / round) % facts.length];
    return h("footer.notice", code, icon(place < notices.length ? "bell" : "paper"), h("p", { key: `notice-${turn}` }, words));
  }
}

/** The published facts of an item in one line; those that it does not have are left out. */
function factsWords({ names, facts }) {
  const known = FACTS.filter((key) => facts[key]).map((key) => `${t(`fact.${key}`)} ${facts[key]}`);
  return known.length ? `${said(names)}　${known.join(" · ")}` : "";
}

/** A call and each of its repeats is one event for the eye. */
function keyOf(call) {
  return `${call.number}/${call.counter}/${call.calls}`;
}

customElements.define("hall-board", HallBoard);
