"""Opens each page in Chromium: checks requests, console errors, and text without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from playwright.sync_api import ViewportSize, sync_playwright

from tools.audit.measures import TIMELINE, TIMELINE_HEIGHTS, WIDTHS, Measure
from tools.audit.page_weight import loaded_by
from tools.prerequisites import chromium

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PHONE, DESKTOP = (ViewportSize(width=width, height=900) for width in WIDTHS)

# Return the text nodes that aren't visible, each with its number, so that two widths can be
# compared. `details` elements are opened first, which readers can do without scripts. Skipped are:
# controls that need scripts, text in SVG (which the page's lists repeat), link addresses for print,
# and the moves named beside a folded year, which the open year has itself.
HIDDEN_TEXT = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const skipped = "[data-needs-script], svg, .address, .year-moves, script, style";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden = [];
  for (let number = 1; texts.nextNode(); number++) {
    const text = texts.currentNode, parent = text.parentElement;
    if (!text.data.trim() || parent.closest(skipped)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const visible = parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && [...range.getClientRects()].some(({ width, height }) => width > 0 && height > 0);
    if (!visible) hidden.push(`text ${number}: ${text.data.trim().slice(0, 80)}`);
  }
  return document.querySelector("main").innerText.trim() ? hidden : ["nothing in main"];
}"""

# Lazy images too, which would otherwise load only when the reader scrolls to them.
LOAD_PICTURES = """() => Promise.allSettled([...document.images].map((picture) => {
  picture.loading = "eager";
  return picture.decode();
}))"""


@dataclass
class PageLog:
    """The URLs that an open page has requested so far, and its console messages and errors."""

    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Start recording what happens on a page."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))


def check_visits(site: Path, pages: Sequence[str], *, address: str) -> tuple[Measure, ...]:
    """Open the pages of the site at `address`; return the rows for what happened.

    They report requests to other hosts, console messages, files that `page_weight` counted wrongly,
    and text that is hidden without scripts.
    """
    remote: list[str] = []
    miscounted: list[str] = []
    console: list[str] = []
    hidden: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        for page in pages:
            log, first_requests = _visit(browser, address + page)
            remote += [f"{page}: {url}" for url in log.requests if not url.startswith(address)]
            # What the browser loads must be what `page_weight` counted from the files.
            counted = {page, *loaded_by(site, page)}
            loaded = _paths(first_requests, address)
            miscounted += [f"{page}: {path}" for path in sorted(loaded ^ counted)]
            console += [f"{page}: {message}" for message in log.console]
            hidden += [f"{page}: {text}" for text in _hidden_text(browser, address + page)]
        heights = tuple(_timeline_height(browser, address, width) for width in TIMELINE_HEIGHTS)
        browser.close()
    scope = f"{len(pages)} pages"
    return (
        _none("Requests to other hosts", remote, scope=f"{scope}, search opened"),
        _none("Console errors, policy violations", console, scope=f"{scope}, search opened"),
        _none("Mismatches, loaded and weighed files", miscounted, scope=scope),
        _none("Text hidden without scripts", hidden, scope=scope),
        *heights,
    )


def _timeline_height(browser: Browser, address: str, width: int) -> Measure:
    """Return the row for how tall the timeline is in a window of a width."""
    page = browser.new_page(viewport=ViewportSize(width=width, height=900))
    page.goto(address + TIMELINE)
    height: int = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    limit = TIMELINE_HEIGHTS[width]
    name = f"Height of the timeline, {width} px wide"
    return Measure(name, f"≤ {limit} px", f"{height} px", is_met=height <= limit)


def _visit(browser: Browser, address: str) -> tuple[PageLog, tuple[str, ...]]:
    """Open a page and use its search; return its log, and the URLs requested before the search."""
    page = browser.new_page(viewport=DESKTOP)
    log = PageLog()
    log.listen(page)
    page.goto(address)
    page.evaluate(LOAD_PICTURES)
    first_requests = tuple(log.requests)
    search = page.locator("[data-search]")
    if search.count():
        search.click()
        page.get_by_role("combobox").fill("a")
        page.get_by_role("option").first.wait_for()
    page.close()
    return log, first_requests


def _paths(urls: Sequence[str], base: str) -> set[str]:
    """Return the site paths of the URLs that start with the site's URL, `base`."""
    return {unquote(urlsplit(url).path).lstrip("/") for url in urls if url.startswith(base)}


def _hidden_text(browser: Browser, address: str) -> Iterator[str]:
    """Yield a page's texts that, without scripts, are hidden on both phones and desktops."""
    hidden: list[set[str]] = []
    for viewport in (PHONE, DESKTOP):
        page = browser.new_page(viewport=viewport, java_script_enabled=False)
        page.goto(address)
        hidden.append(set(page.evaluate(HIDDEN_TEXT)))
        page.close()
    yield from sorted(set.intersection(*hidden))


def _none(name: str, faults: Sequence[str], *, scope: str) -> Measure:
    """Return a row whose limit is no faults; `scope` says what was checked for them."""
    result = f"{len(faults) or 'none'} in {scope}"
    return Measure(name, "none", result, is_met=not faults, faults=tuple(faults))
