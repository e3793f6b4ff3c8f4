"""`feed.xml`: the editor's log of changes as an Atom feed (RFC 4287).

Built only if the site has a `base_url`. An entry has the change's note as HTML, with links to the
pages and events that it changed and to the sources that it cites, and leads to the change on
`changes.html`. It keeps its id (a tag URI, RFC 4151) when its note is edited, and when later changes
are added above it.
"""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from explainer.change_ids import change_ids, change_numbers
from explainer.exports.absolute_urls import absolute_url, host_of, path_of
from explainer.exports.plain_text import ProseReader, shorten, xml_text
from explainer.exports.portable_html import portable_html
from explainer.languages import is_right_to_left, primary_language
from explainer.urls import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.content import Content
    from explainer.model import Change, Site

ATOM = "http://www.w3.org/2005/Atom"
TITLE_LENGTH = 100
_KINDS = {"update": "Update", "correction": "Correction"}
_CHANGES = "changes.html"
# A title and its URL.
Link = tuple[str, str]


def feed(content: Content) -> bytes:
    """Return the contents of `feed.xml`: an entry for each change, in the order of `changes.yaml`.

    Raises ValueError if the site has no `base_url`.
    """
    site = content.site
    if not site.base_url:
        raise ValueError("a feed needs a base address")
    changes = content.changes
    ids, numbers = change_ids(changes), change_numbers(changes)
    moments = [
        _moment(change.date, number) for change, number in zip(changes, numbers, strict=True)
    ]
    root = Element("feed", {"xmlns": ATOM, "xml:lang": site.language})
    _add(root, "id", absolute_url(site, "feed.xml"))
    _add(root, "title", site.title)
    if site.tagline:
        _add(root, "subtitle", site.tagline)
    _add(root, "updated", max(moments, default=_moment(site.as_of, 1)))
    _link(root, "self", absolute_url(site, "feed.xml"))
    _link(root, "alternate", absolute_url(site, "index.html"))
    author = SubElement(root, "author")
    _add(author, "name", site.publisher.name if site.publisher else site.title)
    if site.licence:
        _add(root, "rights", site.licence)
    reader = ProseReader(content.terms)
    for change, id_, number, moment in zip(changes, ids, numbers, moments, strict=True):
        entry = SubElement(root, "entry")
        _add(entry, "id", _tag(site, change, number))
        _add(entry, "title", _title(change, reader))
        _add(entry, "updated", moment)
        _link(entry, "alternate", absolute_url(site, _CHANGES, id_))
        SubElement(entry, "category", {"term": change.kind, "label": _KINDS[change.kind]})
        _add(entry, "content", _html(content, change, reader)).set("type", "html")
    ET.indent(root, " ")
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _title(change: Change, reader: ProseReader) -> str:
    """Return the start of the note, up to the end of its first paragraph, list item or line."""
    first, *others = reader.paragraphs(change.note).splitlines() or [""]
    heading = first.removesuffix(":") if others or change.events or change.pages else first
    return f"{_KINDS[change.kind]}: {shorten(heading, length=TITLE_LENGTH)}"


def _html(content: Content, change: Change, reader: ProseReader) -> str:
    """Return the note as HTML, then links to what it changed, and to the sources that it cites."""
    site = content.site
    html = portable_html(content, change.note, reader)
    if changed := tuple(_changed(content, change)):
        html += f"<ul>{''.join(f'<li>{_anchor(link)}</li>' for link in changed)}</ul>"
    if sources := tuple(_sources(content, change)):
        label = "Sources:" if primary_language(site.language) == "en" else _ENGLISH_LABEL
        html += f"<p>{label} {'; '.join(map(_anchor, sources))}</p>"
    if is_right_to_left(site.language):
        html = f'<div lang="{escape(site.language)}" dir="rtl">{html}</div>'
    return html


_ENGLISH_LABEL = '<span lang="en">Sources:</span>'


def _changed(content: Content, change: Change) -> Iterator[Link]:
    """Yield the title and URL of each page and event that a change affected."""
    for source in change.pages:
        page = content.page_by_source.get(source)
        if page:
            yield page.title, absolute_url(content.site, address_of(source))
    for id_ in change.events:
        event = content.event_by_id.get(id_)
        if event:
            yield event.title, absolute_url(content.site, "timeline.html", id_)


def _sources(content: Content, change: Change) -> Iterator[Link]:
    for id_ in change.note.cited():
        source = content.source_by_id.get(id_)
        if source:
            yield source.title, absolute_url(content.site, "sources.html", id_)


def _anchor(link: Link) -> str:
    title, url = link
    return f'<a href="{escape(url)}">{escape(title, quote=False)}</a>'


def _tag(site: Site, change: Change, number: int) -> str:
    """Return a change's permanent id, such as `tag:example.org,2025-08-21:changes/1`."""
    path = "/".join(filter(None, (path_of(site.base_url), "changes", str(number))))
    return f"tag:{host_of(site.base_url)},{change.date.isoformat()}:{path}"


def _moment(day: dt.date, number: int) -> str:
    """Return a time on the day in UTC, as an RFC 3339 timestamp.

    The build knows no time of day. The first change of a day is at midnight, and each later one a
    second later, so that readers sort them in their order.
    """
    moment = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=number - 1)
    return f"{moment.isoformat()}Z"


def _add(parent: Element, name: str, text: str) -> Element:
    """Add an element with this name and text to the parent, and return it."""
    child = SubElement(parent, name)
    child.text = xml_text(text)
    return child


def _link(parent: Element, relation: str, url: str) -> None:
    SubElement(parent, "link", {"rel": relation, "href": url})
