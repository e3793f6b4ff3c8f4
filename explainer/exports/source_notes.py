"""A source in words: who made it and where it appeared, and notes that formats have no field for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.bibliography import names_in_words
from explainer.readonly import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.bibliography import Source


# Our own words, with which a part of `publication_words` may begin.
LABELS = ("edited by ", "translated by ", "chapter ", "vol. ", "no. ", "p. ", "pp. ")


def publication_words(source: Source) -> tuple[str, ...]:
    """Return who made a source and where it appeared, as parts to be joined by commas, each once.

    For example `("Jane Doe", "edited by John Roe", "The Lamp 3, no. 4, p. 12", "Lamp Press")`.
    """
    # Many exports and pages ask for it.
    return remembered(
        source,
        "publication_words",
        lambda: tuple(dict.fromkeys(part for part in _publication(source) if part)),
    )


def _publication(source: Source) -> Iterator[str]:
    yield names_in_words(source.author)
    yield _prefixed("edited by ", names_in_words(source.editor))
    yield _prefixed("translated by ", names_in_words(source.translator))
    yield _prefixed("chapter ", source.chapter_number)
    yield _container_words(source)
    yield source.collection_title
    yield _edition_words(source.edition)
    yield _number_words(source)
    yield source.authority
    yield ": ".join(part for part in (source.publisher_place, source.house) if part)


def notes_of(source: Source) -> tuple[str, ...]:
    """Return notes in words on a source, as far as they apply.

    They say who reported it first, where it was read, where its text and archived copy are, that it
    relies on unnamed people, and what the editor noted.
    """
    copies = ", ".join(f"{copy.title}, {copy.url}" for copy in source.copies)
    return tuple(
        note
        for note in (
            _prefixed("Reported by ", source.relayed_from),
            _read_at(source),
            _prefixed("Copies at ", copies),
            _prefixed("Archived at ", source.archived),
            "Rests on people who are not named" if source.unnamed else "",
            source.note,
        )
        if note
    )


def _container_words(source: Source) -> str:
    """Return the containing work with volume, issue and pages, such as `The Lamp 3, no. 4, p. 12`."""
    volume = source.volume if source.container else _prefixed("vol. ", source.volume)
    work = " ".join(part for part in (source.container, volume) if part)
    pages = _prefixed(_page_label(source.page), source.page)
    return ", ".join(part for part in (work, _prefixed("no. ", source.issue), pages) if part)


def _page_label(page: str) -> str:
    """Return the label for a page or a range of pages; a text such as `A 12` gets none."""
    if not page[:1].isdigit():
        return ""
    return "p. " if page.isdigit() else "pp. "


def _edition_words(edition: str) -> str:
    """Return an edition in words: `2nd edition` for 2, or what the editor wrote."""
    if not edition.isascii() or not edition.isdigit():
        return edition
    endings = {1: "st", 2: "nd", 3: "rd"}
    number = int(edition)
    ending = "th" if number % 100 in {11, 12, 13} else endings.get(number % 10, "th")
    return f"{number}{ending} edition"


def _number_words(source: Source) -> str:
    """Return the genre and number, such as `Working Paper 12`, or `no. 12` without a genre."""
    if source.genre and source.number:
        return f"{source.genre} {source.number}"
    number = source.number
    # A citation of a law report, such as `3 Waters 41`, is complete as it is.
    needs_label = number[:1].isdigit() and not (source.type == "legal_case" and " " in number)
    return source.genre or (f"no. {number}" if needs_label else number)


def _read_at(source: Source) -> str:
    if source.via is None:
        return ""
    return f"Read at {source.via.title}" + (f", {source.via.url}" if source.via.url else "")


def _prefixed(prefix: str, text: str) -> str:
    return prefix + text if text else ""
