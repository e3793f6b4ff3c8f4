"""Looks up the names that content refers to, and reports those that don't exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.bibliography import Source
from explainer.content import Content
from explainer.model import Id, Page, Record
from explainer.problems import Place, Problem, did_you_mean, nearest, shortened

# Where each kind is defined, for hints.
DEFINED_IN = {
    "source": "sources.yaml",
    "event": "timeline/",
    "term": "glossary.yaml",
    "outcome": "a page in outcomes/",
    "accounts": "accounts.yaml",
    "chart": "charts/, as NAME.yaml",
    "side": "site.yaml, under sides",
    "kind": "site.yaml, under kinds",
    "tool": "site.yaml, under tools",
}
# The attribute of Content that contains the names of each kind.
_LOOKUPS = {
    "source": "source_by_id",
    "event": "event_by_id",
    "term": "term_by_id",
    "outcome": "page_by_outcome",
    "accounts": "account_by_id",
    "chart": "chart_by_id",
    "side": "side_by_id",
}
# The attributes that contain what a record is called.
_TITLES = ("title", "name", "term", "abbr", "short", "question")


def known_names(content: Content, kind: str) -> Iterable[str]:
    """Return the names that exist for a kind of reference, such as all source ids for `source`."""
    if kind == "kind":
        return content.site.kinds
    if kind == "tool":
        return content.site.tools
    names: Iterable[str] = getattr(content, _LOOKUPS[kind])
    return names


def unknown_names(
    content: Content, kind: str, names: Iterable[str], place: Place
) -> Iterator[Problem]:
    """Yield a problem at `place` for each of the names that doesn't exist.

    A name that may be defined in a file with errors is skipped, since those are reported already.
    """
    known = known_names(content, kind)
    for name in names:
        if name in known or _is_broken(content, kind, name):
            continue
        if kind == "outcome" and (file := _draft_of(content, name)):
            message = f'the page of the outcome "{name}" is a draft ({file}), so it isn\'t built'
            hint = "remove draft: true there, or remove the reference"
            yield Problem(place, "unknown-outcome", message, hint)
            continue
        noun = "set of accounts" if kind == "accounts" else kind
        message = f'unknown {noun} "{shortened(name, 60)}"'
        # Nothing to suggest if there are no names, or too many and none that is similar.
        hint = _hint(content, kind, name) if known else ""
        hint = hint or f"fix the name, or define it in {DEFINED_IN[kind]}"
        yield Problem(place, f"unknown-{kind}", message, hint)


def _hint(content: Content, kind: str, name: str) -> str:
    """Return a hint for an unknown name: the ids in it, the id of the record so titled, or the nearest."""
    known = known_names(content, kind)
    parts = re.split(r"[\s,;]+", name.strip())
    if len(parts) > 1 and all(part in known for part in parts):
        return f"write several ids as a list: [{', '.join(parts)}]"
    return title_hint(content, kind, name) or did_you_mean(name, known)


def title_hint(content: Content, kind: str, name: str) -> str:
    """Return a hint with the ids of the records that have this title or name, or nearly, else ""."""
    ids_by_title: dict[str, list[str]] = {}
    for id_ in known_names(content, kind):
        for title in dict.fromkeys(map(_folded, (id_, *_titles(content, kind, id_)))):
            ids_by_title.setdefault(title, []).append(id_)
    ids_by_title.pop("", None)
    typed = _folded(name)
    # A few words of a title are enough if no other title has them.
    parts = [ids for title, ids in ids_by_title.items() if f"-{typed}-" in f"-{title}-"]
    ids = ids_by_title.get(typed) or (parts[0] if len(parts) == 1 and "-" in typed else [])
    ids = ids or ids_by_title.get(nearest(typed, ids_by_title, cutoff=0.8), [])
    if len(ids) > 1:
        return f"several have that name; use one of: {', '.join(ids)}"
    return f'did you mean "{ids[0]}"?' if ids else ""


def _folded(title: str) -> str:
    """Return a title's words in lower case, for comparison."""
    return "-".join(re.findall(r"\w+", title.casefold().replace("’", "'")))


def _titles(content: Content, kind: str, id_: str) -> Iterator[str]:
    """Yield what the record is called in the text, where an editor may take that for its id."""
    if kind in {"kind", "tool"}:
        labels = content.site.kinds if kind == "kind" else content.site.tools
        yield labels.get(Id(id_), "")
        return
    record = getattr(content, _LOOKUPS[kind])[id_]
    record = record.front if isinstance(record, Page) else record
    for attribute in _TITLES:
        yield getattr(record, attribute, None) or ""
    yield from getattr(record, "also", ())
    if isinstance(record, Source):
        yield record.publisher
        for author in record.author:
            yield from (author.in_words, author.full_family)
            if record.issued:
                yield f"{author.literal or author.full_family} {record.issued.text[:4]}"


def unknown_in_list(content: Content, kind: str, record: Record, key: str) -> Iterator[Problem]:
    """Yield a problem for each name listed under a record's key that doesn't exist."""
    for index, name in enumerate(getattr(record, key)):
        yield from unknown_names(content, kind, [name], record.place_of(key, index))


def _draft_of(content: Content, outcome: str) -> str:
    """Return the source path of the draft that describes an outcome, or an empty string."""
    return next((file for file, id_ in content.drafts.items() if id_ == outcome), "")


def _is_broken(content: Content, kind: str, name: str) -> bool:
    """Return whether a name may belong to a record that couldn't be loaded.

    Its problems are reported already, so the reference shouldn't be reported as well.
    """
    if kind == "outcome":
        # Any page that couldn't be loaded may describe the outcome.
        return any(broken_kind == "page" for broken_kind, _ in content.broken)
    return bool({(kind, name), (kind, "")} & content.broken)
