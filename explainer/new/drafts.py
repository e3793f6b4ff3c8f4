"""The text of each new piece: what is known of it, and comments that say what to fill in.

Everything that is left to do is marked TODO, in comments that readers never see. Where a text is
required, it says "To be written."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.new.written_yaml import in_brackets, one_or_list, scalar
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explainer.content import Content

    Values = Mapping[str, str]


@frozen
class Draft:
    """The text of a piece: lines of an entry whose first is its first key, or texts of new files."""

    entry: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def draft_of(piece: str, values: Values, content: Content) -> Draft:
    """Return the text of a piece with these values."""
    return _DRAFTS[piece](values, content)


def _page(values: Values, content: Content) -> Draft:
    return _file(
        f"""\
---
title: {scalar(values["title"])}
# TODO: a sentence for cards and search results.
# summary: …
updated: {content.site.as_of}
---
<!--
  TODO: write the page. Cite a source with [@id] behind each fact: a number, a date or a quotation
  without a citation gives a warning. Headings start with ##.
-->

To be written.
"""
    )


def _event(values: Values, _: Content) -> Draft:
    return Draft(
        entry=(
            f"id: {values['id']}",
            f"date: {values['date']}",
            f"side: {one_or_list(values['side'])}",
            f"kind: {values['kind']}",
            f"title: {scalar(values['title'])}",
            "# TODO: what happened, in two or three sentences of Markdown, with a citation behind each",
            "# fact. Then `sources` only needs those that the text doesn't cite.",
            f'# text: "… [@{values["source"].partition(",")[0]}]."',
            f"certainty: {values['certainty']}  # TODO: confirmed, reported or disputed?",
            f"sources: {in_brackets(values['source'])}",
            "# TODO: which earlier events does it answer, if a source says so? Or remove this line.",
            "# answers: [id]",
        )
    )


def _source(values: Values, content: Content) -> Draft:
    optional = [f"{key}: {scalar(values[key])}" for key in ("type",) if values[key]]
    dates = [f"issued: {values['issued']}"] if values["issued"] else []
    url = [f"url: {values['url']}"] if values["url"] else []
    return Draft(
        entry=(
            f"id: {values['id']}",
            *optional,
            f"title: {scalar(values['title'])}",
            "# TODO: who wrote it, as Family, Given; and the newspaper or series it's part of.",
            '# author: ["Family, Given"]',
            "# container-title: …",
            f"publisher: {scalar(values['publisher'])}",
            *(dates or ["# TODO: when it was published: 2041, 2041-04 or 2041-04-02.", "# issued: …"]),
            f"accessed: {content.site.as_of}  # TODO: the day when you read it",
            *(url or ["# TODO: where readers find it.", "# url: https://…"]),
            f"standing: {values['standing']}",
        )
    )  # fmt: skip


def _term(values: Values, _: Content) -> Draft:
    abbreviation = f"abbr: {scalar(values['abbr'])}" if values["abbr"] else "# abbr: …"
    return Draft(
        entry=(
            f"id: {values['id']}",
            f"term: {scalar(values['title'])}",
            "# TODO: its abbreviation, and other names that pages use, if it has any.",
            abbreviation,
            "# also: [another name]",
            "# TODO: one or two sentences, with a citation: [@id].",
            'text: "To be written."',
        )
    )


def _outcome(values: Values, content: Content) -> Draft:
    return _file(
        f"""\
---
title: {scalar(values["title"])}
# TODO: a sentence for cards and search results.
# summary: …
updated: {content.site.as_of}
outcome:
  id: {values["id"]}
  # TODO: what decides whether it came true, by which source, and what counts if that is silent.
  # test: "Whether … [@id]."
  likelihood: {values["likelihood"]}
  confidence: {values["confidence"]}
  estimated: {content.site.as_of}
  by: {values["by"]}
  # TODO: what can be seen, and would change the estimate.
  # indicators:
  #   - {{text: "…", points: towards, status: not seen, checked: {content.site.as_of}, sources: [id]}}
---
<!-- TODO: why it's as likely as that, with citations: [@id]. -->

To be written.
"""
    )


# The columns and rows of a new chart's table; a range goes from one number to another.
_ROWS = ("One,3", "Two,5", "Three,2")
_RANGES = ("One,1,3", "Two,2,5", "Three,1,2")


def _chart(values: Values, _: Content) -> Draft:
    is_range = values["type"] == "range"
    y = "[lowest, highest]" if is_range else "value"
    header = "label,lowest,highest" if is_range else "label,value"
    spec = f"""\
# Show it with a line [chart {values["id"]}] on a page.
title: {scalar(values["title"])}
# TODO: what a reader should see in it, for people who can't.
summary: To be written.
# TODO: replace the rows of this file with your own; the columns may have other names.
data: data/{values["id"]}.csv
# TODO: where the numbers are from.
# sources: [id]
type: {values["type"]}
x: label
y: {y}
# TODO: the columns' names in words, for the axes and the table.
# columns: {{label: …, value: …}}
"""
    rows = _RANGES if is_range else _ROWS
    return _file(spec, "\n".join([header, *rows, ""]))


def _account(values: Values, content: Content) -> Draft:
    sides = [side.id for side in content.site.sides if side.government]
    accounts = [f'  {id_}: {{none_found: "Not searched yet."}}' for id_ in sides]
    return Draft(
        entry=(
            f"id: {values['id']}",
            f"question: {scalar(values['title'])}",
            "# TODO: what each side says, attributed to a person or an office, with citations; or, under",
            "# none_found, what you searched, and when.",
            "accounts:",
            *accounts,
            "# TODO: what others have established, and what would settle it.",
            '# found: "… [@id]."',
        )
    )


def _upcoming(values: Values, _: Content) -> Draft:
    return Draft(
        entry=(
            f"id: {values['id']}",
            f"date: {values['date']}",
            f"title: {scalar(values['title'])}",
            "# TODO: one or two sentences, with citations, and the outcomes that it bears on.",
            f'# text: "… [@{values["source"].partition(",")[0]}]."',
            "# outcomes: [id]",
            f"certainty: {values['certainty']}",
            f"sources: {in_brackets(values['source'])}",
        )
    )


def _change(values: Values, _: Content) -> Draft:
    return Draft(
        entry=(
            f"date: {values['date']}",
            f"kind: {values['kind']}",
            f"note: {scalar(values['title'])}",
            "# TODO: the pages and events that it changed.",
            "# pages: [about.md]",
            "# events: [id]",
        )
    )


def _file(*texts: str) -> Draft:
    return Draft(files=texts)


_DRAFTS: dict[str, Callable[[Values, Content], Draft]] = {
    "page": _page,
    "event": _event,
    "source": _source,
    "term": _term,
    "outcome": _outcome,
    "chart": _chart,
    "account": _account,
    "upcoming": _upcoming,
    "change": _change,
}
