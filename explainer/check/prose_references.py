"""Checks that the citations, links, pictures and markers in prose refer to something."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import takewhile

from explainer import dates
from explainer.check.link_hints import nearest_file, page_hint, picture_hint, unescaped_hint
from explainer.check.name_lookup import known_names, title_hint, unknown_names
from explainer.content import Content
from explainer.fragment import RECORD_KINDS, Mark, Stray
from explainer.marker_options import FILTERS as FILTER_NAMES
from explainer.marker_options import name_of
from explainer.model import Page, Prose
from explainer.pages.list_kinds import LISTS
from explainer.pages.marker import FILTERS
from explainer.pages.marker_table import MARKERS
from explainer.pages.page_kinds import GENERATED_PAGES, generated_pages
from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, did_you_mean, nearest, shortened, warning
from explainer.prose.allowed_html import URL_SCHEMES, local_path_fault
from explainer.terms import TermFinder
from explainer.urls import is_local_path, is_url, resolve, scheme_of

# A web address without a scheme. File names contain dots too, but none of these endings.
_WEB = lazy_pattern(r"www\.|[\w-]+(\.[\w-]+)*\.(com|org|net|gov|edu|info|eu|uk|cn|de|fr|jp)(/|$)")
# Links with other schemes are reported as HTML that isn't allowed.
_CHECKED = URL_SCHEMES | {""}
_WOULD_BE_EMPTY = "it would be empty, so the build makes no such page; remove the link"
# Prefixes of the ids that Python-Markdown gives to footnotes and to the links to them.
_FOOTNOTE_PREFIXES = ("fn:", "fnref:")
# The exports that prose can link to.
DOWNLOADS = (
    "feed.xml",
    "sources.bib",
    "sources.json",
    "sources.ris",
    "timeline.bib",
    "timeline.csv",
    "timeline.ics",
    "timeline.json",
    "timeline.ris",
)


def prose_is_valid(content: Content) -> Iterator[Problem]:
    """Report faults in the Markdown, and names, links, pictures and markers that don't exist."""
    for record, prose in content.prose_fields():
        is_page_text = isinstance(record, Page) and prose is record.prose
        for fault in prose.fragment.faults:
            if fault.marker and fault.marker not in MARKERS:
                continue
            place = prose.place_of_line(fault.line)
            make_problem = warning if fault.is_warning else Problem
            yield make_problem(place, fault.code, fault.message, fault.hint)
        for mark in prose.marks:
            yield from _mark_problems(content, prose, mark)
            if mark.kind == "block" and mark.target in MARKERS and not is_page_text:
                message = f'the marker "[{mark.target}]" only works in the text of a page'
                hint = "move it to a page, below the front matter"
                yield Problem(prose.place_of_line(mark.line), "marker-place", message, hint)
        for stray in prose.fragment.strays:
            place = prose.place_of_line(stray.line)
            if stray.word:
                yield from _mistyped_marker_problems(stray, place)
            else:
                yield from _stray_problems(content, stray, place)


def _stray_problems(content: Content, stray: Stray, place: Place) -> Iterator[Problem]:
    """Report plain text that was probably meant as a citation or a marker."""
    names = re.split(r"\s*[;,]\s*", stray.text.removeprefix("@"))
    if all(name in content.source_by_id for name in names):
        typed = stray.text if stray.text.startswith("@") else f"[{stray.text}]"
        hint = f"write [{'; '.join(f'@{name}' for name in names)}]"
        yield Problem(place, "citation-form", f'"{typed}" isn\'t a citation', hint)
    word, _, options = stray.text.partition(" ")
    takes = MARKERS[word].takes if word in MARKERS else ""
    is_filtered = takes == FILTERS and "=" in options
    is_named = takes not in {"", FILTERS} and options in known_names(content, takes)
    if word in MARKERS and (stray.is_line or is_filtered or is_named):
        message = f'the marker "[{stray.text}]" is inside a paragraph'
        hint = "move it to a line of its own, with a blank line above and below"
        yield Problem(place, "marker-place", message, hint)


