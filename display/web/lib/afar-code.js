/** The check-in code of a hall that gives tickets from afar, on its own screens. Elsewhere the hub tells none. */

import { get } from "./api.js";

const AGAIN_MS = 600000; // Whoever is told none is no screen; the hall's settings may change.
const SOON_MS = 5000; // The hub did not answer.

export class AfarCode {
  code = "";

  /** `changed()` is called with each new code. Where the hall gives no tickets from afar, nothing is ever asked. */
  constructor(setup, changed) {
    this.changed = changed;
    if (setup.afar?.on) this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      const { code, left_s } = await get("/afar/code");
      this.code = code;
      this.timer = setTimeout(() => this.ask(), left_s * 1000);
    } catch (problem) {
      if (problem.status) this.code = "";
      this.timer = setTimeout(() => this.ask(), problem.status ? AGAIN_MS : SOON_MS);
    }
    this.changed();
    return this.code;
  }
}
