/** The flash of a device, in this browser: it outlives the page, so that a device knows what it has done before. */

const COPIES = ["boot-0", "boot-1"];
const CRC_CHARS = 8; // Before the JSON of each record.

export class Flash {
  /** `device`: with its hall, since two halls may name a device alike. */
  constructor(hall, device) {
    this.prefix = `anycounter.bench.${hall}.${device}/`;
    this.records = {};
    for (const name of names(this.prefix)) this.records[name] = read(this.prefix + name);
  }

  /** Secrets come with each loan and are not kept; the later of two boots counts, since another browser may have had the device. */
  lent({ config, ...others }) {
    this.config = config;
    for (const [name, record] of Object.entries(others)) {
      if (countOf(record) > this.boot) this.keep(name, record);
    }
  }

  /** How often the device was started, as its firmware counts. */
  get boot() {
    return Math.max(0, ...COPIES.map((name) => countOf(this.records[name])));
  }

  get whole() {
    return { ...this.records, config: this.config };
  }

  /** A record changed; null: it is gone. */
  keep(name, octets) {
    if (name === "config") return;
    if (octets === null) delete this.records[name];
    else this.records[name] = octets;
    try {
      if (octets === null) localStorage.removeItem(this.prefix + name);
      else localStorage.setItem(this.prefix + name, octets);
    } catch {
      return; // Storage may be switched off or full: the flash then lasts as long as the page.
    }
  }
}

function countOf(record) {
  return Number(record?.slice(CRC_CHARS)) || 0;
}

function names(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  } catch {
    return []; // As above.
  }
}

function read(key) {
  return localStorage.getItem(key);
}
