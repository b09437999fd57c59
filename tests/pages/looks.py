"""What can be measured of how a page looks: sizes of targets and text, contrast of text on its ground."""

from typing import Any

from playwright.async_api import Page

TARGETS = """least => [...document.querySelectorAll('button, a, input, select')]
  .filter(each => each.offsetParent !== null)
  .map(each => [each.innerText || each.name, each.getBoundingClientRect()])
  .map(([words, box]) => [words, Math.round(box.width), Math.round(box.height)])
  .filter(([, width, height]) => Math.min(width, height) < least)"""

TEXTS = """least => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (data.trim() && element.checkVisibility() && size < least) found.push([data, size]);
  }
  return found;
}"""

CONTRAST = """least => {
  const parts = colour => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(c => linear(c / 255))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (!data.trim() || !element.checkVisibility() || element.closest(':disabled')) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push([data, Math.round(ratio * 100) / 100]);
  }
  return found;
}"""


async def small_targets(page: Page, least_px: int) -> list[Any]:
    """[words, width, height] of everything to touch that is smaller."""
    found: list[Any] = await page.evaluate(TARGETS, least_px)
    return found


async def small_texts(page: Page, least_px: int) -> list[Any]:
    """[words, size] of text that is smaller."""
    found: list[Any] = await page.evaluate(TEXTS, least_px)
    return found


async def contrast_faults(page: Page, least: float = 4.5) -> list[Any]:
    """[words, ratio] of text with less contrast to its ground (WCAG 2.2, 1.4.3); disabled controls are exempt."""
    found: list[Any] = await page.evaluate(CONTRAST, least)
    return found
