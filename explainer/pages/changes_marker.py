"""`[changes]`: the entries of `changes.yaml`, the editor's log."""

from __future__ import annotations

from markupsafe import Markup

from explainer.change_ids import change_ids
from explainer.fragment import Mark
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import DatePart, LinkView, day_parts
from explainer.readonly import read_only


@read_only
class ChangeView:
    """An entry of the list of changes: an update or a correction of the explainer.

    `id` is its id on the page of changes, and `href` the link to it there. `links` lead to the
    pages and events that it changed.
    """

    id: str
    href: str
    date: tuple[DatePart, ...]
    kind: str
    note: Markup
    links: tuple[LinkView, ...]


def change_views(writer: Writer, *, limit: int | None = None) -> tuple[ChangeView, ...]:
    """Return the entries of `changes.yaml` in the order of that file, at most `limit` of them."""
    content = writer.content
    views = []
    entries = tuple(zip(change_ids(content.changes), content.changes, strict=True))
    for id_, change in entries[:limit]:
        pages = (content.page_by_source[source] for source in change.pages)
        events = (content.event_by_id[id_] for id_ in change.events)
        links = [LinkView(page.title, writer.href(page.address)) for page in pages]
        links += [LinkView(e.title, writer.href("timeline.html", e.id)) for e in events]
        note = writer.inline(change.note)
        view = ChangeView(
            id=id_,
            href=writer.href("changes.html", id_),
            date=day_parts(change.date),
            kind=change.kind,
            note=note,
            links=tuple(links),
        )
        views.append(view)
    return tuple(views)


def _reads(dependencies: Dependencies, _: Mark) -> None:
    dependencies.add_changes()


def _shows(writer: Writer, _: Mark) -> tuple[ChangeView, ...]:
    return change_views(writer)


CHANGES = Marker("changes", "", _reads, _shows)
