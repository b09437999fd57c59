/**
 * A screen of the hall belongs to everybody who stands before it: nothing that a visitor does with a keyboard, a mouse or
 * fingers may lead out of the page, print it, search it, zoom it or open the browser's own menus.
 *
 * Loaded by the pages of screens alone, before their own module; clerks and supervisors keep all of it. Chromium hands
 * even Ctrl+N and Ctrl+W to a page that runs as an app, so what is refused here never reaches the browser.
 */

/** Keys that serve a page; whatever is not named here belongs to a browser, a desktop or nobody. */
const SERVING = new Set([
  "Enter", "Tab", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
  "Shift", "CapsLock", "NumLock", "Process",
]);
const BEAT = "#beat"; // An address that ends so asks the page to show that it lives, in the address: see tools/deploying.
const BEAT_MS = 2000;
const STYLE = { userSelect: "none", webkitUserSelect: "none", touchAction: "pan-x pan-y", overscrollBehavior: "none" };
const SIGN_IN = "/signin"; // Where a pad goes whose session is over.
const IDLE_POINTER_MS = 3000; // Then the pointer of a mouse is in the way.

/** Does this key do something in a page, rather than with it? */
export function serves({ key, ctrlKey, altKey, metaKey }) {
  return !ctrlKey && !altKey && !metaKey && ([...key].length === 1 || SERVING.has(key));
}

/** A link leads away: to another window, a file to keep, a program; and a field for files opens the machine's folders. */
function leads(event) {
  return event.target.closest?.("a[href], area[href], input[type=file]") || event.button > 0;
}

const REFUSED = {
  keydown: (event) => !serves(event),
  keyup: (event) => !serves(event),
  contextmenu: () => true,
  selectstart: (event) => !event.target.closest?.("input, textarea"),
  dragstart: () => true,
  dragover: () => true,
  drop: () => true,
  mousedown: (event) => event.button > 0, // The middle button scrolls by itself, the others go back and forth.
  mouseup: (event) => event.button > 0,
  click: leads,
  auxclick: () => true,
  submit: () => true, // No screen asks by a form.
  wheel: (event) => event.ctrlKey,
  touchstart: (event) => event.touches.length > 1,
  touchmove: (event) => event.touches.length > 1,
};

/** Would this way of the page's own scripts lead to anything but itself? */
function leaves({ destination, downloadRequest }) {
  const to = new URL(destination.url);
  const stays = to.origin === location.origin && (to.pathname === location.pathname || to.pathname === SIGN_IN);
  return !stays || downloadRequest !== null;
}

function hidePointer() {
  let timer = null;
  addEventListener("pointermove", () => {
    document.documentElement.style.cursor = "";
    clearTimeout(timer);
    timer = setTimeout(() => { document.documentElement.style.cursor = "none"; }, IDLE_POINTER_MS);
  });
}

/** A renderer that hangs or has crashed changes no address. */
function beat() {
  let beats = 0;
  setInterval(() => history.replaceState(history.state, "", `${BEAT}-${beats += 1}`), BEAT_MS);
}

function hold() {
  for (const [kind, refused] of Object.entries(REFUSED)) {
    addEventListener(kind, (event) => refused(event) && event.preventDefault(), { capture: true, passive: false });
  }
  globalThis.navigation?.addEventListener("navigate", (event) => leaves(event) && event.cancelable && event.preventDefault());
  globalThis.open = () => null;
  globalThis.close = () => {};
  HTMLFormElement.prototype.submit = () => {}; // It asks no submit event.
  Object.assign(document.documentElement.style, STYLE);
  hidePointer();
  if (location.hash.startsWith(BEAT)) beat();
}

hold();
