"""The preview in a browser: mistakes are shown where the editor looks, and saves patch the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from running_preview import Preview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from playwright.sync_api import Browser, Locator, Page

    Visit: TypeAlias = Callable[..., Page]

MILLISECONDS = 20_000
PHONE = {"viewport": {"width": 360, "height": 640}}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    started = Preview(tmp_path_factory.mktemp("preview"))
    yield started
    started.end()


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """Yield the preview, and restore its content and templates after the test."""
    yield running
    running.restore()


@pytest.fixture
def visit(browser: Browser, running: Preview) -> Iterator[Visit]:
    """Yield a function that opens a page of the preview; an error of a script fails the test."""
    errors: list[str] = []
    contexts = []

    def open_page(path: str = "about.html", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1000, "height": 600}, **options})
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        page.goto(running.address + path)
        # Connected: warnings of the sample content are counted.
        expect(panel(page)).to_be_attached()
        # Unlike `evaluate`, this survives a page that loads itself again, as an outdated one does.
        page.wait_for_function("() => (window.loadedOnce = true)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def panel(page: Page) -> Locator:
    return page.locator("explainer-preview section")


def is_the_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.loadedOnce === true"))


def shows(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text, timeout=MILLISECONDS)


def break_content(preview: Preview) -> tuple[str, str]:
    preview.add("Nobody said so [@no-such-source].")
    line = preview.text("about.md").count("\n")
    return f"content/about.md:{line}", "no-such-source"


def break_yaml(preview: Preview) -> tuple[str, str]:
    text = preview.text("glossary.yaml")
    preview.save("glossary.yaml", f"{text}\n- id: [half\n")
    return "content/glossary.yaml:", "glossary.yaml"


def break_template(preview: Preview) -> tuple[str, str]:
    template = preview.folder / "templates" / "page.html"
    text = template.read_text("utf-8")
    template.write_text(f"{text}\n{{% if %}}\n", "utf-8")
    return f"templates/page.html:{text.count(chr(10)) + 2}", "page.html"


def break_overlay(preview: Preview) -> tuple[str, str]:
    overlay = preview.folder / "overlay"
    overlay.mkdir(exist_ok=True)
    (overlay / "404.html").write_text("{{ no_such_name }}\n", "utf-8")
    return "overlay/404.html:1", "no_such_name"


def break_chart(preview: Preview) -> tuple[str, str]:
    text = preview.text("charts/lamps.yaml")
    preview.save("charts/lamps.yaml", text.replace("data: ", "data: no-such-"))
    return "content/charts/lamps.yaml:", "no-such-"


def break_style_sheet(preview: Preview) -> tuple[str, str]:
    (preview.folder / "templates" / "styles" / "glossary.css").unlink()
    return "templates/", "glossary.css"


@pytest.mark.parametrize(
    "spoil",
    [break_content, break_yaml, break_template, break_overlay, break_chart, break_style_sheet],
)
def test_each_kind_of_mistake_is_shown_with_its_place_until_it_is_mended(
    preview: Preview, visit: Visit, spoil: Callable[[Preview], tuple[str, str]]
) -> None:
    page = visit()
    before = page.locator("main").inner_text()
    place, words = spoil(preview)
    expect(panel(page)).to_contain_text(words, timeout=MILLISECONDS)
    expect(panel(page).locator(".place").first).to_contain_text(place)
    assert page.locator("main").inner_text() == before
    link = panel(page).locator("a.place").first
    expect(link).to_have_attribute("href", re.compile(r"^vscode://file/.+:\d+$"))
    preview.restore_all()
    expect(panel(page).locator(".error")).to_have_count(0, timeout=MILLISECONDS)
    assert is_the_same_document(page)


def test_the_panel_has_the_line_with_a_mark_and_what_to_do(preview: Preview, visit: Visit) -> None:
    page = visit()
    break_content(preview)
    error = panel(page).locator("li.error")
    expect(error.locator("mark")).to_have_text("no-such-source", timeout=MILLISECONDS)
    expect(error.locator("pre")).to_contain_text("Nobody said so [@no-such-source].")
    expect(error.locator(".hint")).to_contain_text("Use one of: north-gazette")
    assert page.locator("explainer-preview [role=status]").inner_text().startswith("1 error")


def test_the_panel_shows_on_a_page_that_does_not_exist(preview: Preview, visit: Visit) -> None:
    page = visit("moves/nowhere.html")
    break_content(preview)
    expect(panel(page)).to_contain_text("no-such-source", timeout=MILLISECONDS)


def test_a_missing_page_appears_as_soon_as_it_is_written(preview: Preview, visit: Visit) -> None:
    page = visit("moves/later.html")
    preview.save("moves/later.md", "---\ntitle: What came later\n---\nNothing much.\n")
    shows(page, "Nothing much.")


def test_the_panel_can_be_closed_with_the_keyboard_until_the_problems_change(
    preview: Preview, visit: Visit
) -> None:
    page = visit()
    break_content(preview)
    expect(panel(page).locator("li.error")).to_be_visible(timeout=MILLISECONDS)
    toggle = panel(page).locator(".toggle")
    toggle.focus()
    page.keyboard.press("Enter")
    expect(panel(page).locator("li.error")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    preview.add("Nobody else did [@nor-this-one].")
    expect(panel(page)).to_be_visible(timeout=MILLISECONDS)


def test_on_a_phone_the_panel_is_a_bar_that_opens_and_covers_no_text(
    preview: Preview, visit: Visit
) -> None:
    page = visit(**PHONE)
    break_content(preview)
    expect(panel(page).locator(".toggle")).to_contain_text("1 error", timeout=MILLISECONDS)
    expect(panel(page).locator("li.error")).to_be_hidden()
    box = panel(page).bounding_box()
    assert box
    assert box["height"] < 80
    assert box["width"] == 360
    # The last line of the page can be scrolled above the bar.
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    end = page.evaluate("document.body.getBoundingClientRect().bottom")
    assert end <= box["y"] + 1
    panel(page).locator(".toggle").click()
    expect(panel(page).locator("li.error")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_can_be_read_in_light_and_dark_whatever_the_page_styles(
    preview: Preview, visit: Visit, scheme: str
) -> None:
    sheet = preview.folder / "templates" / "styles" / "glossary.css"
    sheet.write_text(sheet.read_text("utf-8") + "\n* { color: lime !important }\n", "utf-8")
    page = visit(color_scheme=scheme)
    break_content(preview)
    expect(panel(page).locator("li.error")).to_be_visible(timeout=MILLISECONDS)
    colours = panel(page).evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    )
    ink, ground = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours)
    assert (ink - ground > 400) if scheme == "dark" else (ground - ink > 400)


def long_page() -> str:
    paragraphs = "\n\n".join(f"Paragraph {number} of the lamps." for number in range(60))
    return f"{paragraphs}\n\n<details><summary>More</summary>Kept open.</details>\n"


def test_a_save_keeps_scroll_position_open_boxes_focus_and_typed_text(
    preview: Preview, visit: Visit
) -> None:
    preview.add(long_page())
    preview.wait_for("refreshed")
    page = visit()
    page.locator("main details summary").last.click()
    page.evaluate("""() => {
        const input = document.createElement("input");
        input.id = "typed";
        document.querySelector("header").append(input);
        input.value = "lamps";
        input.focus({ preventScroll: true });
        window.scrollTo(0, 500);
    }""")
    preview.add("The seventh lamp is green.")
    shows(page, "The seventh lamp is green.")
    preview.save("about.md", preview.text("about.md").replace("Paragraph 7 ", "Paragraph seven "))
    shows(page, "Paragraph seven of the lamps.")
    assert is_the_same_document(page)
    assert page.evaluate("scrollY") == 500
    assert page.evaluate("document.activeElement.id") == "typed"
    assert page.locator("#typed").input_value() == "lamps"
    assert page.locator("main details").last.get_attribute("open") is not None


def test_the_patched_page_is_the_one_that_a_reload_shows(preview: Preview, visit: Visit) -> None:
    preview.add(long_page())
    preview.wait_for("refreshed")
    page = visit()
    text = preview.text("about.md")
    edits = [
        text.replace("Paragraph 3 of", "## A heading\n\nParagraph 3 *of*"),
        text.replace("Paragraph 9 of the lamps.\n\n", ""),
        text.replace(
            "Paragraph 9", "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nParagraph 9"
        ),
        re.sub(r"Paragraph (\d) ", r"Verse \1 ", text),
        text,
    ]
    for number, edited in enumerate(edits):
        preview.save("about.md", f"{edited}\n\nEdit {number} is done.\n")
        shows(page, f"Edit {number} is done.")
        patched = page.locator("main").inner_html()
        assert is_the_same_document(page)
        # The page is patched before the rest of the site is written.
        preview.wait_for("refreshed")
        other = visit()
        assert patched == other.locator("main").inner_html()


def test_a_changed_style_sheet_is_swapped_without_loading_the_page(
    preview: Preview, visit: Visit
) -> None:
    page = visit()
    sheet = preview.folder / "templates" / "styles" / "glossary.css"
    sheet.write_text(sheet.read_text("utf-8") + "\nmain { color: rgb(1, 2, 3) }\n", "utf-8")
    expect(page.locator("main")).to_have_css("color", "rgb(1, 2, 3)", timeout=MILLISECONDS)
    assert is_the_same_document(page)
    expect(page.locator("head link[href*='assets/style.css']")).to_have_count(1)
    # A later save of the page still works on the swapped element.
    preview.add("The seventh lamp is green.")
    shows(page, "The seventh lamp is green.")
    assert is_the_same_document(page)


def test_a_changed_script_loads_the_page_again(preview: Preview, visit: Visit) -> None:
    page = visit()
    script = preview.folder / "templates" / "assets" / "script.js"
    with page.expect_navigation():
        script.write_text(script.read_text("utf-8") + "\nwindow.newer = 1;\n", "utf-8")
    expect(page.locator("main")).to_be_visible()
    assert page.evaluate("window.newer") == 1


def test_a_page_renamed_in_view_is_shown_at_its_new_address_with_the_line_for_aliases(
    preview: Preview, visit: Visit
) -> None:
    preview.save("moves/early.md", "---\ntitle: An early move\n---\nLanterns at dusk.\n")
    preview.wait_for("refreshed")
    page = visit("moves/early.html")
    moves: Path = preview.content_dir / "moves"
    (moves / "early.md").rename(moves / "first.md")
    page.wait_for_url("**/moves/first.html")
    shows(page, "Lanterns at dusk.")
    notice = panel(page).locator(".notice")
    expect(notice).to_contain_text("aliases: [moves/early.html]", timeout=MILLISECONDS)
    expect(notice).to_contain_text("moves/first.md")


def test_a_page_deleted_in_view_becomes_the_page_for_missing_ones(
    preview: Preview, visit: Visit
) -> None:
    preview.save("moves/early.md", "---\ntitle: An early move\n---\nLanterns at dusk.\n")
    preview.wait_for("refreshed")
    page = visit("moves/early.html")
    (preview.content_dir / "moves" / "early.md").unlink()
    shows(page, "Page not found")