def _is_wiki_link(stray: Stray) -> bool:
    """Return whether text in double brackets names a page, as in a wiki, and not a marker."""
    is_like_marker = stray.word.isupper() or nearest(stray.word, MARKERS)
    return stray.text.startswith("[[") and not is_like_marker


def _mistyped_marker_problems(stray: Stray, place: Place) -> Iterator[Problem]:
    """Report a marker in the brackets of other systems, in emphasis, or with wrong separators."""
    if stray.text.startswith("{") and not nearest(stray.word, MARKERS):
        message = f'the template tag "{stray.text}" would be shown as typed'
        yield warning(place, "not-markdown", message, "write the text that it would insert")
    elif _is_wiki_link(stray):
        message = f'"{stray.text}" would be shown as typed'
        yield warning(place, "link-form", message, "write [text](page.md)")
    elif stray.is_foreign or stray.word in MARKERS:
        marker = MARKERS[nearest(stray.word, MARKERS) or "events"]
        argument = {"": "", FILTERS: "", "accounts": " ID"}.get(marker.takes, " NAME")
        example = f"[{marker.name}{argument}]"
        hint = f"write it in single brackets, with only spaces between words, as in {example}"
        message = f'"{stray.text}" isn\'t a valid marker'
        yield Problem(place, "unknown-marker", message, hint)


def _mark_problems(content: Content, prose: Prose, mark: Mark) -> Iterator[Problem]:
    place = prose.place_of_line(mark.line)
    if mark.kind == "cite":
        for name, _ in mark.pairs:
            yield from _cited_problems(content, name, place)
    elif mark.kind in RECORD_KINDS:
        yield from unknown_names(content, mark.kind, [mark.target], place)
    elif mark.kind == "page":
        yield from _page_problems(content, prose, mark, place)
    elif mark.kind == "web" and mark.target.startswith("//") and is_url(mark.target):
        message = f'the web address "{mark.target}" doesn\'t say how to connect'
        yield Problem(place, "bad-url", message, f"write https:{mark.target}")
    elif mark.kind == "web" and scheme_of(mark.target) in _CHECKED and not is_url(mark.target):
        message = f'"{mark.target}" isn\'t a valid web address'
        hint = "copy it from the browser's address bar"
        yield Problem(place, "bad-url", message, hint)
    elif mark.kind == "image":
        yield from _image_problems(content, prose, mark, place)
    elif mark.kind == "block":
        yield from _marker_problems(content, mark, place)


def _cited_problems(content: Content, name: str, place: Place) -> Iterator[Problem]:
    first, _, rest = name.partition(" ")
    # An id and a page without a comma between them are often as similar to the id as a mistyped title.
    is_id = first in content.source_by_id
    if not rest or (not is_id and title_hint(content, "source", name)):
        yield from unknown_names(content, "source", [name], place)
        return
    message = f'unsupported citation "{shortened(f"[@{name}]", 60)}"'
    hint = f"write [@{first}, {rest}]" if is_id else "write [@id], [@id, p. 12] or [@a; @b]"
    yield Problem(place, "citation-form", message, hint)


