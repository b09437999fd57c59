// Draws each virtual device from its whole picture; a press goes back over the same socket.

const RETRY_MS = 1000;
const LANES = { dispenser: 0, keypad: 1, pad: 2, counter_display: 3 };
const shelf = document.getElementById("shelf");
const link = document.getElementById("link");
const cards = new Map();
let socket = null;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function deskOf(counter) {
  const id = counter === null ? "hall" : `desk-${counter}`;
  const known = document.getElementById(id);
  if (known) return known;
  const desk = element("section", "desk");
  desk.id = id;
  desk.append(element("h2", "", counter === null ? "Entrance" : `Counter ${counter}`));
  const later = [...shelf.children].find((other) => Number(other.dataset.counter) > (counter ?? 0));
  desk.dataset.counter = counter ?? 0;
  shelf.insertBefore(desk, later ?? null);
  return desk;
}

function cardOf(picture) {
  const known = cards.get(picture.device);
  if (known) return known;
  const card = element("article", `device ${picture.role}`);
  card.dataset.device = picture.device;
  card.append(element("h3", "", picture.device), element("p", "screen"), element("div", "lamps"), element("div", "buttons"));
  for (const name of picture.buttons) {
    const button = element("button", "", name);
    button.dataset.button = name;
    button.addEventListener("click", () => socket.send(JSON.stringify({ device: picture.device, button: name })));
    card.querySelector(".buttons").append(button);
  }
  if (picture.role === "dispenser") card.append(element("p", "paper"));
  card.style.order = LANES[picture.role];
  deskOf(picture.counter).append(card);
  cards.set(picture.device, card);
  return card;
}

function draw(picture) {
  const card = cardOf(picture);
  card.querySelector(".screen").textContent = picture.display.join("\n");
  const lamps = Object.entries(picture.lamps).filter(([name]) => !picture.buttons.includes(name));
  card.querySelector(".lamps").replaceChildren(...lamps.map(([name, colour]) => element("span", `lamp ${colour}`, name)));
  for (const button of card.querySelectorAll("button")) button.className = picture.lamps[button.dataset.button] ?? "";
  const paper = card.querySelector(".paper");
  if (paper) paper.textContent = picture.paper;
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.addEventListener("open", () => { link.textContent = "connected"; });
  socket.addEventListener("message", (message) => JSON.parse(message.data).forEach(draw));
  socket.addEventListener("close", () => {
    link.textContent = "not connected: what you see may be old";
    setTimeout(connect, RETRY_MS);
  });
}

connect();
