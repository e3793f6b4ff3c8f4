"""What names may refer to, and the problem of one that refers to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explainer.content import Content
from explainer.model import Record
from explainer.problems import Place, Problem, did_you_mean

# Where each kind is defined, for an editor to look.
WHERE = {
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
KINDS = {
    "source": "source_by_id",
    "event": "event_by_id",
    "term": "term_by_id",
    "outcome": "page_by_outcome",
    "accounts": "account_by_id",
    "chart": "chart_by_id",
    "side": "side_by_id",
}


def known(content: Content, kind: str) -> Iterable[str]:
    """Return the names of a kind."""
    if kind == "kind":
        return content.site.kinds
    if kind == "tool":
        return content.site.tools
    names: Iterable[str] = getattr(content, KINDS[kind])
    return names


def unknown(content: Content, kind: str, names: Iterable[str], place: Place) -> Iterator[Problem]:
    """Yield a problem for each name that refers to nothing of that kind."""
    there = known(content, kind)
    for name in names:
        if name in there or _is_broken(content, kind, name):
            continue
        if kind == "outcome" and (file := _draft_of(content, name)):
            message = f'the outcome "{name}" is told by "{file}", a draft that is left out'
            hint = "take out draft: true there, or the link"
            yield Problem(place, "unknown-outcome", message, hint)
            continue
        what = "set of accounts" if kind == "accounts" else kind
        message = f'there is no {what} "{name}"'
        # Without names there is nothing to be near to; with many, and none near, no use in a list.
        hint = did_you_mean(name, there) if there else ""
        hint = hint or f"correct the name, or define it in {WHERE[kind]}"
        yield Problem(place, f"unknown-{kind}", message, hint)


def unknown_entries(content: Content, kind: str, record: Record, key: str) -> Iterator[Problem]:
    """Yield a problem for each name listed under a record's key that refers to nothing."""
    for number, name in enumerate(getattr(record, key)):
        yield from unknown(content, kind, [name], record.place_of(key, number))


def _draft_of(content: Content, outcome: str) -> str:
    """Return the file of the page that would tell an outcome, were it no draft, or nothing."""
    return next((file for file, told in content.drafts.items() if told == outcome), "")


def _is_broken(content: Content, kind: str, name: str) -> bool:
    """Return whether the name is of something whose own mistake has been told already."""
    if kind == "outcome":
        # Which outcome a page that cannot be read would tell is not known.
        return any(broken == "page" for broken, _ in content.broken)
    return bool({(kind, name), (kind, "")} & content.broken)
