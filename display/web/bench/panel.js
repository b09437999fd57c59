/** How a device of the bench looks: its screen, lamps and keys, where a person expects them, and its paper. */

import { face, icon } from "../lib/icons.js";
import { t } from "../lib/texts.js";
import { h } from "../lib/view.js";
import { lastPaper } from "./printer.js";

const KEYPAD = ["next", "recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause", "open", "close", "undo", "help"];
const ORDER = [...KEYPAD, "1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "up", "down", "add", "ok", "back", "priority", "language", "complaint"];
const CODES = {
  next: "KeyN", recall: "KeyR", start: "KeyS", finish: "KeyF", miss: "KeyM", hold: "KeyH", resume: "KeyB", transfer: "KeyT", pause: "KeyP",
  open: "KeyO", close: "KeyX", undo: "KeyU", help: "KeyC", clear: "Delete", up: "ArrowUp", down: "ArrowDown", add: "KeyA", ok: "Enter",
  back: "Backspace", priority: "KeyG", language: "KeyL",
};
const SHOWN = { Delete: "⌦", ArrowUp: "↑", ArrowDown: "↓", Enter: "⏎", Backspace: "⌫" };
const FACES = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 };

/** The key of a device that lies on this place of the keyboard, or undefined. */
export function keyAt(device, code) {
  const digit = code.match(/^(?:Digit|Numpad)([0-9])$/)?.[1];
  return device.board.keys.find((name) => (digit ? name === digit : CODES[name] === code.replace("NumpadEnter", "Enter")));
}

/** The device as it is now. */
export function panel(device) {
  const { board } = device;
  const keys = board.keys.toSorted((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other) || one.localeCompare(other, "en", { numeric: true }));
  const [digits, others] = [keys.filter((name) => isDigit(device, name)), keys.filter((name) => !isDigit(device, name))];
  const loose = Object.keys(board.lamps).filter((name) => !keys.includes(name) || device.role === "dispenser");
  return h("div.case", { class: device.role },
    h("p.screen", { role: "status", "data-screen": "" }, board.lines.map((line) => h("span", line || " "))),
    loose.length > 0 && h("ul.lamps", loose.map((name) => lamp(name, board.lamps[name]))),
    keys.length > 0 && h("div.keys", h("div.functions", others.map((name) => key(device, name))),
      digits.length > 0 && h("div.digits", digits.map((name) => key(device, name)))),
    device.role === "dispenser" && printer(device));
}

/** A part that has no words here yet goes by its own name. */
function worded(key, name) {
  const words = t(key);
  return words === key ? name : words;
}

function isDigit(device, name) {
  return device.role === "keypad" && /^([0-9]|clear)$/.test(name);
}

function lamp(name, colour) {
  return h("li", { "data-lamp": name, "data-colour": colour }, h("i", { class: colour }), worded(`page.bench.lamp.${name}`, name));
}

function key(device, name) {
  const { role, board } = device;
  const colour = role === "dispenser" ? "off" : board.lamps[name] ?? "off";
  const code = CODES[name];
  const level = role === "pad" ? FACES[name] : 0;
  const words = /^[0-9]$/.test(name) ? name : worded(`page.bench.key.${name}`, name);
  return h("button", { type: "button", key: name, class: [colour, name === "next" && "wide"], "data-key": name, "data-colour": colour, disabled: device.state !== "running",
    "aria-label": level ? t(`rating.${level}`) : undefined, on: { click: () => board.press(name) } },
  level ? face(level) : null, h("b", words), code && h("kbd", SHOWN[code] ?? code.slice(-1)));
}

function printer(device) {
  const { printer: machine } = device.board;
  const lines = lastPaper(machine.printed);
  const fault = (name) => h("label.switch", h("input", { type: "checkbox", checked: machine[name], on: {
    change: (event) => { machine[name] = event.target.checked; device.changed(); } } }), t(`page.bench.${name}`));
  return h("div.printer", h("p.slot", icon("printer"), fault("paperOut"), fault("coverOpen")),
    lines.length > 0 && h("div.paper", { key: `paper${machine.printed.length}`, "data-paper": "" }, lines.map((line) =>
      line.link ? code(line.link) : h("p", { class: [line.large && "large", line.bold && "bold", line.centred && "centred"] }, line.text || " "))));
}

/** The code of a ticket's page, drawn by the hub as for a phone. */
function code(link) {
  const secret = link.split("/t/")[1];
  return secret ? h("img", { src: `/api/v1/tickets/${encodeURIComponent(secret)}/qr.svg`, alt: t("page.kiosk.qr"), width: 120, height: 120 }) : h("p", link);
}
