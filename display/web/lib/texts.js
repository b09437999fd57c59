/** The words of the pages: one flat JSON file per language, served by the hub. */

import { keep, kept } from "./kept.js";

const loaded = new Map();
const HALLS_SPEAK = "zh"; // What a hall whose pages name no language most likely speaks.
let current = { code: "", words: {} };

/** The words of a language, asked for once; raises when its file cannot be had, and may be tried again then. */
export function load(code) {
  if (!loaded.has(code)) loaded.set(code, fetchWords(code).catch((error) => loaded.delete(code) && Promise.reject(error)));
  return loaded.get(code);
}

async function fetchWords(code) {
  const response = await fetch(`/api/v1/texts/${encodeURIComponent(code)}.json`);
  if (!response.ok) throw new TypeError(code);
  return response.json();
}

/** Use this language from now on; raises when its file cannot be had. */
export async function useLanguage(code) {
  current = { code, words: await load(code) };
  document.documentElement.lang = code;
}

export function language() {
  return current.code;
}

/** The sentence of a key with its `{placeholders}` filled in; an unknown key shows itself, so that it is found. */
export function t(key, values = {}) {
  const sentence = current.words[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}

/** The words of a code, or the code itself: for codes that a hall may add to. */
export function tCode(prefix, code) {
  return current.words[`${prefix}.${code}`] ?? code;
}

/** A text of the hall's own setup in the present language, else in any that it has. */
export function said(names) {
  return names?.[current.code] ?? Object.values(names ?? {})[0] ?? "";
}

/** What a language calls itself. */
export function languageName(code) {
  return new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
}

/** What `choose` will most likely answer, before the hall's own languages are known; "" where nobody can tell. */
export function likely(personal) {
  const asked = new URLSearchParams(location.search).get("lang");
  return asked || (personal && remembered()) || HALLS_SPEAK;
}

/** The language of a page: asked for in its address, else (for one person's page) theirs, else the hall's first. */
export function choose(languages, personal) {
  const asked = new URLSearchParams(location.search).get("lang");
  const own = personal ? [remembered(), ...navigator.languages.map((each) => each.split("-")[0])] : [];
  return [asked, ...own].find((code) => languages.includes(code)) ?? languages[0];
}

const REMEMBERED = "anycounter.language";

export function remember(code) {
  keep(REMEMBERED, code);
}

function remembered() {
  return kept(REMEMBERED);
}
