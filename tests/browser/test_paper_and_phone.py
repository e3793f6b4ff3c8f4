"""The built pages fit a narrow phone and print without what only a screen can use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explainer.build import Settings, build
from explainer.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parent.parent.parent
SITE = PROJECT / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


def width_at(browser: Browser, address: str, *, width: int) -> int:
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert isinstance(wide, int)
        return wide
    finally:
        page.close()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_on_a_narrow_phone(browser: Browser, address: str) -> None:
    assert width_at(browser, (SITE / address).as_uri(), width=320) <= 320


def test_forty_citations_in_a_sentence_wrap(browser: Browser, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    names = [f"s{number}" for number in range(40)]
    entries = [f"- {{id: {n}, title: T, publisher: P, standing: analysis}}\n" for n in names]
    (content / "site.yaml").write_text("title: Lamps\nas_of: 2031-05-20\n")
    (content / "sources.yaml").write_text("".join(entries))
    cited = "; ".join(f"@{name}" for name in names)
    (content / "index.md").write_text(f"---\ntitle: Lamps\n---\nAll say so [{cited}].\n")
    assert build(Settings(content, tmp_path / "site"), Store()).published
    home = (tmp_path / "site" / "index.html").as_uri()
    assert width_at(browser, home, width=320) <= 320


def test_paper_leaves_out_what_only_a_screen_can_press(browser: Browser) -> None:
    page = browser.new_page()
    page.goto((SITE / "timeline.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".cite-event").count() > 0
    assert page.locator(".cite-event:visible").count() == 0
    assert page.locator(".event:visible").count() == page.locator(".event").count()
    page.close()
