"""Checks that names and ids in records, front matter and site.yaml refer to something."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.bibliography import SOURCE_TYPES, Source
from explainer.check.name_lookup import unknown_in_list, unknown_names
from explainer.content import Content, outcome_of
from explainer.model import Page, Site, Term
from explainer.pages.page_kinds import GENERATED_PAGES
from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, did_you_mean, nearest

# A language tag, simplified from RFC 5646, section 2.1.
LANGUAGE = lazy_pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MIN_SIDES, MAX_SIDES = 2, 6


def sides_are_two_to_six(content: Content) -> Iterator[Problem]:
    """Report one side, or more than six: the layout is made for none or two to six."""
    count = len(content.site.sides)
    if count and not MIN_SIDES <= count <= MAX_SIDES:
        place = content.site.place_of("sides")
        message = f"expected no sides or two to six, found {count}"
        yield Problem(place, "sides-count", message, "add or remove sides")


def languages_are_codes(content: Content) -> Iterator[Problem]:
    """Report languages that aren't written as a code, such as `en`, which browsers expect."""
    records: tuple[Site | Source, ...] = (content.site, *content.sources)
    for record in records:
        if record.language and not LANGUAGE.fullmatch(record.language):
            message = f'invalid value "{record.language}" for "language"'
            hint = "write the language's code, such as en, pt-BR or zh"
            yield Problem(record.place_of("language"), "bad-value", message, hint)


def source_types_are_known(content: Content) -> Iterator[Problem]:
    """Report source types that aren't CSL's, since reference managers ignore all others."""
    for source in content.sources:
        if source.type not in SOURCE_TYPES:
            hint = did_you_mean(source.type, sorted(SOURCE_TYPES))
            hint = hint or "use a CSL type, such as webpage, report or legislation"
            message = f'invalid value "{source.type}" for "type"'
            yield Problem(source.place_of("type"), "bad-value", message, hint)


def chapters_exist(content: Content) -> Iterator[Problem]:
    """Report chapters without a file NAME.md or NAME/index.md."""
    sources = {*content.page_by_source, *content.drafts}
    sources |= {name for kind, name in content.broken if kind == "page"}
    for number, chapter in enumerate(content.site.chapters):
        place = content.site.place_of("chapters", number)
        file, index = f"{chapter}.md", f"{chapter}/index.md"
        if file not in sources and index not in sources:
            message = f'unknown chapter "{chapter}": neither {file} nor {index} exists'
            yield Problem(place, "unknown-chapter", message, _chapter_hint(chapter, sources))
        elif "/" in chapter or file == "index.md":
            message = f'"{chapter}" can\'t be a chapter'
            hint = "name a folder in content/, or a file there other than index.md, without the .md"
            yield Problem(place, "unknown-chapter", message, hint)
        elif file in GENERATED_PAGES and index not in sources:
            message = f'"{chapter}" can\'t be a chapter, since the build generates that page'
            hint = "remove it: other pages link to that page anyway"
            yield Problem(place, "unknown-chapter", message, hint)
        elif file in sources and index in sources:
            message = f'the chapter "{chapter}" is both a file and a folder'
            hint = f"move {file} to {index}, or move the folder's pages elsewhere"
            yield Problem(place, "chapter-twice", message, hint)


def _chapter_hint(chapter: str, sources: set[str]) -> str:
    """Return a hint for a chapter without a first page; `sources` are all pages' source paths."""
    files = {source.split("/")[0] for source in sources} - {"index", "index.md", *GENERATED_PAGES}
    names = {file.removesuffix(".md") for file in files}
    top = chapter.removeprefix("./").split("/")[0].removesuffix(".md")
    if top == chapter and top in names:
        index = f"{chapter}/index.md"
        near = nearest(index, sources, cutoff=0.9)
        return f"rename {near} to {index}" if near else f"add its first page, {index}"
    near = top if top in names else nearest(chapter, names)
    return f'did you mean "{near}"?' if near else "add one of them, or remove the chapter"


def home_page_is_published(content: Content) -> Iterator[Problem]:
    """Report a home page that is a draft and so isn't built, since every page links to it."""
    if "index.md" in content.drafts:
        message = "the home page is a draft, so it isn't built"
        hint = "remove draft: true, or build with --drafts"
        yield Problem(Place("index.md"), "missing-file", message, hint)


