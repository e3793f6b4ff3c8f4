"""The social card shows a site's title, sides and date whatever they are, and never empty boxes."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import imagesize  # type: ignore[import-untyped]
import pytest
from examples import html_pages, lamps, outputs, templates
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.exports.card import TextBox, card_context, fitted, to_png
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


def texts(drawn: str) -> list[str]:
    found = ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
    return [element.text or "" for element in found]


def said(box: TextBox) -> str:
    return "".join(line.text for line in box.lines)


def test_a_shared_link_shows_the_title_the_tagline_the_day_and_every_side() -> None:
    words = " ".join(texts(svg()))
    assert "The Lamp & Lens <Affair>" in words
    assert "Northport dimmed its harbour lamps;" in words
    assert "AS OF 20 MAY 2031" in words
    assert "example.org/lamps" in words
    assert words.endswith("Northport 南港 (Southport) Pilots’ guild")


@pytest.mark.parametrize("text", [LONG[:200], CHINESE, "W" * 100, "灯塔", "x"])
def test_a_title_of_any_length_shrinks_until_all_of_it_fits(text: str) -> None:
    (box,) = fitted(text, **BOX)
    assert said(box).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line.text) * box.size <= BOX["width"] for line in box.lines)
    assert box.height <= BOX["height"]
    assert max(line.y for line in box.lines) < BOX["height"]
    assert not any(line.text.startswith(("，", "：")) for line in box.lines)


def test_a_title_that_fits_in_no_size_is_cut_and_says_so() -> None:
    (box,) = fitted(LONG * 3, **BOX)
    assert said(box).endswith(ELLIPSIS)
    assert box.size == 40
    assert box.height <= BOX["height"]


def test_one_long_name_makes_no_other_side_look_bigger() -> None:
    short, long = fitted("South", "The Harbour Board of Northport " * 3, **BOX)
    assert short.size == long.size < BOX["sizes"][0]


def test_a_title_from_right_to_left_is_set_from_the_right() -> None:
    drawn = svg(title="نزاع (2031)", sides=(Side(Id("north"), "الشمال"),))
    title = "\u2067نزاع (2031)\u2069"
    (line,) = (line for line in drawn.splitlines() if title in line)
    assert 'x="1128"' in line
    assert drawn.count('text-anchor="end"') == 3


def test_the_card_has_the_size_that_pages_promise_and_its_absolute_address() -> None:
    page = HTMLParser(html_pages(LAMPS)["moves/index.html"])
    told = {
        node.attributes["property"]: node.attributes["content"] for node in page.css("[property]")
    }
    width, height = imagesize.get(io.BytesIO(outputs(LAMPS)["card.png"].make()))
    assert (told["og:image:width"], told["og:image:height"]) == (str(width), str(height))
    assert (width, height) == (1200, 630)
    assert told["og:image"] == f"{BASE}card.png"
    assert told["og:image:alt"] == f"{LAMPS.site.title}: {LAMPS.site.tagline}"


def test_without_a_base_address_there_is_no_card_and_no_page_promises_one() -> None:
    assert "card.png" not in outputs(lamps())
    assert all("og:image" not in html for html in html_pages(lamps()).values())


def test_letters_that_no_font_here_has_are_left_out_rather_than_drawn_as_boxes() -> None:
    # Of the private use area, for which no font of a machine's own has anything.
    unknown = to_png(svg(title="\U000f1234\U000f1235"))
    assert unknown == to_png(svg(title=""))
    assert unknown != to_png(svg(title="Lamps"))


def test_a_character_that_xml_does_not_have_does_not_spoil_the_card() -> None:
    assert "Lamps" in texts(svg(title="La\x0bmps", tagline=""))


def test_a_card_that_is_no_picture_is_told_as_its_template_s_fault() -> None:
    broken = Templates({**templates().texts, "card.svg": "<svg"}, templates().assets)
    (card,) = (output for output in plan(LAMPS, broken) if output.address == "card.png")
    with pytest.raises(CannotMake) as fault:
        card.make()
    (problem,) = fault.value.problems
    assert problem.place == Place("card.svg", 1, "templates")
    assert "\n" not in problem.message


def test_a_card_needs_no_more_than_a_title_and_a_day() -> None:
    least = Site("Lamps", LAMPS.site.as_of, base_url=BASE)
    assert texts(templates().render("card.svg", card_context(least)))[2] == "Lamps"
