"""Every page by axe in Chromium, light and dark, on a phone and on a desk."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from playwright.sync_api import ViewportSize, sync_playwright

from tools.audit.external_tools import AXE, chromium
from tools.audit.measures import THEMES, WIDTHS, Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserContext

# All that axe does by itself, and the size of targets, which it leaves to be asked for. What it
# would load beforehand, the page's policy forbids.
RUN = """async () => (await axe.run({
  preload: false,
  resultTypes: ["violations"],
  rules: { "target-size": { enabled: true } },
})).violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
  `${id}: ${html.slice(0, 160)} ${failureSummary.split("\\n").slice(1).join("; ")}`))"""


# Months that are not in sight are laid out at a guessed height, and what is in them would seem to
# lie under what comes after; a reader, who scrolls there, sees each at its own.
UNROLL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets.push(sheet);
}"""


def check_accessibility(address: str, pages: Sequence[str]) -> Measure:
    """Return the row of accessibility; the themes are looked at side by side."""
    with ThreadPoolExecutor(len(THEMES)) as pool:
        found = list(pool.map(partial(_faults_in, address=address, pages=pages), THEMES))
    where: dict[str, list[str]] = defaultdict(list)
    for fault, how in (one for theme in found for one in theme):
        where[fault].append(how)
    faults = tuple(f"{fault} [{', '.join(hows)}]" for fault, hows in where.items())
    ways = f"{len(pages)} pages, {' and '.join(THEMES)}, {' and '.join(map(str, WIDTHS))} px"
    found_in = f"{len(faults)} in {ways}"
    return Measure("Accessibility (axe)", "0 violations", found_in, not faults, faults)


def _faults_in(theme: Any, *, address: str, pages: Sequence[str]) -> list[tuple[str, str]]:
    """Return each fault in a theme, and at which width it was seen."""
    script = AXE.read_text(encoding="utf-8")
    found: list[tuple[str, str]] = []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium()) as browser,
    ):
        for width in WIDTHS:
            viewport = ViewportSize(width=width, height=900)
            with browser.new_context(color_scheme=theme, viewport=viewport) as context:
                for page in pages:
                    faults = _faults_of(context, address + page, script=script)
                    found += [(f"{page}: {fault}", f"{theme} {width}") for fault in faults]
    return found


def _faults_of(context: BrowserContext, address: str, *, script: str) -> Iterator[str]:
    page = context.new_page()
    page.goto(address)
    page.evaluate(UNROLL)
    page.evaluate(script)
    faults: list[str] = page.evaluate(RUN)
    page.close()
    yield from faults