def _page_problems(content: Content, prose: Prose, mark: Mark, place: Place) -> Iterator[Problem]:
    target = resolve(prose.place.file, mark.target)
    if not mark.target:
        message = f'missing address for the link "{mark.text}"'
        yield Problem(place, "link-form", message, "write it between the round brackets")
    elif is_local_path(mark.target):
        fault = local_path_fault(mark.target, mark.line)
        yield Problem(place, fault.code, fault.message, fault.hint)
    elif not target.path:
        message = f'the link "{mark.target}" leads out of the content folder'
        hint = ""
        if mark.target.startswith("/"):
            files = [*content.page_by_source, *content.asset_by_address]
            hint = page_hint(content, prose, mark.target)
            hint = hint or nearest_file(prose, mark.target.lstrip("/"), files)
        yield Problem(place, "outside-content", message, hint or "link to a file inside it")
    elif target.path.removesuffix(".md") == target.path:
        if target.path not in content.asset_by_address and target.path not in DOWNLOADS:
            message = f'unknown page or file "{mark.target}"'
            files = [*content.page_by_source, *content.asset_by_address]
            hint = page_hint(content, prose, mark.target) or nearest_file(prose, target.path, files)
            hint = hint or "write the path of the page's .md file"
            if _WEB.match(mark.target):
                hint = f"write a web address as https://{mark.target}"
            elif "@" in mark.target:
                hint = f"write an email address as mailto:{mark.target}"
            yield Problem(place, "unknown-page", message, hint)
    elif target.path in content.drafts:
        message = f'the page "{target.path}" is a draft, so it isn\'t built'
        hint = "remove draft: true there, or remove the link"
        yield Problem(place, "unknown-page", message, hint)
    elif target.path in content.page_by_source or target.path in generated_pages(content):
        anchors = _anchors(content, target.path)
        if target.anchor and target.anchor not in anchors:
            message = f'unknown heading "{target.anchor}" on the page "{target.path}"'
            names = sorted(name for name in anchors if not name.startswith(_FOOTNOTE_PREFIXES))
            hint = unescaped_hint(prose, mark.target, content.page_by_source)
            hint = hint or (did_you_mean(target.anchor, names) if names else "")
            hint = hint or "link to the whole page, or to one of its headings"
            yield Problem(place, "unknown-anchor", message, hint)
    elif ("page", target.path) not in content.broken:
        hint = _WOULD_BE_EMPTY if target.path in GENERATED_PAGES else ""
        hint = hint or page_hint(content, prose, mark.target)
        files = [*content.page_by_source, *generated_pages(content)]
        hint = hint or nearest_file(prose, target.path, files)
        hint = hint or "write the path of its file, starting from the folder of this one"
        yield Problem(place, "unknown-page", f'unknown page "{target.path}"', hint)


def _anchors(content: Content, path: str) -> set[str]:
    """Return the ids on a page that links can lead to (after the `#`)."""
    page = content.page_by_source.get(path)
    anchors = set(page.prose.fragment.ids) if page else set()
    return anchors | set(_entries(content).get(path, ()))


def _entries(content: Content) -> dict[str, Collection[str]]:
    """Return the ids of the entries in each generated list, by its page's source path."""
    return {kind.source: kind.entries(content) for kind in LISTS}


def _image_problems(content: Content, prose: Prose, mark: Mark, place: Place) -> Iterator[Problem]:
    path = resolve(prose.place.file, mark.target).path
    # Reported with the text, since they are wrong wherever the file is.
    is_remote = scheme_of(mark.target) or mark.target.startswith("//") or is_local_path(mark.target)
    if path not in content.asset_by_address and not is_remote:
        message = f'unknown picture "{mark.target}"'
        hint = picture_hint(content, prose, mark.target)
        hint = hint or "put the file into images/, and write its path from the folder of this file"
        if re.search(r"\s[\"“”‘’']", mark.target):
            hint = 'write the caption in straight quotes: ![text](file "caption")'
        yield Problem(place, "unknown-picture", message, hint)


def _marker_problems(content: Content, mark: Mark, place: Place) -> Iterator[Problem]:
    marker = MARKERS.get(mark.target)
    if marker is None:
        message = f'unknown marker "[{mark.target}]"'
        joined = "-".join([mark.target, *(value for key, value in mark.pairs if not key)])
        names = ", ".join(sorted(MARKERS))
        hint = did_you_mean(joined, MARKERS, typed=mark.target)
        hint = hint or did_you_mean(mark.target, MARKERS)
        hint = hint or f"use one of: {names}; or add a backslash before it to keep it as text"
        yield Problem(place, "unknown-marker", message, hint)
    elif marker.takes == FILTERS:
        yield from _filter_problems(content, mark, place)
    elif marker.takes:
        name = name_of(mark)
        words = " ".join(value for _, value in mark.pairs)
        if not name and title_hint(content, marker.takes, words):
            yield from unknown_names(content, marker.takes, [words], place)
        elif not name:
            message = f'expected one name in the marker "[{mark.target}]"'
            yield Problem(place, "marker-option", message, f"write [{mark.target} NAME]")
        else:
            yield from unknown_names(content, marker.takes, [name], place)
    elif mark.pairs:
        message = f'the marker "[{mark.target}]" takes no options'
        yield Problem(place, "marker-option", message, f"write [{mark.target}]")


