"""The published style sheets keep every selector and colour of their sources in `templates/`."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explainer.templates import read_templates

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parent.parent.parent
TEMPLATES = read_templates(PROJECT / "templates")
SELECTORS = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const below = (rules) => [...rules].flatMap((rule) => [
    rule.selectorText ?? "", ...below(rule.cssRules ?? []),
  ]);
  return below(sheet.cssRules).filter(Boolean).map((text) => text.replaceAll(" *:", " :"));
}"""


@pytest.mark.parametrize("name", ["style.css", "filters.css", "in-force.css"])
def test_stripping_comments_from_a_style_sheet_loses_no_rule(browser: Browser, name: str) -> None:
    page = browser.new_page()
    source = TEMPLATES.assets[f"assets/{name}"].decode()
    published = (PROJECT / "site" / "assets" / name).read_text(encoding="utf-8")
    selectors = page.evaluate(SELECTORS, source)
    assert selectors
    assert page.evaluate(SELECTORS, published) == selectors
    page.close()


COLOURS = """([css, names]) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
  const style = (name) => (document.body.style.color = `var(--${name})`, getComputedStyle(document.body));
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const used = scheme === "light dark" ? (isDark ? "dark" : "light") : scheme;
  return [used, ...names.map((name) => style(name).color)];
}"""

MODES = (
    ("", "light", "dark"),
    ("light", "dark"),
    ("screen", "print"),
    ("more", "no-preference"),
)


def test_old_browsers_get_the_same_colours_as_those_that_know_light_dark(browser: Browser) -> None:
    page = browser.new_page()
    source = (PROJECT / "templates" / "styles" / "colours.css").read_text(encoding="utf-8")
    published = TEMPLATES.assets["assets/style.css"].decode()
    assert "light-dark(" in source
    assert "light-dark(" not in published
    names = sorted(TEMPLATES.colours["light"])
    seen = set()
    for theme, scheme, medium, contrast in product(*MODES):
        media: dict[str, Any] = {"color_scheme": scheme, "media": medium, "contrast": contrast}
        page.emulate_media(**media)
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        wanted, found = (page.evaluate(COLOURS, [css, names]) for css in (source, published))
        assert found == wanted, (theme, media)
        seen.add(tuple(found))
    # Light and dark, both also with more contrast, and print.
    assert len(seen) == 5
    page.close()
