"""A page's memory over many pictures: each is drawn as if the hub had sent it, none is like the one before."""

from typing import Any

from playwright.async_api import Browser, CDPSession

DRAW = """([from, to]) => {
  const page = document.querySelector("body > *");
  const first = page.firstPicture ??= structuredClone(page.picture);
  for (let rev = from; rev < to; rev += 1) {
    const calls = [0, 1, 2, 3, 4].map((place) => {
      const serial = rev + 5 - place;
      const letter = String.fromCharCode(65 + Math.floor(serial / 999) % 26);
      const number = letter + String(serial % 999 + 1).padStart(3, "0");
      const [counter, calls, state] = [1 + serial % 4, 1 + serial % 3, place < 3 ? "called" : "served"];
      return { ...first.calls[0], number, counter, calls, at_ms: first.at_ms + rev, state };
    });
    const lines = first.lines.map((line, place) => ({ ...line, waiting: (rev + place) % 40 }));
    const at_ms = first.at_ms + 10000 * rev;
    page.take({ ...first, rev: first.rev + rev, at_ms, waiting: rev % 90, calls, lines });
  }
}"""
STEP = 2_000


async def week_of(browser: Browser, url: str, pictures: int) -> tuple[int, int]:
    """Bytes that the heap has grown from the first tenth to the end, and bytes at the end, both after a collection."""
    page = await (await browser.new_context()).new_page()
    await page.goto(url)
    await page.locator("main > *").first.wait_for()
    session = await page.context.new_cdp_session(page)
    drawn, early = 0, 0
    while drawn < pictures:
        step = min(STEP, pictures - drawn)
        await page.evaluate(DRAW, [drawn, drawn + step])
        drawn += step
        if not early and drawn >= pictures / 10:
            early = await used(session)
    late = await used(session)
    await page.context.close()
    return late - early, late


async def used(session: CDPSession) -> int:
    """Bytes in use."""
    await session.send("HeapProfiler.collectGarbage")
    found: dict[str, Any] = await session.send("Runtime.getHeapUsage")
    return int(found["usedSize"])
