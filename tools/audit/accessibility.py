"""Checks every page with axe in Chromium: light and dark, at phone and desktop width."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from playwright.sync_api import ViewportSize, sync_playwright

from tools.audit.external_tools import AXE
from tools.audit.measures import THEMES, WIDTHS, Measure
from tools.prerequisites import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserContext

# All rules of WCAG 2.2 AA, target size included, and best practices. Preloading is off because the
# page's Content-Security-Policy forbids it.
RUN = """async () => (await axe.run({
  preload: false,
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
})).violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
  `${id}: ${html.slice(0, 160)} ${failureSummary.split("\\n").slice(1).join("; ")}`))"""

# Months outside the viewport have an estimated height (`content-visibility`), so their contents
# would seem to overlap what follows. A reader who scrolls to them sees them at full height.
SHOW_ALL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets.push(sheet);
}"""


def check_accessibility(address: str, pages: Sequence[str]) -> Measure:
    """Check the pages of the site at `address`, in each theme in parallel; return the row."""
    with ThreadPoolExecutor(len(THEMES)) as pool:
        results = list(pool.map(partial(_faults_in, address=address, pages=pages), THEMES))
    settings_by_fault: dict[str, list[str]] = defaultdict(list)
    for fault, setting in (pair for theme in results for pair in theme):
        settings_by_fault[fault].append(setting)
    faults = tuple(
        f"{fault} [{', '.join(settings)}]" for fault, settings in settings_by_fault.items()
    )
    widths = " and ".join(map(str, WIDTHS))
    result = f"{len(faults)} in {len(pages)} pages, {' and '.join(THEMES)}, {widths} px"
    return Measure("Accessibility (axe)", "0 violations", result, not faults, faults)


def _faults_in(theme: Any, *, address: str, pages: Sequence[str]) -> list[tuple[str, str]]:
    """Return the faults in a theme as `(fault, setting)`; a setting is "dark 320", for example."""
    script = AXE.read_text(encoding="utf-8")
    all_faults: list[tuple[str, str]] = []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium()) as browser,
    ):
        for width in WIDTHS:
            viewport = ViewportSize(width=width, height=900)
            with browser.new_context(color_scheme=theme, viewport=viewport) as context:
                for page in pages:
                    faults = _faults_of(context, address + page, script=script)
                    all_faults += [(f"{page}: {fault}", f"{theme} {width}") for fault in faults]
    return all_faults


def _faults_of(context: BrowserContext, address: str, *, script: str) -> Iterator[str]:
    page = context.new_page()
    page.goto(address)
    page.evaluate(SHOW_ALL)
    page.evaluate(script)
    faults: list[str] = page.evaluate(RUN)
    page.close()
    yield from faults
