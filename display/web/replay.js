/** A day again: a slider over its hours, the counters, who waited and who was called, as the journal has it. */

import { get } from "./lib/api.js";
import { clockSpan, span, timeOfDay } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { Page } from "./lib/page.js";
import { signedIn } from "./lib/session.js";
import { said, t } from "./lib/texts.js";
import { h } from "./lib/view.js";
import { reasonOf } from "./day-field.js";
import { hallAt, waitingOver } from "./replay-fold.js";
import { deskHeader } from "./supervisor-nav.js";

const RETRY_MS = 10000; // While the hub does not answer.
const SPEEDS = [1, 10, 60];
const STEP_MS = 60000; // One press of an arrow key on the slider.
const FRAME_MS = 100; // Ten pictures a second are a film of a hall.
const QUEUE_ROWS = 40;
const PROFILE_POINTS = 160;
const LONG_WAIT_S = 900;
const STATE_TONE = { free: "good", calling: "warn", serving: "brand", paused: "warn" };

class ReplayDesk extends Page {
  static personal = true;
  days = [];
  story = null;
  at_ms = 0;
  speed = 0; // 0: it stands still.
  problem = "";

  async ready() {
    this.session = await signedIn();
    if (!this.session) return;
    await this.findDays();
    setInterval(() => this.problem && this.findDays(), RETRY_MS);
  }

  /** Which days there are, and the one that was asked for or the newest. */
  async findDays() {
    try {
      this.days = (await get("/replay/days")).days;
    } catch (problem) {
      this.problem = problem.message;
      this.refused(problem);
      this.update();
      return;
    }
    this.problem = "";
    const asked = new URLSearchParams(location.search).get("day");
    const day = this.days.includes(this.day) ? this.day : asked || this.days.at(-1);
    if (day) await this.look(day);
    else this.update();
  }

  async look(day) {
    this.stand();
    this.day = day;
    try {
      const story = await get(`/replay?day=${encodeURIComponent(day)}`);
      if (this.day !== day) return; // Another one was chosen meanwhile.
      this.story = story;
      this.profile = waitingOver(story, PROFILE_POINTS);
      this.at_ms = story.from_ms;
      this.problem = "";
    } catch (problem) {
      this.story = null;
      this.problem = reasonOf(problem, { day: t("page.report.column_day") });
      this.refused(problem);
    }
    this.update();
  }

  go(at_ms) {
    this.at_ms = Math.min(Math.max(at_ms, this.story.from_ms), this.story.to_ms);
    if (this.at_ms >= this.story.to_ms) this.stand();
    this.update();
  }

  play(speed) {
    this.stand();
    if (this.at_ms >= this.story.to_ms) this.at_ms = this.story.from_ms;
    this.speed = speed;
    this.last_ms = performance.now();
    this.timer = setInterval(() => this.roll(), FRAME_MS);
    this.update();
  }

  roll() {
    const now_ms = performance.now();
    const passed_ms = now_ms - this.last_ms;
    this.last_ms = now_ms;
    this.go(this.at_ms + passed_ms * this.speed);
  }

  stand() {
    clearInterval(this.timer);
    this.speed = 0;
    this.update();
  }

  title() {
    return t("page.replay.title");
  }

  view() {
    if (!this.session) return h("main.desk.replay");
    return h("main.desk.replay", deskHeader(this, "replay"), this.problem && h("p.refusal", { key: "problem", role: "alert" }, icon("warning"), this.problem),
      this.dayChoice(), this.story ? this.film() : !this.problem && h("p.card.soft", { key: "none" }, t("page.replay.none")));
  }

  dayChoice() {
    const days = this.days.includes(this.day) || !this.day ? this.days : [...this.days, this.day];
    return h("div.choices", { key: "days" }, h("label", t("page.report.column_day"), h("select", { name: "day", on: { change: (event) => this.look(event.target.value) } },
      [...days].reverse().map((day) => h("option", { key: day, value: day, selected: day === this.day }, day)))));
  }

  film() {
    const hall = hallAt(this.story, this.at_ms);
    return [this.controls(), this.tiles(hall), h("div.split", { key: "split" },
      h("section", h("h2", t("page.supervisor.counters")), h("div.desks", hall.counters.map((desk) => this.desk(desk, hall)))),
      h("aside", this.calls(hall), this.queue(hall)))];
  }

