"""`[status]`: the list "Where things stand" from `site.yaml`."""

from __future__ import annotations

from markupsafe import Markup

from explainer.fragment import Mark
from explainer.model import StatusItem
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.readonly import read_only


@read_only
class StatusView:
    """A line of the list "Where things stand": a label, a short text, and how certain it is.

    `verdict` says it in a few words, and `more` is the link to the page on which to read on. These
    and `certainty` are empty if the editor left them out.
    """

    label: str
    verdict: str
    text: Markup
    certainty: str
    more: str


def status_views(writer: Writer) -> tuple[StatusView, ...]:
    """Return the lines of the list "Where things stand", from `site.yaml`."""
    return tuple(
        StatusView(
            item.label,
            item.verdict,
            writer.inline(item.text),
            item.certainty or "",
            _more(writer, item),
        )
        for item in writer.content.site.status
    )


def _more(writer: Writer, item: StatusItem) -> str:
    return writer.href(writer.content.page_by_source[item.more].address) if item.more else ""


def _reads(dependencies: Dependencies, _: Mark) -> None:
    dependencies.add_status()


def _shows(writer: Writer, _: Mark) -> tuple[StatusView, ...]:
    return status_views(writer)


STATUS = Marker("status", "", _reads, _shows)
