"""What prose cites, links to, shows and asks for must be there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

from explainer import dates, markers
from explainer.check.references import known, unknown
from explainer.content import Content
from explainer.fragment import RECORD_KINDS, Mark, Stray
from explainer.model import Page, Prose
from explainer.problems import Place, Problem, did_you_mean, nearest, warning
from explainer.urls import MADE_PAGES, is_address, resolve, scheme_of

# Without its scheme; a file's name has a dot too, but no such ending.
_WEB = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|org|net|gov|edu|info|eu|uk|cn|de|fr|jp)(/|$)")
# What Python-Markdown calls the ids of notes and of the signs that lead to them.
_FOOTNOTES = ("fn:", "fnref:")
MADE_FILES = frozenset(
    "timeline.json timeline.csv timeline.ics timeline.bib timeline.ris feed.xml sources.json"
    " sources.bib sources.ris".split()
)


def prose_is_sound(content: Content) -> Iterator[Problem]:
    """Every mark in prose must lead somewhere, and Markdown must be harmless."""
    for record, prose in content.proses():
        of_page = isinstance(record, Page) and prose is record.prose
        for fault in prose.fragment.faults:
            place = prose.place_of_line(fault.line)
            tell = warning if fault.is_warning else Problem
            yield tell(place, fault.code, fault.message, fault.hint)
        for mark in prose.marks:
            yield from _mark_problems(content, prose, mark)
            if mark.kind == "block" and mark.target in markers.MARKERS and not of_page:
                message = f'the marker "[{mark.target}]" stands in the text of a record'
                hint = "put it into the text of a page, below its front matter"
                yield Problem(prose.place_of_line(mark.line), "marker-place", message, hint)
        for stray in prose.fragment.strays:
            yield from _stray_problems(content, stray, prose.place_of_line(stray.line))


def _stray_problems(content: Content, stray: Stray, place: Place) -> Iterator[Problem]:
    """Tell what would be shown as it was typed, and was meant as a citation or a marker."""
    names = re.split(r"\s*[;,]\s*", stray.text.removeprefix("@"))
    if all(name in content.source_by_id for name in names):
        typed = stray.text if stray.text.startswith("@") else f"[{stray.text}]"
        hint = f"write [{'; '.join(f'@{name}' for name in names)}]"
        yield Problem(place, "citation-form", f'"{typed}" cites nothing as it stands', hint)
    word, _, options = stray.text.partition(" ")
    named = word in markers.NAMED and options in known(content, markers.NAMED[word])
    if named or (word in markers.FILTERED and "=" in options):
        message = f'the marker "[{stray.text}]" stands within a paragraph'
        hint = "put it on a line of its own, with an empty line above and below"
        yield Problem(place, "marker-place", message, hint)


def _mark_problems(content: Content, prose: Prose, mark: Mark) -> Iterator[Problem]:
    place = prose.place_of_line(mark.line)
    if mark.kind == "cite":
        yield from unknown(content, "source", [id_ for id_, _ in mark.pairs], place)
    elif mark.kind in RECORD_KINDS:
        yield from unknown(content, mark.kind, [mark.target], place)
    elif mark.kind == "page":
        yield from _page_problems(content, prose, mark, place)
    elif mark.kind == "web" and not is_address(mark.target):
        message = f'"{mark.target}" is no address'
        yield Problem(place, "bad-url", message, "copy it from the page that it should lead to")
    elif mark.kind == "image":
        yield from _image_problems(content, prose, mark, place)
    elif mark.kind == "block":
        yield from _marker_problems(content, mark, place)


def _page_problems(content: Content, prose: Prose, mark: Mark, place: Place) -> Iterator[Problem]:
    target = resolve(prose.place.file, mark.target)
    if not mark.target:
        message = f'the link "{mark.text}" has no address'
        yield Problem(place, "link-form", message, "write it into the round brackets")
    elif not target.path:
        message = f'the link "{mark.target}" leads out of the content folder'
        hint = _nearest_file(prose, mark.target.lstrip("/"), [*content.page_by_source])
        hint = hint if mark.target.startswith("/") else ""
        yield Problem(place, "outside-content", message, hint or "link to a file of this explainer")
    elif target.path.removesuffix(".md") == target.path:
        if target.path not in content.asset_by_address and target.path not in MADE_FILES:
            message = f'there is nothing at "{mark.target}"'
            files = [*content.page_by_source, *content.asset_by_address]
            hint = _nearest_file(prose, target.path, files) or "link to a page by its .md file"
            hint = _as_page(content, prose, mark.target) or hint
            if _WEB.match(mark.target):
                hint = f"write an address of the web as https://{mark.target}"
            elif "@" in mark.target:
                hint = f"write an address of mail as mailto:{mark.target}"
            yield Problem(place, "unknown-page", message, hint)
    elif target.path in content.drafts:
        message = f'the page "{target.path}" is a draft, and is left out'
        yield Problem(place, "unknown-page", message, "take out draft: true there, or the link")
    elif target.path in content.page_by_source or target.path in MADE_PAGES:
        anchors = _anchors(content, target.path)
        if target.anchor and target.anchor not in anchors:
            message = f'the page "{target.path}" has no heading "{target.anchor}"'
            named = sorted(anchor for anchor in anchors if not anchor.startswith(_FOOTNOTES))
            hint = did_you_mean(target.anchor, named) if named else ""
            hint = hint or "link to the page as a whole, or to one of its headings"
            yield Problem(place, "unknown-anchor", message, hint)
    elif ("page", target.path) not in content.broken:
        hint = _nearest_file(prose, target.path, [*content.page_by_source, *MADE_PAGES])
        hint = hint or "name its file by the path from this one"
        yield Problem(place, "unknown-page", f'there is no page "{target.path}"', hint)


def _as_page(content: Content, prose: Prose, typed: str) -> str:
    """Return a hint for a link to a page by its address, or by its name without an ending."""
    path, hash_, anchor = typed.partition("#")
    file = path.removesuffix(".html") + ".md"
    for base in (prose.place.file, "index.md"):
        meant = resolve(base, file).path
        if meant in content.page_by_source or meant in MADE_PAGES:
            return f'did you mean "{_typed_in(prose, meant)}{hash_}{anchor}"?'
    return ""


def _typed_in(prose: Prose, file: str) -> str:
    """Return a file's path as it is to be typed in the prose's own file."""
    own = prose.place.file
    folder = posixpath.dirname(own) if own.endswith(".md") else ""
    return posixpath.relpath(file, folder or ".")


def _nearest_file(prose: Prose, path: str, files: Collection[str]) -> str:
    """Return a hint that names the nearest file as it is to be typed in the prose's own."""
    path = path.replace("\\", "/")
    name = posixpath.basename(path)
    # A file of the same name elsewhere is more likely meant than another in the same folder.
    namesakes = [file for file in files if posixpath.basename(file) == name]
    near = namesakes[0] if len(namesakes) == 1 and name != "index.md" else nearest(path, files)
    return f'did you mean "{_typed_in(prose, near)}"?' if near else ""


