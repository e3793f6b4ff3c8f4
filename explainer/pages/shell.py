"""What every page shows around its main text: the head element, header, navigation and footer."""

from __future__ import annotations

from markupsafe import Markup

from explainer.exports.absolute_urls import absolute_url
from explainer.languages import is_right_to_left, primary_language
from explainer.model import Site
from explainer.outcome_state import summary_of
from explainer.pages.event_page import event_summary
from explainer.pages.home_page import HOME_PAGE
from explainer.pages.list_kinds import LISTS
from explainer.pages.one_page_edition import ONE_PAGE
from explainer.pages.page_kind import HOME, ListKind, SitePage
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import DatePart, LinkView, SideView, day_parts, side_view
from explainer.readonly import read_only
from explainer.selections import OpeningPages, TopPages
from explainer.urls import relative

# The logo's largest size, in pixels.
_LOGO_HEIGHT, _LOGO_WIDTH = 28, 160
# Pages that the navigation links to already.
_ALREADY_LINKED = frozenset({HOME, *(kind.address for kind in LISTS)})


@read_only
class Shell:
    """What a page shows around its main text.

    `kind`: the kind of page, such as `home` or `timeline`.
    `root`: the relative path from the page to the site's root.
    `home`: the link in the header, with the site's title.
    `nav`, `more`: the links in the header's and in the footer's navigation.
    `as_of`: the day to which everything was checked.
    `searched_to`: the later day until which news was looked for, if there is one.
    `canonical`: the page's absolute URL, or empty without a base address.
    `described_sides`: the sides that have an `about`.
    `one_page`: the link to the one-page edition, or empty if there is none to link to.
    `ui`: the `lang` attribute for the interface's own text, which is English; empty if the whole
    site is.
    `own`: the `lang` attribute for the site's words within the interface's; empty if `ui` is.
    `from_right`: whether the site's language is written from right to left.
    `logo`: the picture in the header, before the site's title, if there is one.
    """

    kind: str
    site: Site
    address: str
    root: str
    title: str
    description: str
    home: LinkView
    nav: tuple[LinkView, ...]
    more: tuple[LinkView, ...]
    as_of: tuple[DatePart, ...]
    searched_to: tuple[DatePart, ...]
    canonical: str
    described_sides: tuple[SideView, ...]
    one_page: str
    ui: Markup
    own: Markup
    from_right: bool
    logo: LogoView | None


@read_only
class LogoView:
    """The logo's address, and the size in pixels at which it's shown."""

    href: str
    width: int
    height: int


@read_only
class Navigation:
    """The links in the header (`nav`) and in the footer (`more`), and the one-page edition's."""

    nav: tuple[LinkView, ...] = ()
    more: tuple[LinkView, ...] = ()
    one_page: str = ""


def shell_of(site_page: SitePage, writer: Writer, navigation: Navigation) -> Shell:
    """Return what a page shows around its main text."""
    site = site_page.content.site
    ui = _interface_language(site)
    return Shell(
        kind=site_page.kind.name,
        site=site,
        address=site_page.address,
        root=relative(site_page.address, "."),
        title=site_page.title,
        description=summary(site_page) or site.tagline,
        home=LinkView(site.title, writer.href(HOME), current=site_page.kind is HOME_PAGE),
        nav=navigation.nav,
        more=navigation.more,
        as_of=day_parts(site.as_of),
        searched_to=day_parts(site.searched_later),
        canonical=absolute_url(site, (site_page.page or site_page).address),
        described_sides=tuple(side_view(site, side) for side in site.sides if side.about),
        one_page=navigation.one_page,
        ui=ui,
        own=Markup(' lang="{}"').format(site.language) if ui else Markup(""),
        from_right=is_right_to_left(site.language),
        logo=_logo(writer),
    )


def _logo(writer: Writer) -> LogoView | None:
    """Return the logo as large as the bar at the top has room for, or None if there's none."""
    logo = writer.content.logo
    if logo is None:
        return None
    # A picture without a size of its own is shown as a square.
    width, height = logo.width or 1, logo.height or 1
    scale = min(_LOGO_HEIGHT / height, _LOGO_WIDTH / width)
    return LogoView(
        writer.href(logo.address), max(1, round(width * scale)), max(1, round(height * scale))
    )


def summary(site_page: SitePage) -> str:
    """Return what search engines and link previews show of a page; empty if there is nothing."""
    content = site_page.content
    if site_page.event:
        return event_summary(content, site_page.event)
    return summary_of(site_page.page.front, content.site.as_of) if site_page.page else ""


def navigation_of(site_page: SitePage, writer: Writer) -> Navigation:
    """Return the links to chapters, lists, other pages and the one-page edition.

    A list is named as the editor names it: by the title of `glossary.md`, say, if there is one.
    """
    chapter = site_page.page.chapter if site_page.page else ""
    content = site_page.content
    chapters = (
        LinkView(page.title, writer.href(page.address), current=page.chapter == chapter)
        for page in content.select_pages(OpeningPages())
    )
    other_pages = (
        LinkView(page.title, writer.href(page.address), current=page.address == site_page.address)
        for page in content.select_pages(TopPages())
        if page.address not in _ALREADY_LINKED
    )

    def link_to(kind: ListKind) -> LinkView:
        is_current = site_page.kind is kind
        title = kind.own_title(content)
        href = writer.href(kind.address)
        return LinkView(title or kind.title, href, current=is_current, is_interface=not title)

    offers_one_page = site_page.has_one_page and site_page.kind is not ONE_PAGE
    return Navigation(
        nav=(*chapters, *(link_to(kind) for kind in site_page.lists if kind.in_header)),
        more=(*(link_to(kind) for kind in site_page.lists if not kind.in_header), *other_pages),
        one_page=writer.href(f"{ONE_PAGE.name}.html") if offers_one_page else "",
    )


def _interface_language(site: Site) -> Markup:
    """Return the attribute ` lang="en"`, or an empty string if the whole site is in English."""
    english = primary_language(site.language) == "en"
    return Markup("") if english else Markup(' lang="en"')
