"""Checks that this machine has fonts for the words on the social card, `card.png`."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.content import Content
from explainer.model import Record
from explainer.problems import Problem, warning


def card_letters_have_fonts(content: Content) -> Iterator[Problem]:
    """Warn once about the letters that the social card leaves out because no font here has them."""
    site = content.site
    if not site.base_url:
        return
    letters, places = "", []
    for record, key, text in _words(content):
        if text.isascii():
            continue
        # Slow to import, and rarely needed.
        from explainer.exports.card import missing_letters  # noqa: PLC0415

        if missing := missing_letters(text):
            letters += missing
            places.append(record.place_of(key))
    if places:
        letters = "".join(dict.fromkeys(letters))
        shown = letters if len(letters) <= 12 else f"{letters[:12]}…"
        message = f'the social card leaves out "{shown}": this machine has no font for it'
        hint = "install a font that has these letters, and build again"
        yield warning(places[0], "card-font", message, hint)


def _words(content: Content) -> Iterator[tuple[Record, str, str]]:
    """Yield the record, the key and the text of each text on the card."""
    site = content.site
    yield site, "title", site.title
    yield site, "tagline", site.tagline
    yield from ((side, "name", side.name) for side in site.sides)


RULES = (card_letters_have_fonts,)
