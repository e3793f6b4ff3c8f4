"""The templates: Jinja2 templates, and the style sheets and scripts that pages load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from explainer.failures import UndeclaredError
from explainer.patterns import lazy_pattern
from explainer.problems import CannotMake, Place, Problem, did_you_mean, errors
from explainer.readonly import frozen
from explainer.store import digest
from explainer.styles.joining import EXTRA, NOT_IMPORTED, join_style_sheets
from explainer.styles.palette import Palette
from explainer.template_folders import hint_for_part, read_template_files

if TYPE_CHECKING:
    import jinja2

    from explainer.styles.accents import Accents


@frozen
class Templates:
    """The templates that a site is made with: the built-in ones, and the project's own over them.

    `texts`: the source of each template, by name, such as `blocks/chart.html`.
    `assets`: the bytes of each style sheet, script and other asset, by its address on the site.
    `colours`: the palette, which templates use as `colours.light.ink`.
    `own`: the names of the project's own templates.
    `problems`: warnings about the project's own files.
    """

    texts: Mapping[str, str]
    assets: Mapping[str, bytes]
    colours: Palette = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """A digest of all templates and assets."""
        texts = (part for pair in self.texts.items() for part in pair)
        assets = (part for pair in self.assets.items() for part in pair)
        return digest("templates", *texts, *assets, self._colours_key, *sorted(self.own))

    @property
    def _colours_key(self) -> str:
        return repr(self.colours)

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The Jinja2 environment, in which a template that uses an undefined variable fails."""
        # Slow to import, and only needed for pages that have changed.
        import jinja2  # noqa: PLC0415

        from explainer.compiled_templates import CompiledTemplates  # noqa: PLC0415

        environment = jinja2.Environment(  # noqa: S701 (autoescape is among the options)
            # The template's name serves as its file name in tracebacks; see _place_in.
            loader=jinja2.FunctionLoader(
                lambda name: (self.texts[name], name, None) if name in self.texts else None
            ),
            undefined=jinja2.StrictUndefined,
            bytecode_cache=CompiledTemplates(_COMPILED, _OPTIONS, self.own),
            **_OPTIONS,
        )
        environment.filters["lowered"] = lower_headings
        environment.globals["colours"] = self.colours
        return environment

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Return what a template renders with these variables.

        Raises CannotMake, with the template's file and line, if there is a mistake in it.
        """
        import jinja2  # noqa: PLC0415

        try:
            return self.environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            place = self.place(error.name or name, error.lineno)
            hint = self._hint(place)
            raise CannotMake(Problem(place, "template", str(error.message), hint)) from error
        except jinja2.TemplateNotFound as error:
            place = self.place(*_place_in(error, self.texts, name))
            message, hint = f'missing template "{error.name}"', ""
            if error.name != name:
                message = f'unknown template "{error.name}"'
                hint = did_you_mean(str(error.name), self.texts)
            hint = hint or self._hint(place)
            raise CannotMake(Problem(place, "template", message, hint)) from error
        except (MemoryError, UndeclaredError):
            raise
        except Exception as error:
            # A template's expressions can raise anything; report it at the template's line.
            place = self.place(*_place_in(error, self.texts, name))
            hint = self._hint(place)
            raise CannotMake(Problem(place, "template", str(error), hint)) from error

    def place(self, name: str, line: int = 1) -> Place:
        """Return the place of a line of a template."""
        return Place(name, line, "overlay" if name in self.own else "templates")

    def _hint(self, place: Place) -> str:
        """Return what to do about a mistake that was found in a template."""
        if place.root == "overlay":
            return "fix the template, or delete it to get the built-in one back"
        # A built-in template can only miss what a template that it uses no longer has.
        if replaced := sorted(self._dependencies(place.file) & self.own):
            return f"compare your own {replaced[0]} with the built-in one, which had it"
        return "fix the template, or restore the original file"

    def digest_of(self, name: str) -> str:
        """Return a digest of the palette, a template, and all it includes, extends or imports."""
        names = sorted(self._dependencies(name))
        texts = (part for name in names for part in (name, self.texts.get(name, "")))
        return digest(self._colours_key, *texts)

    def _dependencies(self, name: str) -> set[str]:
        """Return the names of a template and of all templates it includes, extends or imports."""
        names: set[str] = set()
        queue = [name]
        while queue:
            current = queue.pop()
            if current in names or current not in self.texts:
                continue
            names.add(current)
            queue += self._names_in(self.texts[current])
        return names

    def _names_in(self, text: str) -> Iterator[str]:
        """Yield the names of the templates that a template's text refers to.

        They are found by searching the text: parsing it would be slow.
        """
        for tag in _REFERRING_TAG.finditer(text):
            names = [name for name in _QUOTED.findall(tag[1]) if name in self.texts]
            # A tag without a literal name includes a block whose name is computed.
            yield from names or (block for block in self.texts if block.startswith("blocks/"))


_COMPILED = Path(__file__).parent / "__pycache__"
# What the code of compiled templates depends on.
_OPTIONS: dict[str, Any] = {
    # The optimizer folds constant expressions; here it costs more time than it saves.
    "optimized": False,
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
_REFERRING_TAG = lazy_pattern(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_HEADING = lazy_pattern(r"(</?h)([1-5])(?=[\s>])")
_QUOTED = lazy_pattern(r"""["']([^"']+)["']""")


def lower_headings(html: Markup) -> Markup:
    """Return HTML with each heading one level lower (<h2> as <h3>), for the one-page edition."""
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html))  # noqa: S704


def read_templates(
    folder: Path, *, overlay: Path | None = None, accents: Accents | None = None
) -> Templates:
    """Return the built-in templates in a folder, with those of `overlay` in place of some.

    Templates are all `*.html` files, and the `*.svg` files at the top level. Files in `assets/` are
    copied to the site, style sheets with their parts from `styles/` in place, and with the rules
    of `assets/extra.css` at the end. `accents` replace colours of the palette. Raises CannotMake if a
    file can't be read, if a template isn't UTF-8, or if style sheets can't be joined.
    """
    read = read_template_files(folder, overlay)
    texts: dict[str, str] = {}
    problems = list(read.problems)
    for name, data in read.files.items():
        if not name.endswith((".html", ".svg")) or (name.endswith(".svg") and "/" in name):
            continue
        try:
            texts[name] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"byte {error.start + 1} of this file isn't valid UTF-8"
            place = read.place(name, line)
            problems.append(Problem(place, "template", message, "save the file as UTF-8"))
    assets = {name: data for name, data in read.files.items() if name.startswith("assets/")}
    parts = {name: data for name, data in read.files.items() if name.startswith("styles/")}
    joined = join_style_sheets(assets, parts, accents)
    for problem in joined.problems:
        name, hint = problem.place.file, problem.hint
        if problem.message == NOT_IMPORTED and name in read.own:
            hint = hint_for_part(name, read)
        place = read.place(name, problem.place.line)
        problems.append(replace(problem, place=place, hint=hint))
    if errors(problems):
        raise CannotMake(*problems)
    assets = {name: data for name, data in assets.items() if name != EXTRA}
    own = read.own & texts.keys()
    return Templates(texts, {**assets, **joined.sheets}, joined.palette, own, tuple(problems))


def _place_in(error: BaseException, texts: Mapping[str, str], name: str) -> tuple[str, int]:
    """Return the template, and the line in it, where an error was raised.

    If the traceback has no template, return the template `name` and line 1.
    """
    place = (name, 1)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in texts:
            place = (file, trace.tb_lineno)
        trace = trace.tb_next
    return place
