"""What a kind of page is, and a page of the site with everything needed to render it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import field
from typing import Any

from markupsafe import Markup

from explainer.content import Content
from explainer.model import Event, Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.prose_html import Part, Writer
from explainer.pages.toc_marker import TocView, toc
from explainer.pages.view_models import DatePart, day_parts
from explainer.problems import Place
from explainer.readonly import frozen, read_only
from explainer.selections import TopPages
from explainer.terms import TermFinder

HOME = "index.html"


def _always(content: Content) -> bool:
    del content
    return True


def _nothing(content: Content) -> tuple[()]:
    del content
    return ()


@frozen
class PageKind:
    """A kind of page, such as the timeline; its template is `templates/NAME.html`.

    `title`: the title if the build generates the page and the editor wrote none.
    `reads(dependencies, subject)` declares all records that the page shows; `subject` is the page
    that the editor wrote, the event that it's about, or None. It returns what has to be computed
    from the whole content, if anything.
    `shows(site_page, writer)` returns the view: its fields are the variables of the template.
    """

    name: str
    title: str = field(compare=False)
    reads: Callable[[Dependencies, Any], Any] = field(compare=False)
    shows: Callable[[SitePage, Writer], Any] = field(compare=False)


@frozen
class ListKind(PageKind):
    """A kind of page that the build generates at NAME.html, with the text of NAME.md above it.

    `in_header`: whether the header links to it, or only the footer.
    `entries(content)` returns the ids of its entries, which are anchors on the page.
    `is_on_one_page`: whether the one-page edition has the entries too; `prefix` is what it puts
    before their ids, so that lists can share ids.
    `exists(content)` returns whether a site has the page; `content` is the whole content.
    `described_events(content)` returns the events that the page's structured data describes.
    """

    in_header: bool = field(default=False, compare=False)
    entries: Callable[[Content], Collection[str]] = field(default=_nothing, compare=False)
    is_on_one_page: bool = field(default=False, compare=False)
    prefix: str = field(default="", compare=False)
    exists: Callable[[Content], bool] = field(default=_always, compare=False)
    described_events: Callable[[Content], tuple[Event, ...]] = field(
        default=_nothing, compare=False
    )

    @property
    def address(self) -> str:
        """The page's address."""
        return f"{self.name}.html"

    def own_title(self, content: Content) -> str:
        """Return the title that the editor gave the page, or an empty string."""
        pages = content.select_pages(TopPages())
        return next((page.title for page in pages if page.address == self.address), "")

    @property
    def source(self) -> str:
        """The path, below content/, of the page whose text is shown above the list."""
        return f"{self.name}.md"


@frozen
class SitePage:
    """A page of the site, with everything needed to render it.

    `content`: only the records that the page depends on.
    `finder`: finds the glossary terms in its text.
    `page`: the page that the editor wrote, or None if the build generates the whole page.
    `event`: the event that the page is about, if it's about one.
    `data`: what the kind's `reads` returned.
    `has_one_page`: whether the site has a one-page edition.
    `place`: where an editor can change the page's address.
    `lists`: the lists that the site has, in the order of the navigation.
    """

    kind: PageKind
    address: str
    content: Content
    finder: TermFinder = field(repr=False, compare=False)
    page: Page | None = None
    event: Event | None = None
    data: Any = None
    has_one_page: bool = True
    place: Place = field(default=Place("site.yaml"), compare=False)
    lists: tuple[ListKind, ...] = ()

    @property
    def editors_page(self) -> Page:
        """The page that the editor wrote; raises ValueError if the build generated it."""
        if self.page is None:
            raise ValueError(f"{self.address} has no source page")
        return self.page

    @property
    def shown_event(self) -> Event:
        """The event that the page is about; raises ValueError if it isn't about one."""
        if self.event is None:
            raise ValueError(f"{self.address} isn't about an event")
        return self.event

    @property
    def title(self) -> str:
        """The page's title: that of its page or event, or else of its kind or the site."""
        subject = self.page or self.event
        return subject.title if subject else self.kind.title or self.content.site.title


@read_only
class Introduction:
    """What the editor wrote above a generated list, such as `sources.md`: empty if there is none.

    `title`, `summary`: those of the page; `updated`: the day of its last check.
    """

    title: str = ""
    summary: str = ""
    updated: tuple[DatePart, ...] = ()
    key_points: tuple[Markup, ...] = ()
    body: tuple[Part, ...] = ()
    toc: tuple[TocView, ...] = ()


def introduction(site_page: SitePage, writer: Writer) -> Introduction:
    """Return what the editor wrote above a generated list."""
    page = site_page.page
    if page is None:
        return Introduction()
    front = page.front
    return Introduction(
        title=front.title,
        summary=front.summary,
        updated=day_parts(front.updated),
        # In the order of the page: citations are numbered as they are rendered.
        key_points=tuple(writer.inline(point) for point in front.key_points),
        body=writer.fill(page.prose),
        toc=toc(page.prose.fragment.headings),
    )
