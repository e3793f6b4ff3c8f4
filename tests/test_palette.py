"""Every colour has one name and one definition, and whatever shows a colour follows the palette."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from examples import PROJECT, lamps, templates

from explainer.build import TEMPLATES
from explainer.chart_colours import _HEX, COLOURS
from explainer.charts.vega import _CONFIG
from explainer.exports.card import card_context
from explainer.plan import plan
from explainer.styles.css_text import decode
from explainer.styles.palette import palette_of, without_light_dark

if TYPE_CHECKING:
    from pathlib import Path

PALETTE = templates().colours
DEFINITION = TEMPLATES / "styles" / "colours.css"
LITERAL = re.compile(
    r"(?<!&)#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|%23[0-9a-f]{3,8}\b"
    r"|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\([^()]*\)",
    re.IGNORECASE,
)
# Keywords that stand for no fixed colour.
KEYWORDS = {"none", "transparent", "currentcolor"}
NAMED = re.compile(
    rf"(?:[\w-]+-)?(?:fill|stroke|color|background|border[\w-]*|outline|shadow|decoration)\s*[=:]\s*[\"']?[^\"';{{}}]*?"
    rf"\b(?:{'|'.join(sorted(set(_HEX) - KEYWORDS))})\b(?!-)",
    re.IGNORECASE,
)


def colours_in(text: str) -> list[str]:
    return [match[0] for pattern in (LITERAL, NAMED) for match in pattern.finditer(text)]


def test_each_colour_is_written_only_once() -> None:
    colours = re.findall(r"#[0-9a-f]+|rgb\([^()]*\)", decode(DEFINITION.read_bytes())[0])
    assert len(colours) > 20
    # Short and long forms of a colour are the same: #fff, #ffffff.
    long = [re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour) for colour in colours]
    assert len(set(long)) == len(long)


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in (TEMPLATES, PROJECT / "explainer")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".css", ".html", ".svg", ".js", ".py"}
        # Charts need some colours as numbers; `test_charts` compares them with the definition.
        if path not in (DEFINITION, PROJECT / "explainer/chart_colours.py")
        # The preview's panel isn't part of any site, and no style sheet of a page reaches it.
        if path != PROJECT / "explainer/preview/panel.js"
        # An editor's pictures have colours of their own, also those of a new project.
        if not path.is_relative_to(PROJECT / "explainer/new/starter/content")
    ],
    ids=lambda path: path.relative_to(PROJECT).as_posix(),
)  # fmt: skip
def test_no_other_file_contains_the_value_of_a_colour(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        text = decode(path.read_bytes())[0]
    assert colours_in(text) == []


@pytest.mark.parametrize(
    "text",
    ["color: #fff;", "outline: 1px solid gold", "fill='%23fff'", "background: rgb(0 0 0 / 15%)", 'fill="teal"', "color:red",
     "border-block-end: 1px solid navy", "background: linear-gradient(white, var(--ink))",
     'content="#1f4f8f"', "accent-color: oklch(1 0 0)", "color: light-dark(black, white)"],
)  # fmt: skip
def test_a_colour_is_found_however_it_is_written(text: str) -> None:
    assert colours_in(text)


@pytest.mark.parametrize(
    "text",
    ["color: var(--ink)", "color: CanvasText", "&#8239;", "&#160;", "fill: none",
     "background: transparent", "a pink kite", "color: currentColor", "white-space: nowrap"],
)  # fmt: skip
def test_what_names_no_colour_is_not_taken_for_one(text: str) -> None:
    assert colours_in(text) == []


def test_every_custom_property_that_a_rule_uses_is_defined() -> None:
    css = templates().assets["assets/style.css"].decode()
    other = b"".join(templates().assets.values()).decode()
    used = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", other))
    assert "--ink" in used
    assert used <= set(re.findall(r"[{;\s](--[\w-]+)\s*:", css))


def test_every_colour_that_a_chart_may_use_is_defined_in_both_themes() -> None:
    for mode in ("light", "dark"):
        assert set(COLOURS) <= PALETTE[mode].keys()
    defaults = re.findall(r"'(?:\w*[cC]olor)': '([\w-]+)'", str(_CONFIG))
    assert {*defaults, *_CONFIG["range"]["category"]} <= set(COLOURS)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rgb` or `#rrggbb`, from 0 to 1 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "raised", "band"])
@pytest.mark.parametrize("text", ["ink", "muted", "side-1", "side-2", "side-3", "side-4"])
def test_text_can_be_read_on_every_background(text: str, ground: str, mode: str) -> None:
    assert contrast(PALETTE[mode][text], PALETTE[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "raised", "band"])
def test_the_edge_of_a_button_can_be_seen(ground: str, mode: str) -> None:
    assert contrast(PALETTE[mode]["edge"], PALETTE[mode][ground]) >= 3


def test_the_favicon_the_card_and_the_404_page_take_their_colours_from_the_palette() -> None:
    # Values that occur nowhere else.
    marked = {
        mode: {name: f"{mode}-{name}!" for name in colours} for mode, colours in PALETTE.items()
    }
    changed = replace(templates(), colours=marked)
    card = changed.render("card.svg", card_context(lamps().site))
    pages = {output.address: output for output in plan(lamps(), changed)}
    home = pages["index.html"].make().decode()
    lost = pages["404.html"].make().decode()
    assert marks(card) == {
        f"light-{name}" for name in "ground muted ink side-1 side-2 hairline".split()
    }
    assert {"light-side-1", "light-side-2"} == marks(home.replace("%21", "!"))
    assert marks(lost.replace("%21", "!")) == {
        f"{mode}-{name}" for mode in PALETTE for name in ("ground", "ink", "hairline")
    }


def marks(text: str) -> set[str]:
    return set(re.findall(r"((?:light|dark)-[\w-]+)!", text))


def test_a_changed_colour_changes_the_key_of_each_page_that_shows_it() -> None:
    other = {mode: {**colours, "side-1": "#123456"} for mode, colours in PALETTE.items()}
    changed = replace(templates(), colours=other)
    assert changed.key != templates().key
    for name in ("home.html", "404.html", "card.svg"):
        assert changed.digest_of(name) != templates().digest_of(name)


LAMP_COLOURS = """:root {
  color-scheme: light dark;
  --oil: light-dark(#123, rgb(1, 2, 3));
  --wick: var(--oil);
  --flame: #456;
}
"""


def test_light_dark_is_published_as_a_rule_for_each_theme() -> None:
    css, mistake = without_light_dark(LAMP_COLOURS)
    assert mistake is None
    dark = "--oil: rgb(1, 2, 3);"
    assert css == (
        LAMP_COLOURS.replace("light-dark(#123, rgb(1, 2, 3))", "#123").rstrip("\n")
        + "\n@media screen and (prefers-color-scheme: dark) "
        f'{{ :root:where(:not([data-theme="light"])) {{ {dark} }} }}\n'
        f'@media screen {{ :root:where([data-theme="dark"]) {{ {dark} }} }}\n'
    )


def test_a_colour_that_refers_to_another_has_its_value_in_each_theme() -> None:
    assert palette_of(LAMP_COLOURS) == {
        "light": {"oil": "#123", "wick": "#123", "flame": "#456"},
        "dark": {"oil": "rgb(1, 2, 3)", "wick": "rgb(1, 2, 3)", "flame": "#456"},
    }


def test_a_template_folder_without_a_palette_has_no_colours() -> None:
    assert palette_of("") == {"light": {}, "dark": {}}


@pytest.mark.parametrize(
    "rule",
    [":root {\n--oil: light-dark(#123);\n}", "p {\ncolor: light-dark(#123, #456) }",
     ":root,\np { --oil: light-dark(#123, #456) }"],
)  # fmt: skip
def test_light_dark_that_old_browsers_would_drop_is_reported_at_its_line(rule: str) -> None:
    _, mistake = without_light_dark(rule)
    assert mistake is not None
    assert mistake.line == 2
    assert mistake.message == "this light-dark() can't be read"
