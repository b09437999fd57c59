/**
 * Four keys for whoever does not touch the screen: up and down go from one button to the next, Enter presses it, Escape goes
 * back. A keypad with four large keys, or any keyboard, will do.
 */

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Moves the focus among the buttons below `root`, around at both ends; whether the key was one of these. */
export function moveFocus(root, key) {
  const step = STEPS[key];
  const buttons = [...root.querySelectorAll("button:enabled, a[href]")].filter((each) => each.offsetParent);
  if (!step || !buttons.length) return false;
  const at = buttons.indexOf(document.activeElement);
  const next = at < 0 && step < 0 ? buttons.length - 1 : (at + step + buttons.length) % buttons.length;
  buttons[at < 0 && step > 0 ? 0 : next].focus({ focusVisible: true });
  return true;
}

/** What a screen reader would say of an element: its label, or its words, those that are mere decoration left out. */
export function nameOf(element) {
  const words = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    (node.ariaHidden === "true" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  const found = [];
  while (words.nextNode()) if (words.currentNode.nodeType === Node.TEXT_NODE) found.push(words.currentNode.data.trim());
  return element.ariaLabel ?? found.filter(Boolean).join(", ");
}

/** The name of the thing that a card stands for, without what else the card tells of it; "" where a button is no card. */
export function thingOf(element) {
  return element.querySelector("strong")?.textContent.trim() ?? "";
}
