/**
 * Calls said aloud: one ordered line, clip after clip.
 *
 * `VoiceQueue` keeps the rules of display/voice/queue.py (a test compares both): a call and each recall is one event; it
 * stands in line from when it is first seen; one that is over leaves the line unsaid; a recall of a number that still
 * stands in line takes its place; what is being said is said to its end; what is old when first seen is not said.
 * Browsers let a page sound only after a touch or a kiosk flag: until then `Voice.state` is "off", and says so.
 */

import { press } from "./api.js";

export const YOUNG_MS = 20000;
const GAP_S = 0.08; // Between two clips; display/voice/speaker.py leaves the same.
const SLACK_MS = 4000; // Sound that ends so much later than it should has been lost: the device is gone.
const REPORT_MS = 60000; // How often the hub hears whether this board can be heard.
const KEPT_CLIPS = 200; // About 12 MB of samples; a page runs for weeks.
const CHIME = "chime";

const keyOf = (call) => `${call.number}/${call.counter}/${call.calls}/${call.at_ms}`;
const placeOf = (call) => `${call.number}/${call.counter}`;

export class VoiceQueue {
  saying = null;
  line = [];
  seen = new Map(); // key -> at_ms, of the young ones alone

  /** The open calls as they are now; `now_ms`: hall time of this picture. */
  see(calls, now_ms) {
    const open = [...calls].sort((one, other) => one.at_ms - other.at_ms || one.counter - other.counter);
    const newest = new Map(open.map((call) => [placeOf(call), call]));
    this.line = this.line.filter((call) => newest.has(placeOf(call))).map((call) => newest.get(placeOf(call)));
    const standing = new Set(this.line.map(keyOf));
    for (const call of open.filter((each) => now_ms - each.at_ms <= YOUNG_MS)) {
      if (!this.seen.has(keyOf(call)) && !standing.has(keyOf(call))) this.line.push(call);
      this.seen.set(keyOf(call), call.at_ms);
    }
    for (const [key, at_ms] of this.seen) if (now_ms - at_ms > YOUNG_MS) this.seen.delete(key);
  }

  /** The call to say now; null while one is being said, or where nothing waits. */
  begin() {
    if (this.saying || !this.line.length) return null;
    this.saying = this.line.shift();
    return this.saying;
  }

  /** The call has been said, or could not be. */
  end() {
    this.saying = null;
  }
}

export class Voice {
  queue = new VoiceQueue();
  failed = false;
  clips = new Map(); // name -> promise of its samples

  /** `areas`: codes that this page speaks for; `changed()` is told when `state` may be another. */
  constructor({ areas, changed }) {
    Object.assign(this, { areas, changed });
    this.sound = new AudioContext({ sampleRate: 24000 });
    this.gain = this.sound.createGain();
    this.gain.connect(this.sound.destination);
    this.sound.onstatechange = () => this.turned();
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.switchOn());
    setInterval(() => this.report(), REPORT_MS);
    this.report();
  }

  /** "on"; "off": the browser waits for a touch; "failed": the last call could not be heard. */
  get state() {
    if (this.sound.state !== "running") return "off";
    return this.failed ? "failed" : "on";
  }

  /** The open calls of this page's areas, each with its `clips`; `loudness` in percent. */
  see(calls, now_ms, loudness) {
    this.newest = { calls, now_ms, seen_ms: performance.now() };
    this.gain.gain.value = loudness / 100;
    this.queue.see(calls, now_ms);
    this.next();
  }

  async switchOn() {
    if (this.sound.state !== "running") await this.sound.resume();
  }

  /** Sound is on or off now. The line starts anew: what was called long before is not read out afterwards. */
  turned() {
    const { saying } = this.queue;
    this.queue = new VoiceQueue();
    this.queue.saying = saying;
    if (this.newest) this.queue.see(this.newest.calls, this.newest.now_ms + performance.now() - this.newest.seen_ms);
    this.report();
    this.changed();
    this.next();
  }

  async next() {
    if (this.sound.state !== "running") return;
    const call = this.queue.begin();
    if (!call) return;
    const before = this.state;
    this.failed = !(await this.say(call.clips).catch(() => this.say([CHIME])).then(() => true, () => false));
    this.queue.end();
    if (this.state !== before) {
      this.report();
      this.changed();
    }
    this.next();
  }

  /** Play clips one after the other; rejects where one cannot be had, or the sound does not end. */
  async say(clips) {
    const samples = await Promise.all(clips.map((clip) => this.load(clip)));
    let at_s = this.sound.currentTime;
    let last;
    for (const buffer of samples) {
      last = this.sound.createBufferSource();
      last.buffer = buffer;
      last.connect(this.gain);
      last.start(at_s);
      at_s += buffer.duration + GAP_S;
    }
    await ended(last, (at_s - this.sound.currentTime) * 1000 + SLACK_MS);
  }

  load(clip) {
    if (!this.clips.has(clip)) {
      if (this.clips.size >= KEPT_CLIPS) this.clips.clear();
      const loading = this.fetchClip(clip);
      loading.catch(() => this.clips.delete(clip));
      this.clips.set(clip, loading);
    }
    return this.clips.get(clip);
  }

  async fetchClip(clip) {
    const response = await fetch(`/voice/${encodeURIComponent(clip)}.ogg`);
    if (!response.ok) throw new TypeError(clip);
    return this.sound.decodeAudioData(await response.arrayBuffer());
  }

  /** Tell the hub, whose supervisor sees it; what gets lost is told again in a minute. */
  report() {
    const on = this.state === "on";
    for (const area of this.areas) press("/voice/sound", { area, on }, { patience_ms: 0 }).catch(() => {});
  }
}

function ended(source, limit_ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, limit_ms);
    source.onended = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
