/** Icons, drawn for these pages on a 24 x 24 grid with a round pen. */

import { h } from "./view.js";

const PATHS = {
  arrow: ["M4 12h15", "M13 6l6 6-6 6"],
  back: ["M20 12H5", "M11 6l-6 6 6 6"],
  bell: ["M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z", "M10.5 21h3"],
  board: ["M3 5h18v12H3z", "M7 9h4", "M7 13h4", "M15 9h2", "M15 13h2", "M9 21h6"],
  calendar: ["M4 6h16v14H4z", "M4 10.5h16", "M8.5 3.5v4", "M15.5 3.5v4"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  clock: ["M12 3.5a8.5 8.5 0 1 0 .01 0z", "M12 8v4.5l3 2"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  counter: ["M3 12h18", "M5 12v8h14v-8", "M12 3.5a2.5 2.5 0 1 0 .01 0z", "M8 12c0-2.5 1.6-4 4-4s4 1.5 4 4"],
  device: ["M6 4h12v16H6z", "M9.5 8h5", "M12 16h.01"],
  door: ["M6 21V3.5h12V21", "M3.5 21h17", "M14.5 12h.01"],
  globe: ["M12 3.5a8.5 8.5 0 1 0 .01 0z", "M3.5 12h17", "M12 3.5c5 5 5 12 0 17", "M12 3.5c-5 5-5 12 0 17"],
  hand: ["M8 12V6.5a1.5 1.5 0 0 1 3 0V11", "M11 11V4.8a1.5 1.5 0 0 1 3 0V11", "M14 11V6.5a1.5 1.5 0 0 1 3 0V14c0 4-2.2 6.5-5.5 6.5-3 0-4.3-1.4-6-4.5l-1.6-3a1.5 1.5 0 0 1 2.5-1.5L8 13.5"],
  heart: ["M12 20C5 15 3.5 11.5 3.5 9a4.3 4.3 0 0 1 8.5-1.2A4.3 4.3 0 0 1 20.5 9c0 2.5-1.5 6-8.5 11z"],
  hold: ["M12 3.5a8.5 8.5 0 1 0 .01 0z", "M9.5 9v6", "M14.5 9v6"],
  keyboard: ["M3 6h18v12H3z", "M7 10h.01", "M11 10h.01", "M15 10h.01", "M8 14h8"],
  kiosk: ["M6 3h12v11H6z", "M9 14v7", "M15 14v7", "M6 21h12", "M9.5 7h5"],
  large: ["M3 19L8.5 5 14 19", "M5 14.5h7", "M18 8v8", "M14.5 12h7"],
  leave: ["M14 4H5v16h9", "M10 12h11", "M17 8l4 4-4 4"],
  missed: ["M12 4a3.5 3.5 0 1 0 .01 0z", "M5 20c.5-4.5 3-6.5 7-6.5", "M15 15l5 5", "M20 15l-5 5"],
  muted: ["M4 10v4h3.5L12 18V6L7.5 10z", "M16 9.5l5 5", "M21 9.5l-5 5"],
  next: ["M5 5l9 7-9 7z", "M18 5v14"],
  paper: ["M6 3h8l4 4v14H6z", "M14 3v4h4", "M9 12h6", "M9 16h6"],
  person: ["M12 4a4 4 0 1 0 .01 0z", "M4.5 20.5c.7-4.5 3.5-6.5 7.5-6.5s6.8 2 7.5 6.5"],
  phone: ["M7 2.5h10v19H7z", "M11 18.5h2"],
  plus: ["M12 5v14", "M5 12h14"],
  printer: ["M7 8V3.5h10V8", "M4 8h16v8h-3", "M7 16H4", "M7 13h10v7.5H7z"],
  recall: ["M4 10v4h3.5L12 18V6L7.5 10z", "M15.5 9c1.6 1.7 1.6 4.3 0 6", "M18 6.5c3 3 3 8 0 11"],
  search: ["M10.5 4a6.5 6.5 0 1 0 .01 0z", "M15.5 15.5L21 21"],
  speech: ["M4 4.5h16v11.5h-9L6.5 20v-4H4z", "M12 7.5v3", "M12 13h.01"],
  star: ["M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z"],
  swap: ["M4 8h14", "M14 4l4 4-4 4", "M20 16H6", "M10 12l-4 4 4 4"],
  ticket: ["M3.5 7h17v3.5a1.8 1.8 0 0 0 0 3.5V17h-17v-3.5a1.8 1.8 0 0 0 0-3.5z", "M14 7v2", "M14 11v2", "M14 15v2"],
  undo: ["M8 5L4 9l4 4", "M4 9h10a5.5 5.5 0 0 1 0 11H8"],
  unlinked: ["M12 18.5h.01", "M8.5 15a5 5 0 0 1 5-1.3", "M5 11.5a10 10 0 0 1 6-2.8", "M16 10.3c1.1.4 2.1 1 3 1.8", "M4 4l16 16"],
  warning: ["M12 3.5L2.5 20h19z", "M12 10v4.5", "M12 17.3h.01"],
};

/** An icon beside words: it says nothing by itself to a screen reader. */
export function icon(name) {
  return h("svg.icon", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, PATHS[name].map((d) => h("path", { d })));
}

const MOUTHS = {
  5: "M14 29c3 8 17 8 20 0z",
  4: "M15 30c4 5 14 5 18 0",
  3: "M16 32h16",
  2: "M16 34c4-4 12-4 16 0",
  1: "M15 36c3-8 15-8 18 0",
};
const BROWS = { 5: ["M13 16c2-2 4-2 6 0", "M29 16c2-2 4-2 6 0"], 1: ["M13 14l6 3", "M35 14l-6 3"] };

/** The face of a rating level, 5 to 1, on a 48 x 48 grid. */
export function face(level) {
  const eyes = BROWS[level] && level === 5 ? [] : ["M17 20v2", "M31 20v2"];
  const strokes = [...(BROWS[level] ?? []), ...eyes, MOUTHS[level]];
  return h("svg.face", { viewBox: "0 0 48 48", "aria-hidden": "true", focusable: "false" },
    h("circle", { cx: 24, cy: 24, r: 20 }), strokes.map((d) => h("path", { d })));
}