def _filter_problems(content: Content, mark: Mark, place: Place) -> Iterator[Problem]:
    keys = [key for key, _ in mark.pairs]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1 and key):
        message = f'duplicate option "{key}=" in the marker "[{mark.target}]"'
        yield Problem(place, "marker-option", message, "remove one, or write the marker twice")
    bounds: dict[str, dates.Edtf] = {}
    for key, value in _with_joined_titles(content, mark):
        if key not in FILTER_NAMES:
            option = f"{key}={value}" if key else value
            message = f'unknown option "{option}" in the marker "[{mark.target}]"'
            hint = did_you_mean(key or value, sorted(FILTER_NAMES))
            yield Problem(place, "marker-option", message, hint or "use side=, kind=, from= or to=")
        elif key in {"side", "kind"}:
            yield from unknown_names(content, key, [value], place)
        else:
            try:
                bounds[key] = dates.parse(value)
            except ValueError as error:
                hint = "" if "; " in str(error) else "fix it"
                yield Problem(place, "bad-date", f"in {key}=: {error}", hint)
    if {"from", "to"} <= bounds.keys() and bounds["from"].earliest > bounds["to"].latest:
        from_, to = bounds["from"].text, bounds["to"].text
        message = f'"from={from_}" is later than "to={to}" in the marker "[{mark.target}]"'
        yield Problem(place, "marker-option", message, "swap the two dates")


def _with_joined_titles(content: Content, mark: Mark) -> Iterator[tuple[str, str]]:
    """Yield a marker's options, with the words of a title in place of an id as one value."""
    pairs = list(mark.pairs)
    while pairs:
        key, value = pairs.pop(0)
        if key in {"side", "kind"} and value not in known_names(content, key):
            following = takewhile(lambda pair: not pair[0] and pair[1] not in FILTER_NAMES, pairs)
            words = [word for _, word in following]
            for count in range(len(words), 0, -1):
                title = " ".join([value, *words[:count]]).strip("\"'“”‘’")
                if title_hint(content, key, title):
                    value, pairs = title, pairs[count:]
                    break
        yield key, value


def headings_have_no_entry_ids(content: Content) -> Iterator[Problem]:
    """Report headings above a generated list that have the same id as one of the list's entries."""
    for path, entries in _entries(content).items():
        page = content.page_by_source.get(path)
        for heading in page.prose.fragment.headings if page else ():
            if page and heading.id in entries:
                message = f'duplicate id "{heading.id}", also used by an entry in the list below'
                hint = "rename the heading, or add another id at its end: {: #another}"
                place = page.prose.place_of_line(heading.line)
                yield Problem(place, "duplicate-anchor", message, hint)


def abbreviations_are_no_terms(content: Content) -> Iterator[Problem]:
    """Report abbreviations that a text explains although the glossary has them, which then wins."""
    texts = [prose for _, prose in content.prose_fields() if prose.fragment.abbreviations]
    finder = TermFinder(content.terms if texts else ())
    for prose in texts:
        for abbreviation in prose.fragment.abbreviations:
            if finder.has(abbreviation.letters):
                message = f'"*[{abbreviation.letters}]" is also a term of the glossary, which wins'
                hint = "remove this line, or give the term another name"
                place = prose.place_of_line(abbreviation.line)
                yield warning(place, "abbreviation", message, hint)


RULES = (prose_is_valid, headings_have_no_entry_ids, abbreviations_are_no_terms)
