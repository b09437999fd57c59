/** A page that was made by somebody careless: links that lead away, a script that tries to; and it tells how it is. */

const OFTEN_MS = 100;
const NEXT = { lines: ".choice", items: "[data-item]", confirm: "[data-act=take]", ticket: "footer button" };

/** What a script of the page tries when this key is pressed, which counts as the visitor's own wish. */
const TRIES = {
  a: () => window.open("http://localhost:9/"),
  b: () => { location.href = "http://localhost:9/"; },
  c: () => { location.href = "file:///etc/passwd"; },
  d: () => { location.href = "chrome://settings"; },
  e: () => { location.href = "view-source:http://localhost:9/"; },
  f: () => { location.href = "javascript:void(document.body.textContent='')"; },
  g: () => { location.href = "data:text/html,away"; },
  h: () => { location.href = "/supervisor"; },
  i: () => { location.href = "tel:10086"; },
  j: () => { location.href = "mailto:a@b.example"; },
  k: () => window.print(),
  l: () => made("input", { type: "file" }).click(),
  m: () => made("a", { href: URL.createObjectURL(new Blob(["x"])), download: "kept.txt" }).click(),
  n: () => made("a", { href: "http://localhost:9/", target: "_blank" }).click(),
  o: () => made("form", { action: "/supervisor", target: "_blank" }).requestSubmit(),
  p: () => made("form", { action: "/supervisor", target: "_blank" }).submit(),
  q: () => history.back(),
  r: () => window.close(),
  s: () => navigator.mediaDevices?.getDisplayMedia(),
  t: () => window.showOpenFilePicker?.(),
  u: () => Notification.requestPermission(),
  v: () => navigator.geolocation.getCurrentPosition(() => {}),
};

function made(tag, fields) {
  const element = Object.assign(document.createElement(tag), { hidden: true }, fields);
  document.body.append(element);
  return element;
}

/** Middle of an element on the display; a browser that shows its own bars has them above the page. */
function place(element) {
  const box = element?.getBoundingClientRect();
  const bars = outerHeight - innerHeight;
  return box ? [Math.round(screenX + box.x + box.width / 2), Math.round(screenY + bars + box.y + box.height / 2)] : null;
}

let told = "";
let beats = 0;

function tell() {
  scrollTo(0, 0); // In large type the page scrolls, and a wheel may have moved it.
  const { step } = document.querySelector("ticket-kiosk");
  const words = JSON.stringify({
    step,
    next: place(document.querySelector(NEXT[step])),
    ways: Object.fromEntries([...document.querySelector("#ways").children].map((each) => [each.id, place(each)])),
    zoom: [devicePixelRatio, visualViewport.scale, innerWidth, innerHeight],
    selected: String(getSelection()),
    ready: Boolean(document.querySelector(".choice, [data-item], [data-act=take], figure")),
  });
  if (words === told && beats % 10) beats += 1;
  else history.replaceState(null, "", `#${encodeURIComponent(words)}-${beats += 1}`);
  told = words;
}

addEventListener("keydown", (event) => !event.ctrlKey && !event.altKey && TRIES[event.key]?.());
setInterval(tell, OFTEN_MS);
