"""The texts of links and pictures, and what they can't contain: citations and footnotes.

A citation and a footnote's letter are links themselves, and HTML doesn't allow links in links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.fragment import MARK_CLOSE, MARK_OPEN, Fault
from explainer.patterns import lazy_pattern
from explainer.prose.line_notes import without_notes

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from xml.etree.ElementTree import Element

_TOKEN = lazy_pattern(rf"\s*{MARK_OPEN}\d+{MARK_CLOSE}")


def read(link: Element, line: int) -> tuple[str, list[Fault]]:
    """Return a link's text without its markup, and the faults in it."""
    text = without_notes("".join(link.itertext()))
    if not len(link) and MARK_OPEN not in text:
        return text, []
    notes = [sup for sup in link.iter("sup") if sup.get("id", "").startswith("fnref")]
    plain = _TOKEN.sub("", without_notes("".join(_texts(link, without=notes))))
    faults = []
    for what, is_held in (("citation", MARK_OPEN in text), ("footnote", notes)):
        if is_held:
            message = f'the text of the link "{" ".join(plain.split())}" contains a {what}'
            faults.append(Fault(line, "link-form", message, f"move the {what} behind the link"))
    return plain, faults


def alternative_text_faults(picture: Element, target: str, line: int) -> Iterator[Fault]:
    """Yield a fault if the text that describes a picture contains a citation."""
    if MARK_OPEN in picture.get("alt", ""):
        message = f'the alternative text of the picture "{target}" contains a citation'
        yield Fault(line, "link-form", message, "cite it in the text below the picture")


def title_faults(element: Element, text: str, line: int) -> Iterator[Fault]:
    """Yield a fault if the title of a link or picture, which `text` names, contains a citation."""
    if MARK_OPEN in element.get("title", ""):
        what = "link" if element.tag == "a" else "picture"
        message = f'the title of the {what} "{text}" contains a citation'
        yield Fault(line, "link-form", message, f"cite it in the text, behind the {what}")


def _texts(element: Element, *, without: Container[Element]) -> Iterator[str]:
    """Yield the texts in an element, but not those in the elements `without`."""
    yield element.text or ""
    for child in element:
        if child not in without:
            yield from _texts(child, without=without)
        yield child.tail or ""
