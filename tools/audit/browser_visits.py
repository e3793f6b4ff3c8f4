"""What a browser asks for on each page, what it complains of, and what it shows without script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from playwright.sync_api import ViewportSize, sync_playwright

from tools.audit.external_tools import chromium
from tools.audit.measures import WIDTHS, Measure
from tools.audit.page_weight import loaded_by

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PHONE, DESK = (ViewportSize(width=width, height=900) for width in WIDTHS)

# The texts that nobody can see, each with its number, so that two widths can be compared. Folded
# parts open without script. Left out is what is of use with script alone, the words in drawings,
# which stand in their lists too, and the addresses of links, which are for paper.
UNSEEN = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const apart = "[data-needs-script], svg, .address, script, style";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const unseen = [];
  for (let number = 1; texts.nextNode(); number++) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || holder.closest(apart)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const seen = holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && [...range.getClientRects()].some(({ width, height }) => width > 0 && height > 0);
    if (!seen) unseen.push(`text ${number}: ${text.data.trim().slice(0, 80)}`);
  }
  return document.querySelector("main").innerText.trim() ? unseen : ["nothing in main"];
}"""

# Those too that would wait until somebody comes near them.
LOAD_PICTURES = """() => Promise.allSettled([...document.images].map((picture) => {
  picture.loading = "eager";
  return picture.decode();
}))"""


@dataclass
class Heard:
    """What a page asked for and what the console said, filled while the page is open."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Begin to listen."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))


def check_visits(site: Path, pages: Sequence[str], *, address: str) -> tuple[Measure, ...]:
    """Return the rows of what is asked for, what the console says, and reading without script."""
    elsewhere: list[str] = []
    miscounted: list[str] = []
    said: list[str] = []
    unseen: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        for page in pages:
            heard, at_first = _visit(browser, address + page)
            elsewhere += [f"{page}: {it}" for it in heard.asked if not it.startswith(address)]
            counted = {page, *loaded_by(site, page)}
            miscounted += [f"{page}: {it}" for it in sorted(_paths(at_first, address) ^ counted)]
            said += [f"{page}: {it}" for it in heard.said]
            unseen += [f"{page}: {it}" for it in _unseen(browser, address + page)]
        browser.close()
    among = f"{len(pages)} pages"
    return (
        _none("Requests to other hosts", elsewhere, among=f"{among}, search opened"),
        _none("Console errors, policy violations", said, among=f"{among}, search opened"),
        _none("First views other than counted", miscounted, among=among),
        _none("Text unseen without script", unseen, among=among),
    )


def _visit(browser: Browser, address: str) -> tuple[Heard, tuple[str, ...]]:
    """Look at a whole page and search for something; return what was heard, and asked at first."""
    page = browser.new_page(viewport=DESK)
    heard = Heard()
    heard.listen(page)
    page.goto(address)
    page.evaluate(LOAD_PICTURES)
    at_first = tuple(heard.asked)
    search = page.locator("[data-search]")
    if search.count():
        search.click()
        page.get_by_role("combobox").fill("a")
        page.get_by_role("option").first.wait_for()
    page.close()
    return heard, at_first


def _paths(addresses: Sequence[str], home: str) -> set[str]:
    return {unquote(urlsplit(it).path).lstrip("/") for it in addresses if it.startswith(home)}


def _unseen(browser: Browser, address: str) -> Iterator[str]:
    """Yield the texts that are seen at no width while scripts are off."""
    found: list[set[str]] = []
    for viewport in (PHONE, DESK):
        page = browser.new_page(viewport=viewport, java_script_enabled=False)
        page.goto(address)
        found.append(set(page.evaluate(UNSEEN)))
        page.close()
    yield from sorted(set.intersection(*found))


def _none(what: str, faults: Sequence[str], *, among: str) -> Measure:
    found = f"{len(faults) or 'none'} in {among}"
    return Measure(what, "none", found, is_held=not faults, faults=tuple(faults))
