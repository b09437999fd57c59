/** One device of the bench: lent by the hub, its firmware in a worker, its flash in this browser, its line to the broker. */

import { press } from "../lib/api.js";
import { language } from "../lib/texts.js";
import { Board } from "./board.js";
import { Flash } from "./flash.js";
import { GONE, Line, SIGNED_OUT, TAKEN } from "./line.js";

const RESET = 3; // Code of an end by which the firmware wishes to start anew.
const POWERED = 1; // Why a board started, as its chip tells; a reset by the program counts as one by the watchdog.
const RESTARTED = 3;
const AGAIN_MS = 1000; // After a fault, as a board's watchdog would.
const WORDS_KEPT = 12;

export class Device {
  id = "";
  state = "starting"; // starting | running | taken | fault | refused | signed_out | closed
  words = [];
  started_ms = 0;
  heap = 0;

  /** `place`: {role, counter}; `changed()`: it looks different. */
  constructor(hall, place, files, changed) {
    Object.assign(this, { hall, ...place, files, changed });
    this.lines = new Map();
    this.board = new Board((line) => this.worker?.postMessage({ line: JSON.stringify(line) }));
    this.borrow();
  }

  get boot() {
    return this.flash?.boot ?? 0;
  }

  /** Ask the hub for the device, then switch it on. */
  async borrow() {
    this.unplug("starting");
    try {
      const lent = await press("/bench/devices", { role: this.role, counter: this.counter, language: language() });
      if (this.state === "closed") return;
      Object.assign(this, { id: lent.device, lease: lent.lease, flash: new Flash(this.hall, lent.device) });
      this.flash.lent(lent.records);
      this.powerOn();
    } catch (problem) {
      if (problem.status === 0 || problem.status >= 500) this.timer = setTimeout(() => this.borrow(), AGAIN_MS);
      else this.unplug(problem.status === 401 ? "signed_out" : "refused", problem.message);
    }
  }

  powerOn(cause = POWERED) {
    this.unplug("starting");
    this.worker = new Worker("/bench/worker.js", { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.told(data));
    this.worker.addEventListener("error", (event) => this.over(1, event.message));
    this.worker.postMessage({ start: { files: this.files, records: this.flash.whole, environment: { RESET_CAUSE: String(cause) } } });
  }

  /** Pull the plug; what was not in the flash is lost. */
  unplug(state, words = "") {
    this.worker?.terminate();
    this.worker = null;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    for (const line of this.lines.values()) line.close();
    this.lines.clear();
    this.board.dark();
    Object.assign(this, { state, heap: 0 });
    this.words = words ? [words] : [];
    this.changed();
  }

  close() {
    this.unplug("closed");
  }

  told(said) {
    if ("kept" in said) this.flash.keep(said.kept, said.octets);
    else if (said.line?.watchdog_ms) this.feed(said.line.watchdog_ms);
    else if (said.line) this.board.take(said.line);
    else if (said.open) this.open(said.open);
    else if (said.send) this.lines.get(said.send)?.send(said.octets);
    else if (said.close) this.hangUp(said.close);
    else if (said.over) this.over(said.over, said.words);
    else if (said.words) this.words = [...this.words, said.words].slice(-WORDS_KEPT);
    else if (said.started_ms) Object.assign(this, { started_ms: said.started_ms, state: "running" });
    else if (said.heap) this.heap = said.heap;
    if (!("kept" in said || said.send || said.line?.watchdog_ms)) this.changed();
  }

  /** A watchdog that bites from outside, where no loop of the firmware can hold it up. */
  feed(timeout_ms) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.powerOn(RESTARTED), timeout_ms);
  }

  open(connection) {
    const tell = (message) => this.worker?.postMessage({ connection, ...message });
    this.lines.set(connection, new Line(this.id, this.lease, {
      opened: () => tell({ opened: true }),
      received: (octets) => tell({ octets }),
      closed: (code) => this.lines.has(connection) && this.lost(code, () => tell({ closed: true })),
    }));
  }

  hangUp(connection) {
    const line = this.lines.get(connection);
    this.lines.delete(connection);
    line?.close();
  }

  /** A line has ended by itself: the firmware tries again, unless the device is not ours any more. */
  lost(code, tellFirmware) {
    if (code === TAKEN) this.unplug("taken");
    else if (code === SIGNED_OUT) this.unplug("signed_out");
    else if (code === GONE) this.borrow();
    else tellFirmware();
  }

  over(code, words = "") {
    if (code === RESET) return this.powerOn(RESTARTED);
    this.unplug("fault", [...this.words, words].filter(Boolean).join("\n"));
    this.timer = setTimeout(() => this.powerOn(), AGAIN_MS);
    return null;
  }
}
