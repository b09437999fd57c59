/** A map of halls from their coordinates alone: no tiles, nothing asked of anybody else. */

import { fitting } from "./lib/chart.js";
import { grade, nameOf, waitWords } from "./lib/halls.js";
import { t } from "./lib/texts.js";
import { h } from "./lib/view.js";

const SIZE = 600;
const EDGE = 84;
const LEAST_KM = 1; // A single hall is no reason to draw its doorstep.
const KM_A_DEGREE = 111.2;
const LABELLED = 14; // More names than this cover each other.
const LABEL_WIDTH = 280;
const LABEL_HEIGHT = 52;
const FITTED = (LABEL_WIDTH * 13) / 22; // `fitting` counts letters of 13 units; these have 20 to 24.
const STEPS_KM = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
const MARKS = {
  short: (x, y) => h("circle.spot.short", { cx: x, cy: y, r: 13 }),
  middle: (x, y) => h("rect.spot.middle", { x: x - 12, y: y - 12, width: 24, height: 24 }),
  long: (x, y) => h("path.spot.long", { d: `M${x} ${y - 15}L${x + 16} ${y + 12}H${x - 16}z` }),
  unknown: (x, y) => h("path.spot.unknown", { d: `M${x} ${y - 14}L${x + 14} ${y}L${x} ${y + 14}L${x - 14} ${y}z` }),
};

/** Where degrees lie on the drawing, and back: north is up, one scale for both directions. */
export function projection(points) {
  const lats = points.map(({ latitude }) => latitude);
  const lons = points.map(({ longitude }) => longitude);
  const middle = { latitude: (Math.min(...lats) + Math.max(...lats)) / 2, longitude: (Math.min(...lons) + Math.max(...lons)) / 2 };
  const narrow = Math.max(Math.cos((middle.latitude * Math.PI) / 180), 0.05);
  const spread_km = Math.max((Math.max(...lats) - Math.min(...lats)) * KM_A_DEGREE, (Math.max(...lons) - Math.min(...lons)) * KM_A_DEGREE * narrow, LEAST_KM);
  const a_km = (SIZE - 2 * EDGE) / spread_km;
  const a_degree = a_km * KM_A_DEGREE;
  return {
    a_km,
    place: ({ latitude, longitude }) => [SIZE / 2 + (longitude - middle.longitude) * a_degree * narrow, SIZE / 2 - (latitude - middle.latitude) * a_degree],
    back: (x, y) => ({ latitude: middle.latitude - (y - SIZE / 2) / a_degree, longitude: middle.longitude + (x - SIZE / 2) / (a_degree * narrow) }),
  };
}

/** `halls`: with coordinates or not; `here`: a place or null; `choose(hall)`; `stand(place)` where an empty spot is touched. */
export function hallsMap({ halls, here, chosen, choose, stand }) {
  const placed = halls.filter((each) => each.latitude !== null && each.longitude !== null);
  if (!placed.length) return h("p.soft", t("page.halls.no_map"));
  const drawn = projection(here ? [...placed, here] : placed);
  const told = t("page.halls.map_of", { halls: placed.length });
  const touched = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    stand(drawn.back(((event.clientX - box.left) * SIZE) / box.width, ((event.clientY - box.top) * SIZE) / box.height));
  };
  const taken = placed.map((each) => boxOf(drawn.place(each)));
  return h("figure.map", h("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "group", "aria-label": told, on: { click: touched } },
    h("rect.land", { x: 0, y: 0, width: SIZE, height: SIZE, rx: 14 }),
    scaleBar(drawn.a_km), here && hereMark(...drawn.place(here)),
    placed.map((each, index) => hallMark(each, drawn.place(each), { chosen: each.hall === chosen, choose, label: index < LABELLED, taken }))),
  h("figcaption.soft", t("page.halls.map_how")));
}

function hallMark(hall, [x, y], { chosen, choose, label, taken }) {
  const words = `${nameOf(hall)}, ${waitWords(hall)}`;
  const act = (event) => {
    event.stopPropagation();
    choose(hall.hall);
  };
  const keyed = (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), act(event));
  return h("g.hall-mark", { key: `m-${hall.hall}`, class: chosen && "chosen", role: "button", tabindex: 0, "aria-label": words, "aria-pressed": String(chosen), on: { click: act, keydown: keyed } },
    h("circle.reach", { cx: x, cy: y, r: 26 }), MARKS[grade(hall)](x, y), label && labelOf(hall, x, y, taken));
}

/** Below its mark, above it or beside it, where no other name or mark is; else nowhere: a name on another one is none. */
function labelOf(hall, x, y, taken) {
  const middle = Math.min(Math.max(x, LABEL_WIDTH / 2 + 4), SIZE - LABEL_WIDTH / 2 - 4);
  const free = [[middle, y + 18], [middle, y - 26 - LABEL_HEIGHT], [x + 22 + LABEL_WIDTH / 2, y - LABEL_HEIGHT / 2], [x - 22 - LABEL_WIDTH / 2, y - LABEL_HEIGHT / 2]]
    .map(([center, top]) => ({ left: center - LABEL_WIDTH / 2, right: center + LABEL_WIDTH / 2, top, bottom: top + LABEL_HEIGHT }))
    .find((box) => box.left >= 0 && box.right <= SIZE && box.top >= 0 && box.bottom <= SIZE && taken.every((each) => each.right < box.left || each.left > box.right || each.bottom < box.top || each.top > box.bottom));
  if (!free) return null;
  taken.push(free);
  const center = (free.left + free.right) / 2;
  return [h("text.name", { x: center, y: free.top + 20, "text-anchor": "middle" }, fitting(nameOf(hall), FITTED)),
    h("text.wait", { x: center, y: free.top + 45, "text-anchor": "middle" }, fitting(waitWords(hall), FITTED))];
}

/** The room of a mark, which no name may cover. */
function boxOf([x, y]) {
  return { left: x - 14, right: x + 14, top: y - 14, bottom: y + 14 };
}

function hereMark(x, y) {
  return h("g.here", { key: "here", role: "img", "aria-label": t("page.halls.you") }, h("circle", { cx: x, cy: y, r: 9 }), h("circle.ring", { cx: x, cy: y, r: 16 }));
}

function scaleBar(a_km) {
  const km = STEPS_KM.findLast((each) => each * a_km <= SIZE / 3) ?? STEPS_KM[0];
  const end = 24 + km * a_km;
  return [h("path.scale", { d: `M24 ${SIZE - 30}v8H${end}v-8` }), h("text.name", { x: 24, y: SIZE - 38 }, t("page.halls.kilometres", { km }))];
}
