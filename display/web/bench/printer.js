/** A receipt printer at the device's serial port: answers DLE EOT, runs out of paper when told to, and shows what it printed. */

const [LF, DLE, ESC, FS, GS] = [0x0a, 0x10, 0x1b, 0x1c, 0x1d];
const OFFLINE = 2;
const PAPER = 4;
const FIXED = 0x12; // Bits that every status byte has set.
const KEPT_BYTES = 16384; // The last papers; a page that is left open prints for days.
const ESC_LENGTHS = { 0x40: 2 }; // ESC @ has no argument, all others that tickets use have one.
const FS_LENGTHS = { 0x26: 2, 0x2e: 2 };

export class Printer {
  paperOut = false;
  coverOpen = false;
  printed = [];

  /** What one write of the firmware sent; returns the printer's answer, or null. */
  feed(octets) {
    if (octets.length === 3 && octets[0] === DLE) return [FIXED | this.status(octets[2])];
    this.printed.push(...octets);
    this.printed.splice(0, this.printed.length - KEPT_BYTES);
    return null;
  }

  status(question) {
    if (question === OFFLINE && this.coverOpen) return 0x04;
    return question === PAPER && this.paperOut ? 0x60 : 0;
  }
}

/** The last paper as lines of {text, large, bold, centred}, and {link} of its code. */
export function lastPaper(printed) {
  const lines = papers(Uint8Array.from(printed)).filter((paper) => paper.some((line) => line.text || line.link)).pop() ?? [];
  const first = lines.findIndex((line) => line.text);
  return lines.slice(Math.max(0, first), 1 + lines.findLastIndex((line) => line.text || line.link));
}

function papers(octets) {
  const found = [[]];
  let [style, text, at] = [{}, [], 0];
  while (at < octets.length) {
    const byte = octets[at];
    const length = commandLength(octets, at);
    const command = octets.subarray(at, at + length);
    at += length;
    if (length === 1 && byte === LF) {
      found.at(-1).push({ ...style, text: new TextDecoder("gb18030").decode(Uint8Array.from(text)) });
      text = [];
    } else if (length === 1 && byte > 0x1f) text.push(byte);
    else if (byte === GS && command[1] === 0x56) found.push([]); // Cut.
    else if (linkOf(command)) found.at(-1).push({ link: linkOf(command) });
    else if (byte === ESC || byte === GS) style = restyled(style, command);
  }
  return found;
}

function commandLength(octets, at) {
  const [first, second, third] = octets.subarray(at, at + 3);
  if (first === ESC) return ESC_LENGTHS[second] ?? 3;
  if (first === FS) return FS_LENGTHS[second] ?? 3;
  if (first === DLE) return 3;
  if (first !== GS) return 1;
  if (second === 0x28) return 5 + octets[at + 3] + 256 * octets[at + 4]; // GS ( k: its length follows.
  return second === 0x56 && third >= 65 ? 4 : 3;
}

function restyled(style, [first, second, value]) {
  if (first === GS) return second === 0x21 ? { ...style, large: value > 0 } : style;
  if (second === 0x40) return {};
  if (second === 0x61) return { ...style, centred: value === 1 };
  return second === 0x45 ? { ...style, bold: value === 1 } : style;
}

/** The text of a QR code that is stored: GS ( k pL pH 49 80 48 ... */
function linkOf(command) {
  const stores = command[0] === GS && command[1] === 0x28 && command[5] === 49 && command[6] === 80;
  return stores ? new TextDecoder().decode(command.subarray(8)) : "";
}