  controls() {
    const { from_ms, to_ms } = this.story;
    const clock = timeOfDay(this.at_ms, this.setup.timezone);
    return h("section.card.film", { key: "film" },
      h("div.row", h("p.clock", clock), h("button", { "data-act": "stand", disabled: this.speed === 0, on: { click: () => this.stand() } }, icon("hold"), t("page.replay.stand")),
        h("div.toggle", { role: "group", "aria-label": t("page.replay.speed") }, SPEEDS.map((speed) =>
          h("button", { key: `x${speed}`, "data-act": `x${speed}`, "aria-pressed": String(speed === this.speed), on: { click: () => this.play(speed) } }, icon("next"), `${speed}×`)))),
      this.profileView(),
      h("input", { type: "range", name: "at", min: from_ms, max: to_ms, step: STEP_MS, value: this.at_ms, "aria-label": t("page.replay.time"), "aria-valuetext": clock,
        on: { input: (event) => { this.stand(); this.go(Number(event.target.value)); } } }),
      h("p.ends.soft", h("span", timeOfDay(from_ms, this.setup.timezone)), h("span", timeOfDay(to_ms, this.setup.timezone))));
  }

  /** How many waited over the day, above the slider; where we are is a line. */
  profileView() {
    const { from_ms, to_ms } = this.story;
    const most = Math.max(...this.profile.map((point) => point.waiting), 1);
    const x = (at_ms) => (1000 * (at_ms - from_ms)) / Math.max(to_ms - from_ms, 1);
    const line = this.profile.map((point) => `${x(point.at_ms).toFixed(1)},${(60 - (56 * point.waiting) / most).toFixed(1)}`);
    return h("svg.profile", { viewBox: "0 0 1000 60", preserveAspectRatio: "none", role: "img", "aria-label": t("page.replay.profile", { most }) },
      h("polygon.area", { points: ["0,60", ...line, "1000,60"].join(" ") }), h("line.now", { x1: x(this.at_ms), x2: x(this.at_ms), y1: 0, y2: 60 }));
  }

  tiles({ waiting, served, missed, counters, open }) {
    const longest_s = Math.max(0, ...waiting.map((ticket) => (this.at_ms - ticket.since_ms) / 1000));
    const over = waiting.filter((ticket) => this.at_ms - ticket.since_ms > LONG_WAIT_S * 1000).length;
    const at_work = counters.filter((desk) => !["closed", "paused"].includes(desk.state)).length;
    const tile = (key, value, tone) => h("div.tile", { key, class: tone }, h("span", t(key)), h("strong", value));
    return h("section.tiles", { key: "tiles" }, tile("page.supervisor.waiting", waiting.length), tile("page.supervisor.longest", span(longest_s), over && "bad"),
      tile("page.report.column_over_15", over, over && "bad"), tile("page.supervisor.at_work", `${at_work} / ${counters.length}`),
      tile("page.supervisor.served", served), tile("page.supervisor.missed", missed), tile("page.replay.day", t(open ? "page.replay.open" : "page.replay.closed")));
  }

  desk({ counter, state, number, clerk, since_ms }, { help }) {
    return h("article.deskcard", { key: `d${counter}`, class: [state, help.includes(counter) && "help"] },
      h("header", h("b", counter), h("span.chip", { class: STATE_TONE[state] }, t(`page.counter_state.${state}`)), help.includes(counter) && icon("bell")),
      h("p", number && [h("strong", number), h("span.soft", clockSpan((this.at_ms - since_ms) / 1000))], !number && h("span.soft", state === "closed" ? "" : clerk)));
  }

  calls({ calls }) {
    return h("section.card", { key: "calls" }, h("h2", t("page.replay.calls")), calls.length ? h("ol.calls", calls.map((call) =>
      h("li", { key: `${call.number}-${call.at_ms}` }, h("b", call.number), icon("arrow"), h("b", call.counter), h("span.soft", timeOfDay(call.at_ms, this.setup.timezone))))) : h("p.soft", "–"));
  }

  queue({ waiting }) {
    const names = new Map(this.setup.lines.map((line) => [line.code, said(line.names)]));
    return h("section.card", { key: "queue" }, h("h2", t("page.supervisor.queue"), h("b", waiting.length)), waiting.length ? h("ol.waiting", waiting.slice(0, QUEUE_ROWS).map((ticket) =>
      h("li", { key: ticket.number, class: this.at_ms - ticket.since_ms > LONG_WAIT_S * 1000 && "over" }, h("b", ticket.number), h("span.line", names.get(ticket.line) ?? ""), h("span", span((this.at_ms - ticket.since_ms) / 1000)))))
      : h("p.soft", t("page.supervisor.nobody")));
  }
}

customElements.define("replay-desk", ReplayDesk);
