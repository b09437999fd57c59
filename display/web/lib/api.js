/** Requests to the hub: reads, and presses that act once however often the network makes us repeat them. */

import { language, t } from "./texts.js";

const ATTEMPT_MS = 5000; // One attempt; a hub that needs longer is not answering.
const PATIENCE_MS = 30000; // A press is repeated this long.
export const STALE_PRESS_MS = 10000; // A call older than this would surprise whoever it calls: the hub refuses it too.
const RETRY_MS = [300, 700, 1500, 3000];
const RETRY_STATUS = new Set([502, 503, 504]);

/** The hub's no, in words for the person at the page. `status` is 0 where no answer came; `again_s`: ask no sooner, where it says so. `errors`: what is wrong, and where. */
export class Problem extends Error {
  constructor(status, reason, sentence, again_s = 0, errors = []) {
    super(sentence);
    this.errors = errors;
    this.again_s = again_s;
    this.status = status;
    this.reason = reason;
  }
}

/** Read a picture. Raises `Problem`. */
export async function get(path) {
  return readAnswer(await attempt("GET", path));
}

/** Act once: repeated with the same key until an answer comes or patience ends. Raises `Problem`. */
export async function press(path, body = {}, { method = "POST", patience_ms = PATIENCE_MS, key = newKey() } = {}) {
  const pressed_ms = performance.now();
  for (let tries = 0; ; tries += 1) {
    const response = await attempt(method, path, body, key).catch((error) => error);
    const final = response instanceof Response && !RETRY_STATUS.has(response.status);
    const wait_ms = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] * (0.8 + 0.4 * Math.random());
    if (final || performance.now() - pressed_ms + wait_ms > patience_ms) return readAnswer(response);
    await new Promise((resolve) => setTimeout(resolve, wait_ms));
  }
}

async function attempt(method, path, body, key) {
  const headers = language() ? { "Accept-Language": language() } : {}; // Without a word of ours it is what the page has preloaded.
  if (key) headers["Idempotency-Key"] = key;
  const json = method === "POST" ? JSON.stringify(body) : undefined;
  if (json) headers["Content-Type"] = "application/json";
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ATTEMPT_MS);
  try {
    return await fetch(`/api/v1${path}`, { method, headers, body: json, cache: "no-store", signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function readAnswer(response) {
  if (!(response instanceof Response)) throw new Problem(0, "unreachable", t("page.unreachable"));
  const text = await response.text();
  const answer = parse(text);
  if (response.ok) return answer;
  throw new Problem(response.status, answer?.reason ?? "", answer?.detail || answer?.title || t("page.unreachable"), Number(response.headers.get("Retry-After")) || 0, answer?.errors ?? []);
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null; // A proxy's error page; the status says enough.
  }
}

/** A new identity for one human action. `randomUUID` exists in secure contexts alone; a hall may run plain http. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
