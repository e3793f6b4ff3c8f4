"""The social card (`card.png`): its text always fits, and no character is drawn as an empty box."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import imagesize  # type: ignore[import-untyped]
import pytest
from examples import html_pages, lamps, outputs, templates
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.exports.card import TextBox, card_context, fitted, missing_letters, to_png
from explainer.model import Id, Side, Site
from explainer.plan import plan
from explainer.problems import CannotMake, Place
from explainer.templates import Templates
from explainer.text_width import ELLIPSIS, width_of

BASE = "https://example.org/lamps/"
LAMPS = replace(lamps(), site=replace(lamps().site, base_url=BASE))
BOX: dict[str, Any] = {"width": 1056, "height": 264, "sizes": (96, 72, 54, 40), "leading": 1.1}
LONG = "Lamps and lenses of the harbour, and of those who light them " * 4
CHINESE = "北港为什么调暗了港口的灯，南港又为什么提高了通行费：一场虚构的争端" * 3


def svg(**changes: Any) -> str:
    site = replace(LAMPS.site, **changes)
    return templates().render("card.svg", card_context(site))


def texts(card: str) -> list[str]:
    elements = ET.fromstring(card).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
    return [element.text or "" for element in elements]


def text_of(box: TextBox) -> str:
    return "".join(line.text for line in box.lines)


def test_the_card_shows_the_title_tagline_date_address_and_every_side() -> None:
    words = " ".join(texts(svg()))
    assert "The Lamp & Lens <Affair>" in words
    assert "Northport dimmed its harbour lamps;" in words
    assert "AS OF 20 MAY 2031 NEWS SEARCHED TO 28 JUNE 2031" in words
    assert "example.org/lamps" in words
    assert words.endswith("Northport 南港 (Southport) Pilots’ guild")


@pytest.mark.parametrize("text", [LONG[:200], CHINESE, "W" * 100, "灯塔", "x"])
def test_a_title_of_any_length_shrinks_until_it_fits(text: str) -> None:
    (box,) = fitted(text, **BOX)
    assert text_of(box).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line.text) * box.size <= BOX["width"] for line in box.lines)
    assert box.height <= BOX["height"]
    assert max(line.y for line in box.lines) < BOX["height"]
    assert not any(line.text.startswith(("，", "：")) for line in box.lines)


def test_a_title_too_long_for_the_smallest_size_ends_with_an_ellipsis() -> None:
    (box,) = fitted(LONG * 3, **BOX)
    assert text_of(box).endswith(ELLIPSIS)
    assert box.size == 40
    assert box.height <= BOX["height"]


def test_all_side_names_get_the_same_font_size() -> None:
    short, long = fitted("South", "The Harbour Board of Northport " * 3, **BOX)
    assert short.size == long.size < BOX["sizes"][0]


def test_a_right_to_left_title_is_aligned_right() -> None:
    card = svg(title="نزاع (2031)", sides=(Side(Id("north"), "الشمال"),))
    title = "\u2067نزاع (2031)\u2069"
    (line,) = (line for line in card.splitlines() if title in line)
    assert 'x="1128"' in line
    assert card.count('text-anchor="end"') == 4


def test_pages_declare_the_cards_real_size_and_absolute_url() -> None:
    page = HTMLParser(html_pages(LAMPS)["moves/index.html"])
    meta = {
        node.attributes["property"]: node.attributes["content"] for node in page.css("[property]")
    }
    width, height = imagesize.get(io.BytesIO(outputs(LAMPS)["card.png"].make()))
    assert (meta["og:image:width"], meta["og:image:height"]) == (
        str(width),
        str(height),
    )
    assert (width, height) == (1200, 630)
    assert meta["og:image"] == f"{BASE}card.png"
    assert meta["og:image:alt"] == f"{LAMPS.site.title}: {LAMPS.site.tagline}"


def test_without_a_base_url_there_is_no_card_and_no_page_links_to_one() -> None:
    assert "card.png" not in outputs(lamps())
    assert all("og:image" not in html for html in html_pages(lamps()).values())


def test_characters_missing_from_every_font_are_left_out_rather_than_drawn_as_boxes() -> None:
    # Private-use characters, which no installed font has.
    unknown = to_png(svg(title="\U000f1234\U000f1235"))
    assert unknown == to_png(svg(title=""))
    assert unknown != to_png(svg(title="Lamps"))


def test_words_beside_characters_missing_from_every_font_are_still_drawn() -> None:
    assert to_png(svg(title="Lamps \U000f1234\U000f1235 &")) != to_png(svg(title=""))
    line = to_png(svg(title="Lamps", tagline="Dim \U000f1234\u0301"))
    assert line == to_png(svg(title="Lamps", tagline="Dim"))


def test_the_letters_missing_from_every_font_are_named() -> None:
    assert missing_letters("Lamps \U000f1234 ёλ é\u0301\u200d \U000f1234") == "\U000f1234"


def test_a_character_invalid_in_xml_does_not_break_the_card() -> None:
    assert "Lamps" in texts(svg(title="La\x0bmps", tagline=""))


def test_a_card_that_is_not_valid_svg_is_reported_in_its_template() -> None:
    broken = Templates({**templates().texts, "card.svg": "<svg"}, templates().assets)
    (card,) = (output for output in plan(LAMPS, broken) if output.address == "card.png")
    with pytest.raises(CannotMake) as error:
        card.make()
    (problem,) = error.value.problems
    assert problem.place == Place("card.svg", 1, "templates")
    assert "\n" not in problem.message


def test_a_card_needs_only_a_title_and_a_date() -> None:
    minimal = Site("Lamps", LAMPS.site.as_of, base_url=BASE)
    assert texts(templates().render("card.svg", card_context(minimal)))[2] == "Lamps"
