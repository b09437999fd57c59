/** The line of a device to the hall's broker: its bytes over a WebSocket of the hub, which is opened for each connection. */

export const SIGNED_OUT = 4401;
export const GONE = 4404; // The hub does not know the device any more: it was restarted, or nothing was heard for long.
export const TAKEN = 4409; // Another page has the device.

export class Line {
  /** `opened()`, `received(octets)`, `closed(code)`. */
  constructor(device, lease, { opened, received, closed }) {
    this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/live/bench/${device}/${lease}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("message", ({ data }) => (typeof data === "string" ? opened() : received(new Uint8Array(data))));
    this.socket.addEventListener("close", ({ code }) => closed(code));
  }

  send(octets) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(octets);
  }

  close() {
    this.socket.close();
  }
}