def _anchors(content: Content, path: str) -> set[str]:
    page = content.page_by_source.get(path)
    anchors = set(page.prose.fragment.ids) if page else set()
    return anchors | set(_entries(content).get(path, ()))


def _entries(content: Content) -> dict[str, Collection[str]]:
    """Return the ids of the entries of those lists that may have an editor's text above them."""
    return {
        "timeline.md": content.event_by_id,
        "sources.md": content.source_by_id,
        "glossary.md": content.term_by_id,
    }


def _image_problems(content: Content, prose: Prose, mark: Mark, place: Place) -> Iterator[Problem]:
    path = resolve(prose.place.file, mark.target).path
    is_remote = scheme_of(mark.target) or mark.target.startswith("//")
    if path not in content.asset_by_address and not is_remote:
        pictures = [name for name in content.asset_by_address if name.startswith("images/")]
        message = f'there is no picture "{mark.target}"'
        hint = _nearest_file(prose, path, pictures)
        hint = hint or "put its file into images/, and name it by the path from this file"
        if re.search(r"\s[\"“”‘’']", mark.target):
            hint = 'put the caption in straight quotes: ![text](file "caption")'
        yield Problem(place, "unknown-picture", message, hint)


def _marker_problems(content: Content, mark: Mark, place: Place) -> Iterator[Problem]:
    if mark.target not in markers.MARKERS:
        message = f'there is no marker "[{mark.target}]"'
        joined = "-".join([mark.target, *(value for key, value in mark.pairs if not key)])
        hint = did_you_mean(joined, markers.MARKERS) or did_you_mean(mark.target, markers.MARKERS)
        hint = hint or (
            f"the markers are {', '.join(markers.MARKERS)}; for plain text, put a backslash before"
        )
        yield Problem(place, "unknown-marker", message, hint)
    elif mark.target in markers.FILTERED:
        yield from _filter_problems(content, mark, place)
    elif mark.target in markers.NAMED:
        name = markers.name_of(mark)
        kind = markers.NAMED[mark.target]
        if not name:
            message = f'the marker "[{mark.target}]" takes one name'
            yield Problem(place, "marker-option", message, f"write [{mark.target} NAME]")
        else:
            yield from unknown(content, kind, [name], place)
    elif mark.pairs:
        message = f'the marker "[{mark.target}]" takes nothing after it'
        yield Problem(place, "marker-option", message, f"write [{mark.target}]")


def _filter_problems(content: Content, mark: Mark, place: Place) -> Iterator[Problem]:
    given = [key for key, _ in mark.pairs]
    for key in dict.fromkeys(key for key in given if given.count(key) > 1 and key):
        message = f'the marker "[{mark.target}]" is narrowed by {key}= twice'
        yield Problem(place, "marker-option", message, "keep one, or write the marker twice")
    asked: dict[str, dates.Edtf] = {}
    for key, value in mark.pairs:
        if key not in markers.FILTERS:
            said = f'"{key}={value}"' if key else f'"{value}"'
            message = f'the marker "[{mark.target}]" cannot be narrowed by {said}'
            hint = did_you_mean(key or value, sorted(markers.FILTERS))
            yield Problem(place, "marker-option", message, hint or "use side=, kind=, from= or to=")
        elif key in {"side", "kind"}:
            yield from unknown(content, key, [value], place)
        else:
            try:
                asked[key] = dates.parse(value)
            except ValueError as error:
                hint = "" if "; " in str(error) else "correct it"
                yield Problem(place, "bad-date", f"in {key}=: {error}", hint)
    if {"from", "to"} <= asked.keys() and asked["from"].earliest > asked["to"].latest:
        message = f'the marker "[{mark.target}]" asks for what is from= later than to='
        yield Problem(place, "marker-option", message, "turn the two dates round")


def headings_are_no_entries(content: Content) -> Iterator[Problem]:
    """A heading above a list cannot have the id of an entry in it: links mean the entry."""
    for path, entries in _entries(content).items():
        page = content.page_by_source.get(path)
        for heading in page.prose.fragment.headings if page else ():
            if page and heading.id in entries:
                message = f'the id "{heading.id}" is that of an entry in the list below, too'
                hint = "rename the heading, or end it with an id of its own: {: #another}"
                place = page.prose.place_of_line(heading.line)
                yield Problem(place, "duplicate-anchor", message, hint)


RULES = (prose_is_sound, headings_are_no_entries)
