"""The whole build on one screen: load, check, plan, render, check links, publish."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import explainer
from explainer.background import Background
from explainer.check import DRAWING_RULES, RULES_FOR_ERRORS, RULES_FOR_WARNINGS, check
from explainer.kept_results import KEPT
from explainer.load import load
from explainer.plan import Output, plan, plan_only
from explainer.problems import CannotMake, Problem, as_errors, errors, in_order
from explainer.publish import Published, publish
from explainer.readonly import frozen
from explainer.render import RenderedFile, check_links, render
from explainer.templates import read_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

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


@frozen
class First:
    """Files that a build makes before all others, for the preview: the pages in view.

    `show` gets those at `addresses` as soon as the content is known to have no errors. Templates
    and links of other pages may turn out to be wrong later.
    """

    addresses: Collection[str]
    show: Callable[[Sequence[RenderedFile]], None]


def make(settings: Settings, store: Store, first: First | None = None) -> Result:
    """Render and check the whole site in memory; return its files and the problems.

    Writes nothing. Files are only rendered if the content has no errors.
    """
    if store.is_empty and (settings.content_dir / "charts").is_dir():
        _start_drawing()
    with KEPT.kept_in(store):
        return _make(settings, store, first)


def _make(settings: Settings, store: Store, first: First | None) -> Result:
    content, problems = load(
        settings.content_dir, store, drafts=settings.drafts, jobs=settings.jobs
    )
    if content is None:
        return Result(_ordered(problems, settings))
    content = _with_base_url(content, settings)
    # Mostly waits for the process that draws charts.
    drawing_problems = Background(partial(check, content, DRAWING_RULES))
    problems += check(content, RULES_FOR_ERRORS)
    outputs: tuple[Output, ...] = ()
    try:
        templates, look_problems = _templates(settings, content)
        problems += look_problems
        if not errors(problems):
            # Unchanged templates come from the store, where an earlier build has compiled them.
            templates = store.get_or_create(templates.key, lambda: templates)
            # With strict set, a warning that's found later would be an error.
            if first and not settings.strict:
                _show_first(first, content, templates, store, drawing_problems)
            outputs = plan(content, templates)
    except CannotMake as error:
        problems += error.problems
    problems += check(content, RULES_FOR_WARNINGS)
    files, template_problems = render([o for o in outputs if not o.has_charts], store)
    found = drawing_problems.result()
    problems += [*template_problems, *found]
    if not errors(found):
        files_with_charts, template_problems = render([o for o in outputs if o.has_charts], store)
        files = tuple(sorted((*files, *files_with_charts), key=lambda file: file.address))
        problems += template_problems
    if errors(problems):
        return Result(_ordered(problems, settings), content)
    problems += check_links(files)
    return Result(_ordered(problems, settings), content, files)


def _show_first(
    first: First,
    content: Content,
    templates: Templates,
    store: Store,
    drawing_problems: Background[list[Problem]],
) -> None:
    outputs = plan_only(content, templates, first.addresses)
    has_charts = any(output.has_charts for output in outputs)
    if has_charts and errors(drawing_problems.result()):
        return
    files, template_problems = render(outputs, store)
    if not template_problems:
        first.show(files)


def _templates(settings: Settings, content: Content) -> tuple[Templates, list[Problem]]:
    """Return the built-in templates with the project's own, in its own colours, and the problems."""
    overlay, theme = settings.overlay, content.site.theme
    if overlay is None and theme is None:
        return read_templates(settings.templates), []
    accents = theme.accents if theme else None
    templates = read_templates(settings.templates, overlay=overlay, accents=accents)
    problems = list(templates.problems)
    if theme:
        from explainer.theme import theme_problems  # noqa: PLC0415 (rarely needed)

        problems += theme_problems(theme, templates.colours)
    return templates, problems


def build(
    settings: Settings,
    store: Store,
    *,
    untouched: Callable[[], Collection[str]] = frozenset,
    first: First | None = None,
) -> Result:
    """Render and check the whole site, and write it to `settings.site` if there are no errors.

    `untouched` returns files in the site that needn't be read; see `publish`.
    """
    result = make(settings, store, first)
    if not result.can_publish:
        return result
    published = publish(result.pages, settings.site, untouched=untouched)
    return replace(result, published=published)


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
