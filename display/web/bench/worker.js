/**
 * One device: MicroPython in a worker of its own, since its glue keeps its state in globals, with the firmware's files.
 *
 * What the firmware writes into its flash is told before anything that it sends afterwards, so that a boot is kept
 * before anybody hears of it. The page speaks first, with `start`; the plug is pulled by ending the worker.
 */

import { loadMicroPython } from "/bench/runtime/micropython.mjs";

const FLASH = "/flash";
const HEAP_BYTES = 120 * 1024; // What a Pico W surely has; this port takes more where that is not enough, and says how much.
const HEAP_MS = 2000;
const connections = new Map();
const unsaved = new Set();
let micropython = null;
let lastConnection = 0;
let hear = null;
let environment = {};

/** What Python's module `page` is. */
const page = {
  listen: (heard) => { hear = heard; },
  open(opened, received, closed) {
    connections.set(++lastConnection, { opened, received, closed });
    tell({ open: lastConnection });
    return lastConnection;
  },
  send: (connection, hex) => tell({ send: connection, octets: bytesOf(hex) }),
  close(connection) {
    connections.delete(connection);
    tell({ close: connection });
  },
  over: (code) => tell({ over: code }),
  environment: (name) => environment[name] ?? null,
  chance: (count) => hexOf(crypto.getRandomValues(new Uint8Array(count))),
};

self.addEventListener("message", ({ data }) => {
  const connection = connections.get(data.connection);
  if (data.start) start(data.start).catch((error) => tell({ over: 1, words: String(error) }));
  else if (data.line) hear?.(data.line);
  else if (data.octets) connection?.received(hexOf(data.octets));
  else if (data.opened) connection?.opened();
  else if (data.closed) connection?.closed();
});

async function start({ files, records, ...others }) {
  const began_ms = performance.now();
  environment = others.environment;
  const print = (line) => tell(line.startsWith("{") ? { line: JSON.parse(line) } : { words: line });
  micropython = await loadMicroPython({ heapsize: HEAP_BYTES, stdout: print, stderr: (words) => tell({ words }) });
  micropython.registerJsModule("page", page);
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const [name, octets] of Object.entries(records)) write(`${FLASH}/${name}`, Uint8Array.from(octets, (each) => each.charCodeAt(0)));
  watchFlash(micropython.FS);
  micropython.runPython(`import sys\nsys.path[:] = ["/fakes", "/firmware", ".frozen"]\nsys.argv[:] = ["start", "${FLASH}"]\nimport browser`);
  tell({ started_ms: Math.round(performance.now() - began_ms) });
  setInterval(() => tell({ heap: micropython.pyimport("gc").mem_alloc() }), HEAP_MS);
}

function write(path, content) {
  micropython.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  micropython.FS.writeFile(path, content);
}

/** The interpreter's files lie in memory; what changes in the flash is told, whoever in the firmware writes it. */
function watchFlash(FS) {
  const note = (path) => {
    if (!path?.startsWith(`${FLASH}/`)) return;
    if (!unsaved.size) queueMicrotask(save);
    unsaved.add(path);
  };
  const { write: writeTo, rename, unlink } = FS;
  FS.write = (stream, ...rest) => (note(stream.path), writeTo.call(FS, stream, ...rest));
  FS.rename = (from, to) => (note(from), note(to), rename.call(FS, from, to));
  FS.unlink = (path) => (note(path), unlink.call(FS, path));
}

function save() {
  for (const path of unsaved) {
    const there = micropython.FS.analyzePath(path).exists;
    const octets = there ? Array.from(micropython.FS.readFile(path), (each) => String.fromCharCode(each)).join("") : null;
    self.postMessage({ kept: path.slice(FLASH.length + 1), octets });
  }
  unsaved.clear();
}

function tell(message) {
  save();
  self.postMessage(message);
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hexOf(octets) {
  return Array.from(octets, (each) => each.toString(16).padStart(2, "0")).join("");
}
