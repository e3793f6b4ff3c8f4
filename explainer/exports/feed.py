"""`feed.xml`: the editor's log of changes as an Atom feed (RFC 4287).

Built only if the site has a `base_url`. An entry keeps its id (a tag URI, RFC 4151) when its note
is edited, and when later changes are added above it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from explainer.exports.absolute_urls import absolute_url, host_of, path_of
from explainer.exports.plain_text import plain_text, shorten, xml_text
from explainer.urls import address_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from explainer.content import Content
    from explainer.model import Change, Site

ATOM = "http://www.w3.org/2005/Atom"
TITLE_LENGTH = 100
_KINDS = {"update": "Update", "correction": "Correction"}


def feed(content: Content) -> bytes:
    """Return the contents of `feed.xml`: an entry for each change, in the order of `changes.yaml`.

    Raises ValueError if the site has no `base_url`.
    """
    site = content.site
    if not site.base_url:
        raise ValueError("a feed needs a base address")
    changes = content.changes
    root = Element("feed", {"xmlns": ATOM, "xml:lang": site.language})
    _add(root, "id", absolute_url(site, "feed.xml"))
    _add(root, "title", site.title)
    if site.tagline:
        _add(root, "subtitle", site.tagline)
    _add(root, "updated", _moment(max((change.date for change in changes), default=site.as_of)))
    _link(root, "self", absolute_url(site, "feed.xml"))
    _link(root, "alternate", absolute_url(site, "index.html"))
    author = SubElement(root, "author")
    _add(author, "name", site.publisher.name if site.publisher else site.title)
    if site.licence:
        _add(root, "rights", site.licence)
    for number, change in zip(_numbers(changes), changes, strict=True):
        root.append(_entry(content, change, number=number))
    ET.indent(root, " ")
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _numbers(changes: tuple[Change, ...]) -> Iterator[int]:
    """Yield a number for each change: 1 for the oldest of its day, then 2, and so on.

    `changes` has the newest first, so numbers stay the same when later changes are added.
    """
    remaining = Counter(change.date for change in changes)
    for change in changes:
        yield remaining[change.date]
        remaining[change.date] -= 1


def _entry(content: Content, change: Change, *, number: int) -> Element:
    site = content.site
    text = plain_text(change.note.fragment.html)
    entry = Element("entry")
    _add(entry, "id", _tag(site, change, number=number))
    heading = shorten(" ".join(text.split()), length=TITLE_LENGTH)
    _add(entry, "title", f"{_KINDS[change.kind]}: {heading}")
    _add(entry, "updated", _moment(change.date))
    _link(entry, "alternate", absolute_url(site, "changes.html"))
    for title, url in _related(content, change):
        _link(entry, "related", url, title=title)
    SubElement(entry, "category", {"term": change.kind, "label": _KINDS[change.kind]})
    _add(entry, "content", text).set("type", "text")
    return entry


def _related(content: Content, change: Change) -> Iterator[tuple[str, str]]:
    """Yield the title and URL of each page and event that a change affected."""
    for source in change.pages:
        page = content.page_by_source.get(source)
        if page:
            yield page.title, absolute_url(content.site, address_of(source))
    for id_ in change.events:
        event = content.event_by_id.get(id_)
        if event:
            yield event.title, absolute_url(content.site, "timeline.html", id_)


def _tag(site: Site, change: Change, *, number: int) -> str:
    """Return a change's permanent id, such as `tag:example.org,2025-08-21:changes/1`."""
    path = "/".join(filter(None, (path_of(site.base_url), "changes", str(number))))
    return f"tag:{host_of(site.base_url)},{change.date.isoformat()}:{path}"


def _moment(day: dt.date) -> str:
    """Return midnight UTC of the day, as an RFC 3339 timestamp."""
    return f"{day.isoformat()}T00:00:00Z"


def _add(parent: Element, name: str, text: str) -> Element:
    """Add an element with this name and text to the parent, and return it."""
    child = SubElement(parent, name)
    child.text = xml_text(text)
    return child


def _link(parent: Element, relation: str, url: str, *, title: str = "") -> None:
    attributes = {"title": xml_text(title)} if title else {}
    SubElement(parent, "link", {"rel": relation, "href": url, **attributes})
