"""A project's own colours can be read in both modes, and every picture of the dispute has them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from examples import FIVE, LAMPS, QUICK, copy_content, templates, write_files
from hypothesis import given
from hypothesis import strategies as st

from explainer.build import TEMPLATES, Result, Settings, make
from explainer.chart_colours import (
    DIVERGING,
    GROUNDS,
    RAMP,
    contrast,
    fixed_rgb,
    hex_colour,
    lowest_contrast,
    readable,
)
from explainer.chart_records import Chart
from explainer.chart_theme import scales, with_theme
from explainer.model import Id, Theme
from explainer.problems import Problem
from explainer.store import Store
from explainer.styles.accents import completed, grounds, with_accents
from explainer.templates import read_templates

OWN = 'theme:\n  side_1: "#00695c"\n  side_2_dark: "#fdba74"\n'
SIZE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>'
GROUND = {mode: grounds(templates().colours, mode) for mode in ("light", "dark")}
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def build(
    content: Path, theme: str, overlay: Path | None = None, base_url: str | None = None
) -> Result:
    with (content / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(theme)
    site = content.parent / "site"
    return make(Settings(content, site, overlay=overlay, base_url=base_url), Store())


@pytest.fixture
def five(tmp_path: Path) -> Path:
    return copy_content(FIVE, tmp_path / "content")


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    return copy_content(LAMPS, tmp_path / "content")


def pages_of(result: Result) -> dict[str, str]:
    assert result.problems == ()
    return {
        page.address: page.read().decode()
        for page in result.pages
        if page.address.endswith((".html", ".css"))
    }


def test_only_what_the_theme_names_changes_in_the_palette(lamps: Path) -> None:
    result = build(lamps, OWN)
    assert result.content is not None
    assert result.content.site.theme is not None
    own = read_templates(TEMPLATES, accents=result.content.site.theme.accents).colours
    before = templates().colours
    for mode in ("light", "dark"):
        changed = {name for name, value in own[mode].items() if before[mode][name] != value}
        assert changed == {"side-1", "side-2"}
    assert (own["light"]["side-1"], own["dark"]["side-2"]) == ("#00695c", "#fdba74")


def test_the_whole_site_has_the_colours_of_the_theme(lamps: Path) -> None:
    pages = pages_of(build(lamps, OWN))
    old = {value.lower() for mode in templates().colours.values() for value in
           (mode["side-1"], mode["side-2"])}  # fmt: skip
    for page in pages.values():
        assert not old & set(re.findall(r"#[0-9a-f]{6}", page.lower()))
    assert "--side-1:#00695c" in pages["assets/style.css"]
    # Charts and the diagram are drawn with the names of colours, which the style sheet defines.
    drawn = "".join(pages.values())
    assert 'fill="var(--side-1)"' in drawn or 'stroke="var(--side-1)"' in drawn
    assert re.search(r'<svg class="diagram[^>]*>', drawn)


def test_the_social_card_has_the_colours_of_the_theme(
    lamps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def to_png(svg: str) -> bytes:
        drawn.append(svg)
        return b"png"

    monkeypatch.setattr("explainer.exports.card.to_png", to_png)
    result = build(lamps, OWN, base_url="https://example.org/")
    assert result.can_publish
    (card,) = drawn
    assert "#00695c" in card
    assert templates().colours["light"]["side-1"] not in card


def test_a_site_without_a_theme_is_published_as_before(five: Path) -> None:
    plain = make(Settings(five, five.parent / "site"), Store())
    empty = build(five, "theme: {}\n")
    assert empty.problems == ()
    assert [page.read() for page in plain.pages] == [page.read() for page in empty.pages]


def contrast_problems(five: Path, theme: str, overlay: Path | None = None) -> list[Problem]:
    return list(build(five, theme, overlay).problems)


def test_contrast_is_measured_against_the_projects_own_backgrounds(
    five: Path, tmp_path: Path
) -> None:
    theme = 'theme: {side_1: "#a05000"}\n'
    assert contrast_problems(five, theme) == []
    yellow = ":root { --ground: light-dark(#e0c060, #000) }"
    overlay = write_files(tmp_path / "templates", {"assets/extra.css": yellow})
    shutil.rmtree(five)
    copy_content(FIVE, five)
    (problem,) = contrast_problems(five, theme, overlay)
    assert problem.code == "theme-contrast"
    assert "light theme's background" in problem.message


@pytest.mark.parametrize(
    "files",
    [
        {"styles/colours.css": ""},
        {"styles/colours.css": ":root { --ink: #000 }"},
        {"assets/extra.css": ":root { --side-1: oklch(0.5 0.1 200) }"},
    ],
)
def test_own_styles_that_replace_a_colour_of_the_theme_are_no_mistake(
    files: dict[str, str], five: Path, tmp_path: Path
) -> None:
    overlay = write_files(tmp_path / "templates", files)
    result = build(five, 'theme: {side_1: "#00695c"}\n', overlay)
    codes = {problem.code for problem in result.problems}
    # Templates use colours that the first two of these style sheets lack.
    assert codes <= {"template"}


def test_contrast_is_reported_along_with_all_other_mistakes(five: Path) -> None:
    (five / "lamps.md").write_text("---\ntitle: Lamps\n---\nA lamp [@nobody].\n", "utf-8")
    codes = {problem.code for problem in contrast_problems(five, 'theme: {side_1: "#ffa500"}\n')}
    assert codes == {"unknown-source", "theme-contrast"}


def test_a_colour_that_cannot_be_read_hides_no_other_mistake(five: Path) -> None:
    (five / "lamps.md").write_text("---\ntitle: Lamps\n---\nA lamp [@nobody].\n", "utf-8")
    codes = {problem.code for problem in contrast_problems(five, "theme: {side_1: lamp}\n")}
    assert codes == {"unknown-source", "theme-colour"}


@QUICK
@given(colours)
def test_the_colour_for_the_other_mode_can_always_be_read(colour: str) -> None:
    light, dark = completed({"side-1": (colour, "")}, templates().colours)["side-1"]
    assert light == colour
    assert lowest_contrast(dark, GROUND["dark"]) >= 4.5
    light, dark = completed({"side-1": ("", colour)}, templates().colours)["side-1"]
    assert dark == colour
    assert lowest_contrast(light, GROUND["light"]) >= 4.5


@QUICK
@given(colours, st.sampled_from(["light", "dark"]))
def test_the_suggested_colour_can_be_read_and_a_readable_one_stays(colour: str, mode: str) -> None:
    near = readable(colour, GROUND[mode], 4.5)
    assert lowest_contrast(near, GROUND[mode]) >= 4.5
    assert (near == colour) == (lowest_contrast(colour, GROUND[mode]) >= 4.5)


def test_where_no_colour_can_be_read_black_or_white_comes_nearest() -> None:
    grey = ((119.0, 119.0, 119.0), (120.0, 120.0, 120.0))
    assert readable("#777777", grey, 10) in {"#000000", "#ffffff"}


def test_colours_that_the_style_sheet_lacks_are_added() -> None:
    text = ":root {\n  --side-1: red;\n}\np { --side-1: x }\n"
    changed = with_accents(
        text, {"side-1": ("#111111", "#eeeeee"), "side-2": ("#222222", "#dddddd")}
    )
    assert changed == (
        ":root { --side-2: light-dark(#222222, #dddddd);\n"
        "  --side-1: light-dark(#111111, #eeeeee);\n}\np { --side-1: x }\n"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#1f4f8f", "#1f4f8f"),
        ("#1F4F8F", "#1f4f8f"),
        (" #abc ", "#aabbcc"),
        ("teal", ""),
        ("rgb(31, 79, 143)", ""),
        ("#abcd", ""),
        ("#1f4f8fff", ""),
        ("rgba(31, 79, 143, 0.5)", ""),
        ("rgb(300, 0, 0)", ""),
        ("transparent", ""),
        ("side-1", ""),
        ("var(--ink)", ""),
        ("oklch(0.5 0.1 200)", ""),
        ("", ""),
        ("lamp", ""),
    ],
)
def test_a_colour_is_three_or_six_hexadecimal_digits(written: str, read: str) -> None:
    assert hex_colour(written) == read


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("1f4f8f", 'write "#1f4f8f"'),
        ("Teal", 'write "#008080"'),
        ('"rgb(31, 79, 143)"', 'write "#1f4f8f"'),
        ('"rgba(31, 79, 143, 0.5)"', "write # and six hexadecimal digits, in quotes"),
        ('"#1f4f8fff"', "write # and six hexadecimal digits, in quotes"),
        ("lamp", "write # and six hexadecimal digits, in quotes"),
    ],
)
def test_a_colour_in_another_notation_is_reported_with_what_to_write(
    typed: str, hint: str, five: Path
) -> None:
    (problem,) = build(five, f"theme: {{side_1: {typed}}}\n").problems
    assert (problem.code, problem.hint) == ("theme-colour", hint)


LOGO = "theme: {logo: images/logo.svg}\n"


def test_the_logo_is_as_large_as_there_is_room_and_counts_as_used(lamps: Path) -> None:
    write_files(lamps, {"images/logo.svg": SIZE})
    pages = pages_of(build(lamps, LOGO))
    logo = 'images/logo.svg" alt="" width="56" height="28"> The'
    assert f'<img src="{logo}' in pages["index.html"]
    inner = next(name for name in pages if name.count("/") == 1 and name.endswith(".html") and
                 "masthead" in pages[name])  # fmt: skip
    assert f'<img src="../{logo}' in pages[inner]


@pytest.mark.parametrize(("name", "hint"), [("lgo.svg", "did you mean"), ("x.pdf", "images/")])
def test_a_logo_that_is_no_picture_of_the_content_is_reported(
    name: str, hint: str, five: Path
) -> None:
    write_files(five, {"images/logo.svg": SIZE, "data/x.pdf": "x"})
    result = build(five, f"theme:\n  logo: images/{name}\n")
    problem = next(each for each in result.problems if each.code == "unknown-picture")
    lines = (five / "site.yaml").read_text("utf-8").splitlines()
    assert problem.place.line == len(lines)
    assert f'unknown picture "images/{name}"' in problem.message
    assert hint in problem.hint


@QUICK
@given(colours, colours)
def test_scales_of_charts_can_be_seen_in_both_modes(one: str, two: str) -> None:
    ranges = scales(Theme(side_1=one, side_2=two))
    used = {*ranges["ramp"]["scheme"], *ranges["diverging"]["scheme"]}
    least = min(ratios(colour) for colour in (*RAMP, *DIVERGING))
    assert all(ratios(colour) > least - 0.1 for colour in used)


def ratios(colour: str) -> float:
    """Return the lower of a colour's contrasts to the backgrounds of light and of dark mode."""
    rgb = fixed_rgb(colour)
    backgrounds = [fixed_rgb(ground) for ground in GROUNDS.values()]
    return min(contrast(rgb, ground) for ground in backgrounds if rgb and ground)


