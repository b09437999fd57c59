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
const LABEL_WIDTH = 190;
const LABEL_HEIGHT = 40;
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
  const labels = [];
  return h("figure.map", h("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "group", "aria-label": told, on: { click: touched } },
    h("rect.land", { x: 0, y: 0, width: SIZE, height: SIZE, rx: 14 }),
    scaleBar(drawn.a_km), here && hereMark(...drawn.place(here)),
    placed.map((each, index) => hallMark(each, drawn.place(each), { chosen: each.hall === chosen, choose, label: index < LABELLED, labels }))),
  h("figcaption.soft", t("page.halls.map_how")));
}

function hallMark(hall, [x, y], { chosen, choose, label, labels }) {
  const words = `${nameOf(hall)}, ${waitWords(hall)}`;
  const act = (event) => {
    event.stopPropagation();
    choose(hall.hall);
  };
  const keyed = (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), act(event));
  return h("g.hall-mark", { key: `m-${hall.hall}`, class: chosen && "chosen", role: "button", tabindex: 0, "aria-label": words, "aria-pressed": String(chosen), on: { click: act, keydown: keyed } },
    h("circle.reach", { cx: x, cy: y, r: 26 }), MARKS[grade(hall)](x, y), label && labelOf(hall, x, y, labels));
}

/** Below its mark, else above it, else nowhere: a name on another name is none. */
function labelOf(hall, x, y, labels) {
  const middle = Math.min(Math.max(x, LABEL_WIDTH / 2), SIZE - LABEL_WIDTH / 2);
  const spots = [y + 32, y - 38].map((top) => ({ x: middle, y: top }));
  const free = spots.find((spot) => spot.y > 14 && spot.y < SIZE - 24 && labels.every((each) => Math.abs(each.x - spot.x) > LABEL_WIDTH || Math.abs(each.y - spot.y) > LABEL_HEIGHT));
  if (!free) return null;
  labels.push(free);
  return [h("text.name", { x: free.x, y: free.y, "text-anchor": "middle" }, fitting(nameOf(hall), LABEL_WIDTH)),
    h("text.wait", { x: free.x, y: free.y + 20, "text-anchor": "middle" }, fitting(waitWords(hall), LABEL_WIDTH))];
}

function hereMark(x, y) {
  return h("g.here", { key: "here", role: "img", "aria-label": t("page.halls.you") }, h("circle", { cx: x, cy: y, r: 9 }), h("circle.ring", { cx: x, cy: y, r: 16 }));
}

function scaleBar(a_km) {
  const km = STEPS_KM.findLast((each) => each * a_km <= SIZE / 3) ?? STEPS_KM[0];
  const end = 24 + km * a_km;
  return [h("path.scale", { d: `M24 ${SIZE - 30}v8H${end}v-8` }), h("text.name", { x: 24, y: SIZE - 38 }, t("page.halls.kilometres", { km }))];
}
