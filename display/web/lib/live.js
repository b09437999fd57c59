/**
 * The one way in which a page stays true: whole pictures with (epoch, rev), over a WebSocket, else by polling.
 *
 * A picture older than the last one is dropped. Age is counted from the receipt by the page's own monotonic clock, so
 * that wrong clocks do not matter. A socket that is silent too long is given up; attempts back off with jitter, and in
 * between each of them the picture is asked for by GET, so that a proxy which refuses WebSockets costs seconds, not sight.
 */

import { get } from "./api.js";

export const STALE_MS = 15000; // The hub sends at least every 10 s; older than this is said on the page.
const SILENT_MS = 20000; // A socket that is open but says nothing is dead.
const OPEN_MS = 5000; // A socket that does not open is refused.
const POLL_MS = 3000; // Between two polls while there is no socket.
const BACKOFF_MS = [500, 1000, 2000, 3000, 5000]; // 200 screens are 40 requests a second then; a call must not wait for its screen.
const RELEARN_MS = 60000; // Only older pictures for this long: the hub was set up anew, its count started again.

export class Live {
  /** `take(picture)` gets every picture that is not older than the last; `refused(problem)` a 4xx of the poll. */
  constructor({ socket, poll, take, refused = () => {} }) {
    Object.assign(this, { socketPath: socket, poll, take, refused });
    this.last = { epoch: -1, rev: -1 };
    this.received_ms = null;
    this.failures = 0;
    this.stopped = false;
  }

  start() {
    this.started_ms = performance.now();
    this.connect();
    return this;
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  /** Milliseconds since the last picture came (or since the start, before the first). */
  get age_ms() {
    return performance.now() - (this.received_ms ?? this.started_ms);
  }

  get stale() {
    return this.age_ms > STALE_MS;
  }

  connect() {
    if (this.stopped) return;
    const url = new URL(this.socketPath, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(url);
    const mine = this.socket;
    const over = () => mine === this.socket && this.lost();
    this.watch(OPEN_MS, over);
    mine.onmessage = (event) => {
      if (mine !== this.socket) return;
      this.watch(SILENT_MS, over);
      this.receive(unwrap(JSON.parse(event.data)));
    };
    mine.onopen = () => this.watch(SILENT_MS, over);
    mine.onclose = over;
  }

  watch(limit_ms, over) {
    clearTimeout(this.timer);
    this.timer = setTimeout(over, limit_ms);
  }

  /** The socket is gone: look by GET, then try again. */
  async lost() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    const seen = await this.pollOnce();
    if (this.stopped) return;
    const step_ms = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)];
    this.failures += 1;
    const wait_ms = (seen ? Math.min(step_ms, POLL_MS) : step_ms) * (0.5 + Math.random());
    this.timer = setTimeout(() => this.connect(), wait_ms);
  }

  async pollOnce() {
    try {
      const picture = await get(this.poll);
      this.receive(picture);
      return true;
    } catch (problem) {
      if (problem.status >= 400 && problem.status < 500) this.refused(problem);
      return false;
    }
  }

  receive(picture) {
    if (this.stopped) return;
    const { epoch, rev } = picture;
    const older = epoch < this.last.epoch || (epoch === this.last.epoch && rev < this.last.rev);
    if (older && this.age_ms < RELEARN_MS) return;
    this.last = { epoch, rev };
    this.received_ms = performance.now();
    if (this.socket?.readyState === WebSocket.OPEN) this.failures = 0;
    this.take(picture);
  }
}

/** `{type: "board", epoch, rev, board: {...}}` -> the picture with its epoch and rev. */
function unwrap(message) {
  const { epoch, rev } = message;
  return { ...message[message.type], epoch, rev };
}