def page_references_exist(content: Content) -> Iterator[Problem]:
    """Report unknown names in front matter: a page's side, and the sources of its outcome."""
    for page in content.pages:
        front = page.front
        if front.side:
            yield from unknown_names(content, "side", [front.side], front.place_of("side"))
        if outcome := front.outcome:
            for indicator in outcome.indicators:
                yield from unknown_in_list(content, "source", indicator, "sources")
            if resolved := outcome.resolved:
                yield from unknown_in_list(content, "source", resolved, "sources")


def home_references_exist(content: Content) -> Iterator[Problem]:
    """Report an unknown `home_chart`, and unknown pages to read on in the status list."""
    site = content.site
    if site.home_chart:
        yield from unknown_names(content, "chart", [site.home_chart], site.place_of("home_chart"))
    for item in site.status:
        if item.more:
            yield from _unknown_page(content, item.more, item.place_of("more"))


def outcome_ids_are_unique(content: Content) -> Iterator[Problem]:
    """Report outcome ids that two pages use."""
    first_pages: dict[str, Page] = {}
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        first_page = first_pages.setdefault(outcome.id, page)
        if first_page is not page:
            first = outcome_of(first_page).place_of("id")
            message = (
                f'duplicate outcome id "{outcome.id}" (first used at {first.file}:{first.line})'
            )
            yield Problem(outcome.place_of("id"), "duplicate-id", message, "rename one of them")


def term_names_are_unique(content: Content) -> Iterator[Problem]:
    """Report names that two terms share, since the name can only link to one of them."""
    first_terms: dict[str, Term] = {}
    for term in content.terms:
        for key, name in [("term", term.term), *(("also", name) for name in term.also)]:
            first_term = first_terms.setdefault(name.casefold(), term)
            if first_term is not term:
                message = f'duplicate name "{name}", also used by the term "{first_term.id}"'
                yield Problem(term.place_of(key), "duplicate-id", message, "remove one of them")


def event_references_exist(content: Content) -> Iterator[Problem]:
    """Report unknown names in events: sides, kinds, tools, sources and other events."""
    for event in content.events:
        yield from unknown_in_list(content, "side", event, "side")
        yield from unknown_names(content, "kind", [event.kind], event.place_of("kind"))
        yield from unknown_in_list(content, "source", event, "sources")
        yield from unknown_in_list(content, "event", event, "answers")
        yield from unknown_in_list(content, "event", event, "follows")
        if event.quote:
            yield from unknown_in_list(content, "source", event.quote, "sources")
        if measure := event.measure:
            yield from unknown_names(content, "tool", [measure.tool], measure.place_of("tool"))
            if measure.ended_by:
                place = measure.place_of("ended_by")
                yield from unknown_names(content, "event", [measure.ended_by], place)


def other_references_exist(content: Content) -> Iterator[Problem]:
    """Report unknown names in terms, accounts, dates to come and changes."""
    for term in content.terms:
        yield from unknown_in_list(content, "source", term, "sources")
    for accounts in content.accounts:
        for side in accounts.accounts:
            yield from unknown_names(content, "side", [side], accounts.place_of("accounts", side))
    for upcoming in content.upcoming:
        yield from unknown_in_list(content, "outcome", upcoming, "outcomes")
        yield from unknown_in_list(content, "source", upcoming, "sources")
    for change in content.changes:
        yield from unknown_in_list(content, "event", change, "events")
        for number, page in enumerate(change.pages):
            yield from _unknown_page(content, page, change.place_of("pages", number))


def _unknown_page(content: Content, page: str, place: Place) -> Iterator[Problem]:
    """Yield a problem at `place` if there is no page with this source path, or if it's a draft."""
    sources = content.page_by_source
    if page in sources or ("page", page) in content.broken:
        return
    if page in content.drafts:
        message = f'the page "{page}" is a draft, so it isn\'t built'
        hint = "remove draft: true there, or remove the page here"
    else:
        namesakes = [source for source in sources if source.endswith(f"/{page}")]
        message = f'unknown page "{page}"'
        hint = did_you_mean(namesakes[0] if namesakes else page, sources, typed=page)
        hint = hint or "write the path of its file within content/"
    yield Problem(place, "unknown-page", message, hint)


RULES = (
    sides_are_two_to_six,
    languages_are_codes,
    source_types_are_known,
    chapters_exist,
    home_page_is_published,
    page_references_exist,
    home_references_exist,
    outcome_ids_are_unique,
    term_names_are_unique,
    event_references_exist,
    other_references_exist,
)
