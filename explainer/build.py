"""The whole build on one screen: load, check, plan, render, check links, publish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import explainer
from explainer.check import check
from explainer.load import load
from explainer.plan import plan
from explainer.problems import CannotMake, Problem, as_errors, errors, in_order
from explainer.publish import Published, publish
from explainer.readonly import frozen
from explainer.render import RenderedFile, check_links, render
from explainer.templates import read_templates

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.store import Store
    from explainer.templates import Templates

TEMPLATES = Path(explainer.TEMPLATES)


@frozen
class Settings:
    """The command line's options for a build.

    `site` is the output folder. `strict` makes warnings errors, `drafts` includes draft pages, and
    `jobs` is the largest number of processes. `base_url` overrides that of site.yaml unless None.
    Files in the folder `overlay`, which may be missing, replace those of `templates`.
    """

    content_dir: Path = Path("content")
    site: Path = Path("site")
    templates: Path = TEMPLATES
    overlay: Path | None = None
    strict: bool = False
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 1


@frozen
class Result:
    """What a build read, rendered and found wrong.

    `content` is None if site.yaml couldn't be read, `pages` are all rendered files (none if there
    were errors before), and `published` lists what was written, or is None if nothing was.
    """

    problems: tuple[Problem, ...]
    content: Content | None = None
    pages: tuple[RenderedFile, ...] = ()
    published: Published | None = None

    @property
    def can_publish(self) -> bool:
        """Whether the site can be published: there are no errors, though there may be warnings."""
        return not errors(self.problems)


def make(settings: Settings, store: Store) -> Result:
    """Render and check the whole site in memory; return its files and the problems.

    Writes nothing. Files are only rendered if the content has no errors.
    """
    if not (settings.content_dir / "charts").is_dir():
        return _make(settings, store)
    # Imported here because only content with charts needs it.
    from explainer.chart_drawings import DRAWINGS  # noqa: PLC0415

    if store.is_empty:
        _start_drawing()
    with DRAWINGS.kept_in(store):
        return _make(settings, store)


def _make(settings: Settings, store: Store) -> Result:
    content, problems = load(
        settings.content_dir, store, drafts=settings.drafts, jobs=settings.jobs
    )
    if content is None:
        return Result(_ordered(problems, settings))
    content = _with_base_url(content, settings)
    problems += check(content)
    try:
        templates = _templates(settings, content)
        problems += templates.problems
        if theme := content.site.theme:
            from explainer.theme import theme_problems  # noqa: PLC0415 (rarely needed)

            problems += theme_problems(theme, templates.colours)
    except CannotMake as error:
        return Result(_ordered([*problems, *error.problems], settings), content)
    if errors(problems):
        return Result(_ordered(problems, settings), content)
    try:
        # Unchanged templates come from the store, where an earlier build has compiled them.
        templates = store.get_or_create(templates.key, lambda: templates)
        pages = render(plan(content, templates), store)
    except CannotMake as error:
        return Result(_ordered([*problems, *error.problems], settings), content)
    problems += check_links(pages)
    return Result(_ordered(problems, settings), content, pages)


def _templates(settings: Settings, content: Content) -> Templates:
    """Return the built-in templates with the project's own, and in its own colours."""
    overlay, theme = settings.overlay, content.site.theme
    if overlay is None and theme is None:
        return read_templates(settings.templates)
    accents = theme.accents if theme else None
    return read_templates(settings.templates, overlay=overlay, accents=accents)


def build(settings: Settings, store: Store) -> Result:
    """Render and check the whole site, and write it to `settings.site` if there are no errors."""
    result = make(settings, store)
    if not result.can_publish:
        return result
    return replace(result, published=publish(result.pages, settings.site))


def _start_drawing() -> None:
    """Start the process that draws charts; it gets ready while the content is read."""
    from explainer.charts.vega_process import VEGA  # noqa: PLC0415 (only needed here)

    VEGA.start()


def _with_base_url(content: Content, settings: Settings) -> Content:
    """Return the content with the base URL from the settings or site.yaml, ending in a slash."""
    site = content.site
    base_url = site.base_url if settings.base_url is None else settings.base_url
    if base_url and not base_url.endswith("/"):
        base_url += "/"
    return replace(content, site=replace(site, base_url=base_url))


def _ordered(problems: list[Problem], settings: Settings) -> tuple[Problem, ...]:
    """Return the problems sorted by file and line, with warnings made errors if `strict` is set."""
    ordered = in_order(problems)
    return as_errors(ordered) if settings.strict else ordered
