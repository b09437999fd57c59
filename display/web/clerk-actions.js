/** What a clerk can do, with which key, and when. Keys are positions on the keyboard, so that an input method does not matter. */

import { t } from "./lib/texts.js";
import { opensMatter } from "./clerk-panels.js";

const AT_DESK = ["calling", "serving"];

/** In the order in which they are shown. `states`: where the key acts; `run(console)`. */
export const ACTIONS = [
  action("next", "N", "next", ["free", ...AT_DESK], (it) => nextOrFinish(it)),
  action("recall", "R", "recall", ["calling"], (it) => it.act("recall")),
  action("start", "S", "check", ["calling"], (it) => it.act("start")),
  action("finish", "F", "star", AT_DESK, (it) => it.show("finish")),
  action("miss", "M", "missed", ["calling"], (it) => it.act("miss")),
  action("hold", "H", "hold", AT_DESK, (it) => it.act("hold")),
  action("held", "B", "back", ["free"], (it) => callBack(it)),
  action("transfer", "T", "swap", AT_DESK, (it) => it.show("transfer")),
  action("pause", "P", "clock", ["free", "paused", ...AT_DESK], (it) => pauseOrResume(it)),
  action("note", "E", "paper", AT_DESK, (it) => it.show("note")),
  action("day", "D", "person", ["free", "paused", ...AT_DESK], (it) => it.show("day")),
  action("undo", "U", "undo", ["free", "paused", ...AT_DESK], (it) => it.act("undo")),
  action("help", "C", "bell", ["free", "paused", ...AT_DESK], (it) => it.act("help")),
  action("close", "X", "door", ["free", "paused"], (it) => it.act("close")),
];

function action(name, key, icon, states, run) {
  return { name, key, icon, states, run, code: `Key${key}`, label: (it) => label(name, it) };
}

function label(name, it) {
  if (name === "undo" && undoLeft_s(it) > 0) return t("page.clerk.undo_left", { seconds: undoLeft_s(it) });
  if (name === "pause" && pausing(it.picture)) return t("page.clerk.resume");
  return t(`page.clerk.${name}`);
}

/** May the key act now? What the hub would refuse for sure is not offered. */
export function allowed(it, { name, states }) {
  const { state, held, current } = it.picture;
  if (!states.includes(state)) return false;
  if (name === "undo") return undoLeft_s(it) > 0;
  if (name === "held") return held.length > 0;
  const early = current?.state === "called" && it.setup.rules?.start_required;
  return !(early && ["next", "finish", "hold", "transfer"].includes(name));
}

/** The usual next key. */
export function mainAction({ state }) {
  return { free: "next", calling: "start", serving: "finish", paused: "pause" }[state];
}

export function undoLeft_s(it) {
  return Math.ceil((it.picture.undo_until_ms - it.hall_ms) / 1000);
}

/** An item that is decided later needs its outcome said, or its matter would be lost: *next* asks for it first. */
function nextOrFinish(it) {
  const slipped = performance.now() < it.quiet_until_ms;
  return opensMatter(it) && !slipped ? it.show("finish") : it.act("next");
}

function pausing(picture) {
  return picture.state === "paused" || picture.pause_after;
}

function pauseOrResume(it) {
  return pausing(it.picture) ? it.act("resume") : it.show("pause");
}

function callBack(it) {
  const { held } = it.picture;
  return held.length === 1 ? it.act("resume", { ticket: held[0].ticket }) : it.show("held");
}
