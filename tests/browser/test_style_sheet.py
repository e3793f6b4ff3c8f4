"""The published style sheets keep every selector of their sources in `templates/`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parent.parent.parent
SELECTORS = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const below = (rules) => [...rules].flatMap((rule) => [
    rule.selectorText ?? "", ...below(rule.cssRules ?? []),
  ]);
  return below(sheet.cssRules).filter(Boolean).map((text) => text.replaceAll(" *:", " :"));
}"""


@pytest.mark.parametrize("name", ["style.css", "filters.css"])
def test_stripping_comments_from_a_style_sheet_loses_no_rule(browser: Browser, name: str) -> None:
    page = browser.new_page()
    source = (PROJECT / "templates" / "assets" / name).read_text(encoding="utf-8")
    published = (PROJECT / "site" / "assets" / name).read_text(encoding="utf-8")
    selectors = page.evaluate(SELECTORS, source)
    assert selectors
    assert page.evaluate(SELECTORS, published) == selectors
    page.close()
