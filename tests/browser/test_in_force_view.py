"""The page of measures in force is legible and accessible with two to six sides, at any width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from explainer.build import Settings, build
from explainer.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDES = ("north", "south", "east", "west", "hill", "quay")
STATES = (
    "published: true, authority: Order 7",
    "published: false, authority: by the Harbour Post",
    "short: A name without a statement",
    "suspended: {from: 2031-01-01, until: 2031-09-30}",
)
CASES = {
    "two sides": (2, "en"),
    "three sides": (3, "en"),
    "six sides": (6, "en"),
    "right to left": (2, "ar"),
    "Chinese": (2, "zh"),
}


def files(count: int, language: str) -> dict[str, str]:
    """Return an explainer whose sides each have measures of every state, of one tool or two."""
    sides = SIDES[:count]
    events = "".join(
        f"- {{id: {side}-{number}, date: 2030-0{1 + number}, side: {side}, kind: rule, "
        f"title: The rule of {side} on lamps and on Fresnel lenses, certainty: reported, "
        f"sources: [post], measure: {{tool: {('lamp', 'toll')[number % 2]}, "
        f"from: 2030-0{1 + number}, {state}}}}}\n"
        for side in sides[1:]
        for number, state in enumerate(STATES)
    )
    named = "".join(f"  {side}: {{name: The {side}ern harbour}}\n" for side in sides)
    return {
        "site.yaml": f"title: Lamps\nas_of: 2031-05-20\nlanguage: {language}\nsides:\n{named}"
        "kinds: {rule: Rule}\ntools: {lamp: Lamp and lens regulations, toll: Tolls}\n",
        "index.md": "---\ntitle: Lamps\n---\nLamps and tolls.\n",
        "sources.yaml": "- {id: post, title: Lamps, publisher: Post, standing: primary, "
        "url: https://example.org/post}\n",
        "timeline/all.yaml": events,
    }


@pytest.fixture(scope="module", params=CASES)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("measures")
    for name, text in files(*CASES[request.param]).items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = build(Settings(folder / "content", folder / "site"), Store())
    assert not [problem for problem in result.problems if problem.severity == "error"]
    return (folder / "site" / "in-force.html").as_uri()


def violations(page: Page) -> list[str]:
    options = {"preload": False, "runOnly": TAGS}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found]


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_the_page_passes_wcag_2_2_and_fits_the_screen(
    browser: Browser, address: str, width: int, theme: str
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
    )
    page.goto(address)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # Only a table may be wider than its frame, which then scrolls.
    assert (
        page.evaluate(
            """[...document.querySelectorAll("main :is(h1, h2, h3, p, li, a)")].filter((it) =>
          !it.closest(".table-scroll") && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1
        ).map((it) => it.outerHTML.slice(0, 80))"""
        )
        == []
    )
    page.close()


def test_every_measure_can_be_read_without_scripts_and_in_forced_colours(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, forced_colors="active", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto(address)
    measures = page.locator(".measure > a")
    assert measures.count() > 0
    assert all(measures.nth(number).is_visible() for number in range(measures.count()))
    rules = {
        state: page.locator(f".force-cell .{state}").first.evaluate(
            "it => getComputedStyle(it).borderInlineStart"
        )
        for state in ("published", "unpublished", "unstated")
    }
    assert rules["published"].startswith("2px solid")
    assert rules["unpublished"].startswith("2px dashed")
    assert rules["unstated"].startswith("1px solid")
    blocks = page.locator(".blocks .block")
    sizes = [blocks.nth(number).bounding_box() for number in range(blocks.count())]
    assert all(size and size["width"] >= 4 for size in sizes)
    context.close()


def test_on_paper_each_cell_names_its_side(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 673, "height": 900})
    page.emulate_media(media="print")
    page.goto(address)
    names = page.locator(".force-cell > h3")
    boxes = [names.nth(number).bounding_box() for number in range(names.count())]
    assert all(box and box["width"] > 20 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == 673
    page.close()
