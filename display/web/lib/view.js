/**
 * A page is a function of its state: `h` describes elements, `render` makes the document look like the description.
 *
 * Elements that stay are kept (focus, typed text and running animations survive); strings become text nodes and never
 * markup; `style` and handler attributes are refused, so that a strict content policy has nothing to block.
 */

const SVG = "http://www.w3.org/2000/svg";
const FORBIDDEN = /^(style|srcdoc|innerHTML|on.*)$/;
const AS_PROPERTY = new Set(["value", "checked"]);

/** `h("div.card.wide", {on: {click}}, kids...)`; props: attributes, `class`, `on`, `key`, `focus` (when it appears). */
export function h(tag, ...rest) {
  const [name, ...classes] = tag.split(".");
  const props = isProps(rest[0]) ? rest.shift() : {};
  return { name, classes, props, kids: flat(rest) };
}

function isProps(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !("kids" in value);
}

function flat(kids) {
  return kids.flat(Infinity).filter((kid) => kid !== null && kid !== undefined && kid !== false && kid !== "");
}

/** Make the children of `parent` what `kids` describe. */
export function render(parent, ...kids) {
  const appeared = [];
  patchKids(parent, flat(kids), appeared);
  appeared.forEach((element) => element.focus({ preventScroll: true }));
}

function patchKids(parent, kids, appeared) {
  const keyed = new Map([...parent.childNodes].filter((node) => node.viewKey).map((node) => [node.viewKey, node]));
  const wanted = new Set(kids.map((kid) => kid.props?.key));
  let at = parent.firstChild;
  for (const kid of kids) {
    while (at?.viewKey && !wanted.has(at.viewKey)) at = removeAndNext(at);
    const node = reusable(kid, at, keyed) ?? create(kid, parent, appeared);
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
    if (typeof kid === "object") patch(node, kid, appeared);
    else if (node.data !== String(kid)) node.data = String(kid);
  }
  while (at) at = removeAndNext(at);
}

function removeAndNext(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function reusable(kid, at, keyed) {
  if (typeof kid !== "object") return at?.nodeType === Node.TEXT_NODE ? at : null;
  const node = kid.props.key ? keyed.get(kid.props.key) : at?.viewKey ? null : at;
  return node?.localName === kid.name ? node : null;
}

function create(kid, parent, appeared) {
  if (typeof kid !== "object") return document.createTextNode(String(kid));
  const svg = kid.name === "svg" || parent.namespaceURI === SVG;
  const node = svg ? document.createElementNS(SVG, kid.name) : document.createElement(kid.name);
  if (kid.props.key) node.viewKey = kid.props.key;
  if (kid.props.focus) appeared.push(node);
  return node;
}

function patch(element, { classes, props, kids }, appeared) {
  const { key, focus, on = {}, ...attributes } = props;
  attributes.class = [...classes, ...[props.class].flat()].filter(Boolean).join(" ") || null;
  const before = element.viewAttributes ?? {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(attributes)])) {
    if (before[name] !== attributes[name]) setAttribute(element, name, attributes[name]);
  }
  element.viewAttributes = attributes;
  listen(element, on);
  patchKids(element, kids, appeared);
}

function setAttribute(element, name, value) {
  if (FORBIDDEN.test(name)) throw new TypeError(name);
  if (AS_PROPERTY.has(name)) element[name] = value ?? "";
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** One listener per event type for the life of the element; what it calls is looked up when the event comes. */
function listen(element, on) {
  const bound = (element.viewBound ??= new Set());
  element.viewOn = on;
  for (const type of Object.keys(on)) {
    if (bound.has(type)) continue;
    bound.add(type);
    element.addEventListener(type, (event) => element.viewOn[type]?.(event));
  }
}