def test_a_chart_keeps_the_scales_that_its_editor_set() -> None:
    own = {"range": {"ramp": {"scheme": "greens"}}}
    chart = Chart(Id("c"), "Title", "Summary", "data/c.csv", spec={"mark": "bar", "config": own},
                  narrow={"config": own})  # fmt: skip
    theme = Theme(side_1="#00695c")
    themed = with_theme(chart, theme)
    for form in (themed.spec, themed.narrow):
        assert form["config"]["range"]["ramp"] == {"scheme": "greens"}
        assert form["config"]["range"]["heatmap"]["scheme"][1] == "#00695c"
    broken = Chart(Id("c"), "Title", "Summary", "data/c.csv", spec={"mark": "bar", "config": 3})
    assert with_theme(broken, theme).spec["config"] == 3
    assert with_theme(chart, Theme()) is chart


def test_a_heat_map_is_drawn_in_the_colours_of_the_theme(five: Path) -> None:
    chart = (
        "title: Lamps lit\nsummary: More each year.\ndata: data/lit.csv\nspec:\n  mark: rect\n"
        "  encoding:\n    x: {field: year, type: ordinal}\n    y: {field: town, type: nominal}\n"
        "    color: {field: lit, type: quantitative}\n"
    )
    write_files(five, {
        "charts/lit.yaml": chart,
        "data/lit.csv": "year,town,lit\n2030,North,0\n2031,North,10\n",
        "lit.md": "---\ntitle: Lit\n---\n[chart lit]\n",
    })  # fmt: skip
    result = build(five, OWN)
    assert result.problems == ()
    page = next(page.read().decode() for page in result.pages if page.address == "lit.html")
    assert "#00695c" in page.lower() or "rgb(0, 105, 92)" in page
    assert RAMP[1] not in page.lower()
