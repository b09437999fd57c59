/**
 * What is soldered to a device: keys, lamps, screen, printer, as the fake hardware of the firmware tells of them.
 *
 * This file alone knows those lines (`wires.py`); a board with other parts is a matter of this file and of `panel.js`.
 */

import { Printer } from "./printer.js";

const FINGER_MS = 150; // Between two presses of one key: the firmware takes anything faster for bouncing.
const UNREAD_MS = 3000; // A press that no scan has read by then is given up: the device hangs.
const FORM_FEED = 0x0c;
const END_OF_TEXT = 0x03;

export class Board {
  layout = null;
  lines = [];
  lamps = {};
  printer = new Printer();
  presses = [];

  /** `say(line)`: to the firmware's side of the wires. */
  constructor(say) {
    this.say = say;
  }

  get keys() {
    return Object.keys(this.layout?.buttons ?? {});
  }

  /** Take one line of the wires. */
  take(line) {
    if (line.buttons) this.begin(line);
    else if (!this.layout) return;
    else if (line.read) this.read(line.read);
    else if (line.lamps) this.light(line.lamps);
    else if (line.uart === undefined) return; // A part that this page does not show.
    else if (line.uart === this.layout.screen) this.show(bytesOf(line.hex));
    else if (line.uart === this.layout.printer) this.print(line.uart, bytesOf(line.hex));
  }

  begin(layout) {
    this.layout = layout;
    this.lines = [];
    this.lamps = Object.fromEntries(layout.names.map((name) => [name, "off"]));
  }

  light(colours) {
    const name = ([r, g, b]) => Object.entries(this.layout.colours).find(([, rgb]) => `${rgb}` === `${[r, g, b]}`)?.[0] ?? "off";
    this.layout.names.forEach((lamp, place) => { this.lamps[lamp] = name(colours[place]); });
  }

  show(octets) {
    const text = octets.filter((each) => each !== FORM_FEED && each !== END_OF_TEXT);
    this.lines = new TextDecoder().decode(text).split("\n");
  }

  print(uart, octets) {
    const answer = this.printer.feed(octets);
    if (answer) this.say({ uart, hex: hexOf(answer) });
  }

  /** A finger on a key, one after the other: each stays down until the firmware has read it. */
  press(name) {
    if (!this.layout?.buttons[name]) return;
    this.presses.push(name);
    if (this.presses.length === 1) this.down();
  }

  down() {
    this.timer = setTimeout(() => this.up(), UNREAD_MS);
    this.say({ press: this.layout.buttons[this.presses[0]] });
  }

  read(place) {
    if (this.presses.length && `${this.layout.buttons[this.presses[0]]}` === `${place}`) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.up(), FINGER_MS);
    }
  }

  up() {
    this.presses.shift();
    if (this.presses.length) this.down();
  }

  /** Nothing is pressed any more, and nothing lit. */
  dark() {
    clearTimeout(this.timer);
    this.presses = [];
    this.lines = [];
    this.lamps = {};
  }
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hexOf(octets) {
  return Array.from(octets, (each) => each.toString(16).padStart(2, "0")).join("");
}
