"""The whole build on one screen: load, check, plan, render, check links, publish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.check import check
from explainer.load import load
from explainer.plan import plan
from explainer.problems import CannotMake, Problem, as_errors, errors, in_order
from explainer.publish import Published, publish
from explainer.render import RenderedFile, check_links, render
from explainer.templates import read_templates

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.store import Store

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Settings:
    """The command line's options for a build.

    `base_url` overrides that of site.yaml unless it is None.
    """

    content_dir: Path = Path("content")
    site: Path = Path("site")
    templates: Path = TEMPLATES
    strict: bool = False
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 1


@dataclass(frozen=True)
class Result:
    """A build's pages and problems; `published` is None if nothing was published."""

    problems: tuple[Problem, ...]
    content: Content | None = None
    pages: tuple[RenderedFile, ...] = ()
    published: Published | None = None

    @property
    def can_publish(self) -> bool:
        """Whether there are no errors, so that the site can be published."""
        return not errors(self.problems)


def make(settings: Settings, store: Store) -> Result:
    """Render every page and check everything, but write nothing."""
    content, problems = load(
        settings.content_dir, store, drafts=settings.drafts, jobs=settings.jobs
    )
    if content is None:
        return Result(_ordered(problems, settings))
    content = _with_base_url(content, settings)
    problems += check(content)
    if errors(problems):
        return Result(_ordered(problems, settings), content)
    try:
        templates = read_templates(settings.templates)
        # Unchanged templates come from the store, where an earlier build has compiled them.
        templates = store.get_or_create(templates.key, lambda: templates)
        pages = render(plan(content, templates), store)
    except CannotMake as error:
        return Result(_ordered([*problems, *error.problems], settings), content)
    problems += check_links(pages)
    return Result(_ordered(problems, settings), content, pages)


def build(settings: Settings, store: Store) -> Result:
    """Render every page, check everything, and publish the site if there are no errors."""
    result = make(settings, store)
    if not result.can_publish:
        return result
    return replace(result, published=publish(result.pages, settings.site))


def _with_base_url(content: Content, settings: Settings) -> Content:
    """Return the content with the base URL from the settings or site.yaml, ending in a slash."""
    site = content.site
    base_url = site.base_url if settings.base_url is None else settings.base_url
    if base_url and not base_url.endswith("/"):
        base_url += "/"
    return replace(content, site=replace(site, base_url=base_url))


def _ordered(problems: list[Problem], settings: Settings) -> tuple[Problem, ...]:
    """Return the problems in order; with `strict`, warnings become errors."""
    ordered = in_order(problems)
    return as_errors(ordered) if settings.strict else ordered
