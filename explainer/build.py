"""The whole of a build, on one screen: load, check, plan, render, check links, publish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.check import check
from explainer.load import load
from explainer.plan import plan
from explainer.problems import CannotMake, Problem, errors, in_order, made_strict
from explainer.publish import Published, publish
from explainer.render import Rendered, check_links, render
from explainer.templates import read_templates

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.store import Store

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Settings:
    """What the command line says of a build; `base_url` None leaves it to site.yaml."""

    content_dir: Path = Path("content")
    site: Path = Path("site")
    templates: Path = TEMPLATES
    strict: bool = False
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 1


@dataclass(frozen=True)
class Result:
    """What a build made, and what it found wrong; nothing was published where `published` is None."""

    problems: tuple[Problem, ...]
    content: Content | None = None
    pages: tuple[Rendered, ...] = ()
    published: Published | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the site from being published."""
        return not errors(self.problems)


def make(settings: Settings, store: Store) -> Result:
    """Make every page and check everything; write nothing."""
    content, problems = load(
        settings.content_dir, store, drafts=settings.drafts, jobs=settings.jobs
    )
    if content is None:
        return Result(_reported(problems, settings))
    content = _at_its_address(content, settings)
    problems += check(content)
    if errors(problems):
        return Result(_reported(problems, settings), content)
    try:
        templates = read_templates(settings.templates)
        # Those of an earlier build, where they are the same, have been compiled already.
        templates = store.keep(templates.key, lambda: templates)
        pages = render(plan(content, templates), store)
    except CannotMake as fault:
        return Result(_reported([*problems, *fault.problems], settings), content)
    problems += check_links(pages)
    return Result(_reported(problems, settings), content, pages)


def build(settings: Settings, store: Store) -> Result:
    """Make every page, check everything, and publish it unless something is wrong."""
    result = make(settings, store)
    if not result.is_sound:
        return result
    return replace(result, published=publish(result.pages, settings.site))


def _at_its_address(content: Content, settings: Settings) -> Content:
    """Return the explainer with the base address that is wanted, a slash at its end."""
    site = content.site
    base_url = site.base_url if settings.base_url is None else settings.base_url
    if base_url and not base_url.endswith("/"):
        base_url += "/"
    return replace(content, site=replace(site, base_url=base_url))


def _reported(problems: list[Problem], settings: Settings) -> tuple[Problem, ...]:
    ordered = in_order(problems)
    return made_strict(ordered) if settings.strict else ordered
